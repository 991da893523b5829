"""Whose failed messages an officer sees, and who may send them again."""

import pytest

from balarea.notices import models, permissions
from balarea.people.models import Officer
from balarea.people.queries import Scope
from balarea.people.rules import Action

ALL = frozenset[str]()


def scope(*grants: tuple[str, set[str], Action]) -> Scope:
    """An officer with these grants: agency, services (none = all), the one action."""
    rows = [(code, frozenset(named), frozenset({may})) for code, named, may in grants]
    return Scope(officer=Officer(), grants=tuple(rows))


def test_readers_see_the_messages_of_their_own_services() -> None:
    reader = scope(("DKC", {"DKC-006"}, Action.READ), ("DPM", set(), Action.VERIFY))
    assert permissions.reach(reader) == {"DKC": {"DKC-006"}}


def test_overseers_of_one_agency_see_no_message_that_belongs_to_none() -> None:
    assert permissions.reach(scope(("DKC", set(), Action.OVERSEE))) == {}


def test_overseers_of_several_agencies_see_messages_that_belong_to_none() -> None:
    overseer = scope(("DKC", set(), Action.OVERSEE), ("DPM", set(), Action.OVERSEE))
    assert permissions.reach(overseer) == {"": ALL}


@pytest.mark.parametrize(
    ("agency", "service", "expected"),
    [
        ("DKC", "DKC-006", True),
        ("DKC", "DKC-012", False),
        ("DPM", "DPM-001", False),
        ("", "", False),
    ],
)
def test_a_message_is_sent_again_by_those_who_read_its_service(
    agency: str, service: str, expected: bool
) -> None:
    officer = scope(
        ("DKC", {"DKC-006"}, Action.READ),
        ("DKC", set(), Action.OVERSEE),
        ("DPM", set(), Action.OVERSEE),
    )
    message = models.Message(agency=agency, service=service)
    assert permissions.can_send_again(officer, message) is expected
