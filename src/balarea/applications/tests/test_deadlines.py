"""The last day of a deadline is in time; the day after it is late."""

import datetime as dt
from typing import Any

import msgspec
import pytest

from balarea.applications import models, queries, testing
from balarea.applications.operations import deciding, reminding, steps, verifying
from balarea.applications.rules import Outcome, State
from balarea.applications.tests.citizen.conftest import online
from balarea.applications.tests.conftest import ApplicationIn, officer_for
from balarea.foundation import calendar, clock
from balarea.people import testing as people
from balarea.people.rules import Action

pytestmark = pytest.mark.django_db

FRIDAY = dt.date(2026, 11, 20)
SERVICE = "DKC-012"


def at_noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), tzinfo=clock.zone())


@pytest.mark.parametrize("state", [State.RECEIVED, State.AMENDED])
@pytest.mark.parametrize(("days", "is_late"), [(-1, False), (0, False), (1, True)])
def test_a_check_is_late_from_the_day_after_its_last(
    state: State, days: int, is_late: bool
) -> None:
    application = models.Application(state=state, due_on=FRIDAY)
    steps.set_checked_late(application, at_noon(FRIDAY + dt.timedelta(days=days)))
    assert application.was_checked_late is is_late


def test_only_a_check_can_be_checked_late() -> None:
    application = models.Application(state=State.TO_DECIDE, due_on=FRIDAY)
    steps.set_checked_late(application, at_noon(FRIDAY + dt.timedelta(days=9)))
    assert application.was_checked_late is False


@pytest.mark.parametrize(("days", "is_late"), [(0, False), (1, True)])
def test_accepting_on_the_last_day_is_in_time(
    application_in: ApplicationIn, days: int, is_late: bool
) -> None:
    application = application_in(SERVICE, State.RECEIVED)
    at = at_noon(application.due_on + dt.timedelta(days=days))
    who = officer_for(Action.VERIFY, application)
    opened = verifying.open_case(case=application.id, at=at, **who)
    marks = {
        one.id: True
        for one in queries.to_check(
            opened.definition, opened.answers, as_of=opened.application.filed_on
        )
    }
    accepted = verifying.accept(case=application.id, marks=marks, at=at, **who)
    assert accepted.was_checked_late is is_late


@pytest.mark.parametrize(("days", "late"), [(0, 0), (1, 1)])
def test_figures_count_an_open_application_late_from_the_day_after_its_last(
    application_in: ApplicationIn, at: dt.datetime, days: int, late: int
) -> None:
    application = application_in(SERVICE, State.TO_DECIDE)
    scope = people.scope_of(people.appoint("DKC", {Action.OVERSEE}, at))
    when: dict[str, Any] = {
        "today": application.due_on + dt.timedelta(days=days),
        "since": at,
    }
    [row] = queries.figures_of(scope, "DKC", **when)
    assert (row.of, row.open, row.late) == (SERVICE, 1, late)
    assert len(queries.counted("late", [SERVICE], **when)) == late
    assert sum(step.late for step in queries.steps(SERVICE, **when)) == late


@pytest.mark.parametrize(("days", "in_time"), [(0, 1), (1, 0)])
def test_figures_count_a_decision_on_its_last_day_as_in_time(
    application_in: ApplicationIn, at: dt.datetime, days: int, in_time: int
) -> None:
    application = application_in(SERVICE, State.TO_DECIDE)
    scope = people.scope_of(people.appoint("DKC", {Action.OVERSEE}, at))
    decided_at = at_noon(application.due_on + dt.timedelta(days=days))
    deciding.decide(
        case=application.id,
        outcome=Outcome.REFUSED,
        reasons=testing.REFUSAL,
        unmet=["R1"],
        at=decided_at,
        **officer_for(Action.DECIDE, application),
    )
    when: dict[str, Any] = {
        "today": clock.today(decided_at),
        "since": at - dt.timedelta(days=60),
    }
    [row] = queries.figures_of(scope, "DKC", **when)
    assert (row.closed, row.in_time) == (1, in_time)
    assert len(queries.counted("in_time", [SERVICE], **when)) == in_time


def test_a_returned_application_is_reminded_of_on_its_last_day(
    application_in: ApplicationIn,
) -> None:
    application = application_in(SERVICE, State.RETURNED)
    assert reminding.remind(at=at_noon(application.due_on)) == 1


@pytest.mark.parametrize(
    ("days", "check_days", "checked_by", "promised_by"),
    [
        (3, 2, dt.date(2026, 11, 24), dt.date(2026, 11, 27)),
        (1, 0, FRIDAY, dt.date(2026, 11, 23)),
        (0, 1, dt.date(2026, 11, 23), dt.date(2026, 11, 23)),
    ],
)
def test_the_decision_is_promised_from_the_last_day_of_the_check(
    monkeypatch: pytest.MonkeyPatch,
    days: int,
    check_days: int,
    checked_by: dt.date,
    promised_by: dt.date,
) -> None:
    monkeypatch.setattr(calendar, "overrides", dict)
    definition = next(one for one in online().values() if one.clock is not None)
    assert definition.clock is not None
    clock_ = msgspec.structs.replace(
        definition.clock, working_days=days, check_working_days=check_days
    )
    definition = msgspec.structs.replace(definition, clock=clock_)
    promised = queries.deadlines(definition, FRIDAY)
    assert promised == (checked_by, promised_by)
    assert queries.check_days(definition) == check_days
    assert queries.decision_days(definition) == days


def test_a_service_without_a_clock_promises_no_days() -> None:
    definition = next(iter(online().values()))
    without = msgspec.structs.replace(definition, clock=None)
    assert queries.check_days(without) == queries.decision_days(without) == 0
