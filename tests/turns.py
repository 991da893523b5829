"""Which tests take turns: a whole run takes a part of them, drawn by its seed.

Each walks one topic, or starts a mall of its own, beside what every run takes. Tests in
files that were changed last are taken in any case, and those in files that somebody
named. `script/soak journeys` and `services` take all.
"""

from typing import NamedTuple

import pytest

from tests import sampling

JOURNEYS, LAUNCHER = "tests/journeys/", "tests/launcher/"


class Turn(NamedTuple):
    """Files, or tests of a file, of which a run takes one of so many parts."""

    name: str
    of: int
    tests: tuple[str, ...]


TURNS = (
    Turn(
        "journeys",
        5,
        (
            f"{JOURNEYS}test_absence.py",
            f"{JOURNEYS}test_account_joined.py",
            f"{JOURNEYS}test_advice.py",
            f"{JOURNEYS}test_after_issue.py",
            f"{JOURNEYS}test_bundles.py",
            f"{JOURNEYS}test_closed_days.py",
            f"{JOURNEYS}test_deciding_together.py",
            f"{JOURNEYS}test_every_no.py",
            f"{JOURNEYS}test_front_desk.py",
            f"{JOURNEYS}test_given_once.py",
            f"{JOURNEYS}test_handing_out.py",
            f"{JOURNEYS}test_managers.py",
            f"{JOURNEYS}test_mandates.py",
            f"{JOURNEYS}test_measures.py",
            f"{JOURNEYS}test_objection.py",
            f"{JOURNEYS}test_officer_by_keyboard.py",
            f"{JOURNEYS}test_phone_as_scanner.py",
            f"{JOURNEYS}test_returned_once.py",
            f"{JOURNEYS}test_said_no.py",
            f"{JOURNEYS}test_step_receipts.py",
            f"{JOURNEYS}test_talk.py",
        ),
    ),
    # The demonstration of each run is the whole catalogue, published and filled.
    Turn(
        "whole catalogues",
        4,
        (
            "src/balarea/catalogue/definition/tests/test_versions.py"
            "::test_changes_nothing_but_the_line_of_the_version",
            "src/balarea/catalogue/tests/test_any_regency.py"
            "::test_a_city_without_some_agencies_speaks_of_itself"
            "_and_links_to_none_of_them",
            "src/balarea/catalogue/tests/test_publishing.py"
            "::test_the_command_publishes_everything_once",
            "src/balarea/demo/tests/test_loading.py"
            "::test_a_demonstration_is_filled_once",
        ),
    ),
    Turn(
        "starts of malls",
        3,
        (
            "tests/malls/test_another_regency.py",
            f"{LAUNCHER}test_handbook.py"
            "::test_restores_in_an_empty_folder_what_was_backed_up",
            f"{LAUNCHER}test_mall.py::test_opens_with_the_keys_of_its_own_data_only",
        ),
    ),
)


def left_out(turn: Turn) -> set[str]:
    """The tests of a turn that this run doesn't take."""
    drawn = sampling.part(turn.name, turn.tests, of=turn.of)
    return {
        one
        for one in turn.tests
        if one not in drawn and not sampling.is_whole(one.split("::")[0])
    }


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    out = {one for turn in TURNS for one in left_out(turn)}
    left = {
        item
        for item in items
        if {item.nodeid.split("::")[0], item.nodeid.split("[")[0]} & out
    }
    if left:
        config.hook.pytest_deselected(items=list(left))
        items[:] = [item for item in items if item not in left]
