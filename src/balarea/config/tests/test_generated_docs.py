import ast
import enum
from pathlib import Path

import pytest
from django.conf import settings

from balarea.config.generated_docs import GENERATED, permissions, states
from balarea.config.generated_docs.call_graph import Calls


@pytest.mark.parametrize("name", GENERATED)
def test_a_written_paper_says_what_the_code_says(name: str) -> None:
    path = Path(settings.ROOT) / "docs" / name
    assert path.read_text("utf-8") == GENERATED[name](), "run script/manage write_docs"


@pytest.mark.parametrize(
    ("view", "action"),
    [
        ("applications.views.officer.acting.act", "COUNTERSIGN"),
        ("applications.views.officer.acting.act", "REVOKE"),
        ("payments.views.officer.settle", "DECIDE"),
        ("notices.views.officer.failed", "READ"),
        ("applications.views.officer.worklist.search", "any that opens cases"),
    ],
)
def test_the_actions_that_a_view_asks_are_found_on_its_way(
    view: str, action: str
) -> None:
    assert action in permissions.actions_of(f"balarea.{view}")


def test_a_view_that_asks_for_no_action_is_said_to_ask_for_none() -> None:
    assert not permissions.actions_of("balarea.people.views.officer.password")


def test_labels_of_actions_are_no_question() -> None:
    labels = ast.parse("LABELS = {Action.READ: 'read', Action.VERIFY: 'verify'}")
    assert not list(permissions._checked(labels))


def test_what_a_table_of_functions_holds_is_reached() -> None:
    source = (
        "ACTS = {'a': _a}\ndef _a(): ...\ndef view(): ACTS['a']()\ndef other(): ..."
    )
    reached_names = Calls({"app": ast.parse(source)}).reached("app.view")
    assert reached_names == {"app.view", "app.ACTS", "app._a"}


class Lamp(enum.StrEnum):
    ON = "ON"
    BROKEN = "BROKEN"


def test_a_state_without_a_way_on_is_drawn_as_an_end() -> None:
    drawn = states.drawing(
        {Lamp.ON: frozenset({Lamp.BROKEN}), Lamp.BROKEN: frozenset()}, [Lamp.ON]
    )
    assert "[*] --> ON" in drawn
    assert "ON --> BROKEN" in drawn
    assert "BROKEN --> [*]" in drawn
