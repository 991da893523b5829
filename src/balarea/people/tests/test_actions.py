"""Each action is declared once, and everything that lists actions agrees."""

import pytest
from django.utils import translation

from balarea.people.rules import Action
from balarea.ui import navigation


@pytest.mark.parametrize("action", Action)
def test_every_action_has_a_label_in_both_languages(action: Action) -> None:
    with translation.override("en"):
        english = str(action.label)
    assert english
    with translation.override("id"):
        assert str(action.label) != english


def test_the_worklist_is_offered_for_each_action_that_opens_cases() -> None:
    lists = {one.address: one.actions for one in navigation.OFFICER}
    # A village's office has a list of its own, and reaches nothing of an agency's.
    assert lists["/petugas/desa/"] == {Action.ASSIST}
    opens = {one for one in Action if one.opens_cases}
    assert lists["/petugas/"] == opens - {Action.ASSIST}


def test_an_action_is_stored_by_its_code() -> None:
    assert [Action(str(one)) for one in Action] == list(Action)
    assert Action.OVERSEE.value == "OVERSEE"
