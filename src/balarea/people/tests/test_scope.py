"""A grant covers the services that it names, and no others."""

import pytest

from balarea.people import models
from balarea.people.queries import Scope
from balarea.people.rules import Action

ALL = frozenset[str]()


def scope(*grants: tuple[str, set[str], set[Action]]) -> Scope:
    """An officer with these grants: agency, services (none = all), actions."""
    rows = [(code, frozenset(named), frozenset(may)) for code, named, may in grants]
    return Scope(officer=models.Officer(), grants=tuple(rows))


READER_OF_ALL_WHO_DECIDES_ONE = scope(
    ("DKC", set(), {Action.READ}), ("DKC", {"DKC-006"}, {Action.DECIDE})
)


@pytest.mark.parametrize(
    ("action", "agency", "service", "expected"),
    [
        (Action.DECIDE, "DKC", "DKC-006", True),
        (Action.DECIDE, "DKC", "DKC-012", False),
        (Action.READ, "DKC", "DKC-012", True),
        (Action.READ, "DKC", "DKC-006", True),
        (Action.READ, "DPM", "DKC-006", False),
        (Action.DECIDE, "DPM", "DKC-006", False),
        (Action.VERIFY, "DKC", "DKC-006", False),
    ],
)
def test_a_grant_on_one_service_is_none_on_the_others(
    action: Action, agency: str, service: str, expected: bool
) -> None:
    officer = READER_OF_ALL_WHO_DECIDES_ONE
    assert officer.allows(action, agency=agency, service=service) is expected


def test_reach_names_the_services_of_each_action() -> None:
    officer = READER_OF_ALL_WHO_DECIDES_ONE
    assert officer.reach(Action.READ) == {"DKC": ALL}
    assert officer.reach(Action.DECIDE) == {"DKC": {"DKC-006"}}
    assert officer.reach(Action.VERIFY) == {}


@pytest.mark.parametrize("is_reversed", [False, True])
def test_reach_of_a_whole_agency_outweighs_single_services(is_reversed: bool) -> None:
    grants = [("DKC", {"DKC-006"}, {Action.READ}), ("DKC", set[str](), {Action.READ})]
    officer = scope(*(reversed(grants) if is_reversed else grants))
    assert officer.reach(Action.READ) == {"DKC": ALL}


def test_reach_adds_up_grants_and_keeps_agencies_apart() -> None:
    officer = scope(
        ("DKC", {"DKC-006"}, {Action.READ}),
        ("DPM", {"DPM-001"}, {Action.READ, Action.VERIFY}),
        ("DKC", {"DKC-012"}, {Action.READ}),
    )
    assert officer.reach(Action.READ) == {
        "DKC": {"DKC-006", "DKC-012"},
        "DPM": {"DPM-001"},
    }
    assert officer.reach(Action.VERIFY) == {"DPM": {"DPM-001"}}


def test_actions_are_those_of_all_grants_together() -> None:
    assert READER_OF_ALL_WHO_DECIDES_ONE.actions == {Action.READ, Action.DECIDE}
    assert scope().actions == ALL
