"""The rules of documents, without a database."""

import datetime as dt

import pytest

from balarea.documents import rules
from balarea.documents.rules import State, Verdict

TODAY = dt.date(2026, 11, 30)
DAY = dt.timedelta(days=1)
NOON = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("state", "valid_until", "verdict"),
    [
        (State.PREPARED, None, Verdict.UNKNOWN),
        (State.PREPARED, TODAY - DAY, Verdict.UNKNOWN),
        (State.ISSUED, None, Verdict.VALID),
        (State.ISSUED, TODAY + DAY, Verdict.VALID),
        (State.ISSUED, TODAY, Verdict.VALID),
        (State.ISSUED, TODAY - DAY, Verdict.EXPIRED),
        (State.REVOKED, None, Verdict.REVOKED),
        (State.REVOKED, TODAY - DAY, Verdict.REVOKED),
        (State.REVOKED, TODAY + DAY, Verdict.REVOKED),
        (State.SUPERSEDED, TODAY + DAY, Verdict.SUPERSEDED),
        (State.SUPERSEDED, TODAY - DAY, Verdict.SUPERSEDED),
    ],
)
def test_a_verdict_follows_state_and_last_day(
    state: State, valid_until: dt.date | None, verdict: Verdict
) -> None:
    assert rules.verdict(state, valid_until, TODAY) is verdict


@pytest.mark.parametrize(
    ("left", "urgency"),
    [
        (dt.timedelta(days=60, seconds=1), 0),
        (dt.timedelta(days=60), 1),
        (dt.timedelta(days=30, seconds=1), 1),
        (dt.timedelta(days=30), 2),
        (dt.timedelta(days=7, seconds=1), 2),
        (dt.timedelta(days=7), 3),
        (dt.timedelta(0), 3),
        (-DAY, 3),
    ],
)
def test_warnings_of_the_signer_grow_more_urgent(
    left: dt.timedelta, urgency: int
) -> None:
    assert rules.urgency(NOON + left, NOON) == urgency


def test_a_document_is_issued_once_and_its_revocation_may_be_undone() -> None:
    assert dict(rules.TRANSITIONS) == {
        State.PREPARED: {State.ISSUED},
        State.ISSUED: {State.REVOKED, State.SUPERSEDED},
        State.REVOKED: {State.ISSUED},
        State.SUPERSEDED: set(),
    }


@pytest.mark.parametrize(
    ("from_on", "until_on", "is_ended", "is_suspended"),
    [
        (TODAY, TODAY, False, True),
        (TODAY - DAY, None, False, True),
        (TODAY - DAY, TODAY, False, True),
        (TODAY - DAY, TODAY - DAY, False, False),
        (TODAY + DAY, None, False, False),
        (TODAY, TODAY, True, False),
    ],
)
def test_a_suspension_runs_from_its_first_to_its_last_day_unless_it_is_ended(
    from_on: dt.date, until_on: dt.date | None, is_ended: bool, is_suspended: bool
) -> None:
    runs = rules.is_suspended(from_on, until_on, TODAY, is_ended=is_ended)
    assert runs is is_suspended


@pytest.mark.parametrize(
    ("state", "valid_until", "verdict"),
    [
        (State.ISSUED, None, Verdict.SUSPENDED),
        (State.ISSUED, TODAY - DAY, Verdict.EXPIRED),
        (State.REVOKED, None, Verdict.REVOKED),
        (State.PREPARED, None, Verdict.UNKNOWN),
    ],
)
def test_what_is_revoked_or_expired_says_so_though_it_is_suspended(
    state: State, valid_until: dt.date | None, verdict: Verdict
) -> None:
    assert rules.verdict(state, valid_until, TODAY, is_suspended=True) is verdict


def test_a_document_whose_job_was_lost_waits_ten_minutes_for_another() -> None:
    assert dt.timedelta(minutes=10) == rules.FORGOTTEN_AFTER


def test_a_case_takes_sixty_files() -> None:
    assert rules.MAX_FILES_OF_CASE == 60
