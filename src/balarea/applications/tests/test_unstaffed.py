"""Work that nobody can do is found and told: no right, all away, all excluded."""

import datetime as dt
from typing import Any

import pytest

from balarea.applications import models
from balarea.applications.operations import conflicts, warning_heads
from balarea.applications.queries.unstaffed import Lack, Unstaffed, unstaffed
from balarea.applications.rules import State
from balarea.applications.tests.conftest import ApplicationIn
from balarea.applications.tests.test_assigning import CARD, acting, verifiers
from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM
from balarea.notices.models import Message
from balarea.people import queries as people
from balarea.people import testing as people_testing
from balarea.people.addresses import Address
from balarea.people.operations import (
    absences,
    contacts,
    officer_contacts,
    officers,
    substitutes,
)
from balarea.people.rules import Action
from balarea.people.substitute_rules import AbsenceKind, SubstituteKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def application(application_in: ApplicationIn) -> models.Application:
    return application_in(CARD, State.RECEIVED)


def lacking(at: dt.datetime) -> Unstaffed | None:
    rows = [one for one in unstaffed([CARD], clock.today(at))]
    assert len(rows) < 2
    return rows[0] if rows else None


def away(officer: Any, at: dt.datetime, days: int) -> None:
    today = clock.today(at)
    absences.record_absence(
        officer=officer,
        kind=AbsenceKind.DUTY,
        begins_on=today,
        ends_on=today + dt.timedelta(days=days),
        at=at,
        **acting(officer),
    )


def test_is_found_while_all_who_may_are_away_and_a_substitute_helps(
    application: models.Application, at: dt.datetime
) -> None:
    first, second = verifiers()
    assert lacking(at) is None
    away(first, at, 3)
    assert lacking(at) is None
    away(second, at, 1)
    row = lacking(at)
    assert row is not None
    assert (row.action, row.lack, row.count) == (Action.VERIFY, Lack.AWAY, 1)
    today = clock.today(at)
    assert (row.due_on, row.back_on) == (
        application.due_on,
        today + dt.timedelta(days=2),
    )
    [again] = unstaffed([CARD], today + dt.timedelta(days=1))
    assert again.lack == Lack.AWAY
    assert unstaffed([CARD], today + dt.timedelta(days=2)) == []


def test_is_found_when_all_others_are_excluded_or_nobody_has_the_right(
    application: models.Application, at: dt.datetime
) -> None:
    first, second = verifiers()
    for officer in (first, second):
        conflicts.declare(
            case=application.id, ground="FAMILY", at=at, **acting(officer)
        )
    row = lacking(at)
    assert row is not None
    assert (row.lack, row.count) == (Lack.EXCLUDED, 1)
    for officer in (first, second):
        officers.dismiss(officer=officer, by=SYSTEM, at=at)
    row = lacking(at)
    assert row is not None
    assert row.lack == Lack.NO_RIGHT
    assert unstaffed([], clock.today(at)) == []


def test_a_substitute_takes_the_step_of_an_absent_head(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    application_in(CARD, State.TO_DECIDE)
    deciders = people.officers_with(Action.DECIDE, agency="DKC", service=CARD)
    for officer in deciders:
        away(officer, at, 1)
    row = lacking(at)
    assert row is not None
    assert row.action == Action.DECIDE
    today = clock.today(at)
    substitutes.substitute(
        kind=SubstituteKind.PLH,
        officer=people_testing.appoint("DKC", [Action.READ], at),
        agency=people.agency("DKC"),
        replaced=deciders[0],
        actions=[Action.DECIDE],
        decree="Surat Perintah 1/2026",
        decree_on=today,
        begins_on=today,
        ends_on=today,
        by=SYSTEM,
        at=at,
    )
    assert lacking(at) is None


def test_heads_with_an_address_are_told_once_a_day(
    application: models.Application, at: dt.datetime
) -> None:
    for officer in verifiers():
        officers.dismiss(officer=officer, by=SYSTEM, at=at)
    assert warning_heads.warn_heads(at=at) == 0  # no head has an address
    head = next(one for one in people.officers("DKC") if one.role == "HEAD")
    contact = contacts.find_or_create_contact(
        address=Address("PHONE", "+6281200000077"), by=SYSTEM, at=at
    )
    officer_contacts.set_contact(officer=head, contact=contact, by=SYSTEM, at=at)
    assert warning_heads.warn_heads(at=at) == 1
    assert warning_heads.warn_heads(at=at) == 0
    message = Message.objects.get(kind="UNSTAFFED")
    assert message.case == contact.id
    assert message.params["count"] == "1"
    assert warning_heads.warn_heads(at=at + dt.timedelta(days=1)) == 1
