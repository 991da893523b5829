"""The invented people of a demonstration."""

import pytest

from balarea.catalogue.testing import shipped
from balarea.demo import cast
from balarea.people.rules import Action

POSITIONS = [
    *((part.position, part.english) for part in cast.PARTS),
    *(position for _, position, _ in cast.OVERSEERS),
]


@pytest.mark.parametrize(("indonesian", "english"), POSITIONS)
def test_every_position_has_a_name_in_both_languages(
    indonesian: str, english: str
) -> None:
    assert english
    assert english != indonesian


def test_there_are_names_for_the_officers_of_every_agency() -> None:
    agencies = {one.agency for one in shipped().values()}
    officers = len(cast.PARTS) * len(agencies) + len(cast.OVERSEERS)
    assert len(set(cast.OFFICER_NAMES)) == len(cast.OFFICER_NAMES) >= officers


@pytest.mark.parametrize(
    ("steps", "logins"),
    [
        ({"VERIFY", "HAND_OVER"}, {"petugas", "penelaah"}),
        ({"SERVE"}, {"petugas", "penelaah"}),
        ({"VERIFY", "DECIDE"}, {"petugas", "penelaah", "kepala"}),
        (
            {"VERIFY", "DECIDE", "COUNTERSIGN"},
            {"petugas", "penelaah", "kepala", "sekretaris"},
        ),
    ],
)
def test_who_decides_and_countersigns_is_where_a_service_needs_it(
    steps: set[str], logins: set[str]
) -> None:
    assert {part.login for part in cast.parts_of(steps)} == logins


@pytest.mark.parametrize("code", sorted({one.agency for one in shipped().values()}))
def test_every_step_of_an_agency_has_somebody_who_may_take_it(code: str) -> None:
    steps = {
        step for one in shipped().values() if one.agency == code for step in one.steps
    }
    granted = [cast.actions_of(part, steps) for part in cast.parts_of(steps)]
    assert steps <= frozenset().union(*granted)


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ({"VERIFY", "DECIDE"}, set()),
        ({"VERIFY", "HAND_OVER"}, {Action.HAND_OVER}),
        ({"SERVE"}, {Action.SERVE}),
    ],
)
def test_officers_hand_over_and_serve_where_a_service_of_theirs_needs_it(
    steps: set[str], expected: set[Action]
) -> None:
    granted = [cast.actions_of(part, steps) for part in cast.PARTS]
    assert frozenset().union(*granted) & {Action.HAND_OVER, Action.SERVE} == expected
