"""What an application does on a payment, on a closed day, and on its own secret."""

import datetime as dt
from typing import Any

import pytest
from tests.log_facts import LogFacts

from balarea.applications import queries, testing
from balarea.applications.operations import (
    deadline_extension,
    steps,
    tracking,
    verifying,
)
from balarea.applications.rules import State
from balarea.applications.tests.conftest import (
    Applicants,
    ApplicationIn,
    officer_for,
)
from balarea.applications.tests.recorded import facts_of
from balarea.foundation import calendar, clock, ids
from balarea.foundation.errors import NotFound, TooMany
from balarea.foundation.operation import SYSTEM
from balarea.notices.errors import NotFailed
from balarea.notices.models import Message
from balarea.people.operations import calendar as people_calendar
from balarea.people.rules import Action
from balarea.vault import models as vault

pytestmark = pytest.mark.django_db
FAMILY_CARD, WITH_LEVY = "DKC-012", "KOP-006"


def test_a_paid_levy_grants_what_was_decided(
    application_in: ApplicationIn, applicants: Applicants, at: dt.datetime
) -> None:
    application = application_in(WITH_LEVY, State.TO_DECIDE)
    schedule = testing.Schedule(at - dt.timedelta(days=1), at)
    testing.advance(application.id, State.AWAITING_LEVY, applicants[0], schedule)
    before = set(vault.Access.objects.values_list("id", flat=True))
    testing.pay(application.id, schedule)
    application.refresh_from_db()
    assert application.state == State.GRANTED
    rows = vault.Access.objects.filter(case=application.id).exclude(id__in=before)
    assert {row.purpose for row in rows if "answers" in row.names} == {"ISSUE"}


def test_only_a_message_that_failed_is_sent_again(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    application = application_in(FAMILY_CARD, State.RECEIVED)
    message = Message.objects.filter(case=application.id).latest("at")
    step: dict[str, Any] = {
        "case": application.id,
        "at": at,
        **officer_for(Action.READ, application),
    }
    with pytest.raises(NotFailed):
        verifying.send_again(message=message.id, **step)
    with pytest.raises(NotFound):
        verifying.send_again(message=ids.uuid7(), **step)


def test_the_deadlines_that_move_are_counted(
    application_in: ApplicationIn, at: dt.datetime, log_facts: list[LogFacts]
) -> None:
    application = application_in(FAMILY_CARD, State.RETURNED)
    due_on = application.due_on
    after = due_on + dt.timedelta(days=1)
    assert deadline_extension.extend(days=[after], at=at) == 0
    people_calendar.set_days(
        days=[due_on], is_open=False, reason="Hari jadi", by=SYSTEM, at=at
    )
    application.refresh_from_db()
    assert application.due_on == calendar.add_working_days(due_on, 0)
    deficiency = queries.deficiency_of(application)
    assert deficiency is not None
    assert deficiency.answer_by == application.due_on
    assert facts_of(log_facts, "DUE_MOVED") == {
        "due_on": application.due_on.isoformat(),
        "closed": due_on.isoformat(),
    }
    message = Message.objects.get(case=application.id, kind="DUE_MOVED")
    assert (message.params["turn"], message.params["closed_on"]) == (
        "MEND",
        due_on.isoformat(),
    )
    assert deadline_extension.extend(days=[due_on], at=at) == 0


def test_the_deadline_of_an_amended_application_counts_from_its_amendment(
    application_in: ApplicationIn, applicants: Applicants, at: dt.datetime
) -> None:
    application = application_in(FAMILY_CARD, State.RETURNED)
    noon = dt.time(12, tzinfo=clock.zone())
    last = dt.datetime.combine(application.due_on, noon)
    schedule = testing.Schedule(last, last)
    testing.advance(application.id, State.AMENDED, applicants[0], schedule)
    application.refresh_from_db()
    due_on = application.due_on
    people_calendar.set_days(
        days=[due_on], is_open=False, reason="Hari jadi", by=SYSTEM, at=at
    )
    application.refresh_from_db()
    assert application.due_on == calendar.add_working_days(due_on, 1)


def test_a_step_is_taken_once_however_often_it_is_sent(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    application = application_in(FAMILY_CARD, State.RECEIVED)
    taken: list[int] = []
    for _ in range(2):
        steps.run_once(
            case=application.id,
            key="one press",
            body=b"body",
            step=lambda: taken.append(1),
            by=SYSTEM,
            at=at,
        )
    assert taken == [1]


def find(reference: str, at: dt.datetime, secret: str = "x") -> Any:
    return tracking.find(
        reference=reference, secret=secret, network="10.0.0.1", by=SYSTEM, at=at
    )


def test_guesses_at_one_reference_are_limited(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    application = application_in(FAMILY_CARD, State.RECEIVED)
    assert (tracking.MAX_TRIES_PER_NETWORK, tracking.MAX_TRIES_PER_REFERENCE) == (
        60,
        20,
    )
    assert tracking.MAX_TRIES_PER_REFERENCE_IN_TOTAL == 200
    assert dt.timedelta(minutes=30) == tracking.WINDOW
    for _ in range(tracking.MAX_TRIES_PER_REFERENCE):
        assert find(application.reference, at) is None
    with pytest.raises(TooMany):
        find(application.reference, at)
    assert find("no reference", at) is None
