"""Every state has a record with its rules and its words, in every language."""

import dataclasses

import pytest
from django.utils import translation

from balarea.applications import rules
from balarea.applications.presenters import officer, progress
from balarea.applications.rules import STATES, State
from balarea.people.rules import Action

TONES = {"", "info", "warn", "ok", "bad"}


def texts(record: rules.StateRecord) -> dict[str, str]:
    """The record's words by their names; `now` where there is one."""
    names = ("citizen_label", "officer_label", "entered", "officer_entered", "now")
    shown = {name: getattr(record, name) for name in names}
    return shown if record.leads_to else {k: v for k, v in shown.items() if k != "now"}


def test_every_state_has_a_record() -> None:
    assert list(STATES) == list(State)


def test_an_application_begins_unpaid_prepared_or_received() -> None:
    first = (State.AWAITING_FEE, State.PREPARED, State.RECEIVED)
    assert first == rules.FIRST_STATES


@pytest.mark.parametrize("state", State)
def test_a_record_has_all_its_words_and_known_tones(state: State) -> None:
    record = STATES[state]
    assert all(text.strip() for text in texts(record).values())
    assert {record.citizen_tone, record.officer_tone} <= TONES
    assert bool(record.now) is bool(record.leads_to)
    named = {field.name for field in dataclasses.fields(record)}
    assert named == {*texts(record), "now", "leads_to", "queue"} | {
        "citizen_tone",
        "officer_tone",
    }


@pytest.mark.parametrize("state", State)
def test_a_record_s_words_are_translated(state: State) -> None:
    with translation.override("id"):
        for english in texts(STATES[state]).values():
            assert translation.gettext(english) != english


@pytest.mark.parametrize("state", State)
def test_a_queue_is_an_action_or_the_citizen_s_turn_and_has_a_name(
    state: State,
) -> None:
    queue = STATES[state].queue
    if not queue:
        assert state in rules.CLOSED | {State.GRANTED}
        return
    assert queue in officer.QUEUES
    if state == State.PREPARED:  # its citizen has to come, an officer serves them
        assert (queue, state in rules.WITH_CITIZEN) == (Action.SERVE, True)
        return
    assert (queue in set(Action)) is (state not in rules.WITH_CITIZEN)


@pytest.mark.parametrize("state", State)
def test_pages_show_the_record_or_that_the_document_was_revoked(state: State) -> None:
    record = STATES[state]
    with translation.override("en"):
        assert officer.status(state) == (record.officer_tone, record.officer_label)
        assert officer.entered(state) == record.officer_entered
        assert progress.word(state) == (record.citizen_label, record.citizen_tone)
        assert officer.status(state, is_revoked=True) == ("bad", "Revoked")
        assert progress.word(state, is_revoked=True) == ("Revoked", "bad")
