"""Citizens are reminded, once, before the time to mend an application is over."""

import datetime as dt
from typing import Any

import pytest

from balarea.applications import models, queries, testing
from balarea.applications.operations import filing, reminding
from balarea.applications.rules import State
from balarea.applications.tests.conftest import Applicants, ApplicationIn
from balarea.foundation import calendar, clock
from balarea.foundation.operation import SYSTEM
from balarea.notices import operations as notice_operations
from balarea.notices import queries as notices
from balarea.people.operations import calendar as people_calendar
from balarea.transparency.testing import entries_of

pytestmark = pytest.mark.django_db
KK = "DKC-012"


@pytest.fixture
def returned(application_in: ApplicationIn) -> models.Application:
    return application_in(KK, State.RETURNED)


def noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), tzinfo=clock.zone())


def days_before(application: models.Application, count: int) -> dt.datetime:
    """The noon of the last day on which `count` working days are left to mend."""
    deficiency = queries.deficiency_of(application)
    assert deficiency is not None
    day = deficiency.answer_by
    while calendar.add_working_days(day, count) > deficiency.answer_by:
        day -= dt.timedelta(days=1)
    return noon(day)


def reminders(application: models.Application) -> list[Any]:
    return [m for m in notices.of_case(application.id) if m.kind == "REMINDED"]


def test_reminds_once_when_three_working_days_are_left(
    returned: models.Application,
) -> None:
    assert reminding.remind(at=days_before(returned, 4)) == 0
    assert reminding.remind(at=days_before(returned, 3)) == 1
    for left in (3, 2, 1, 0):
        assert reminding.remind(at=days_before(returned, left)) == 0
    (message,) = reminders(returned)
    assert message.params["due_on"] == returned.due_on.isoformat()
    assert message.masked == testing.contact_of(returned).masked
    types = [entry.type for entry in entries_of(returned.id)]
    assert types[-2:] == ["REMINDED", "ANNOUNCED"]
    returned.refresh_from_db()
    assert returned.state == State.RETURNED


@pytest.mark.parametrize("left", [2, 1, 0])
def test_makes_up_for_a_day_on_which_it_did_not_run(
    returned: models.Application, left: int
) -> None:
    assert reminding.remind(at=days_before(returned, left)) == 1


def test_a_day_closed_later_moves_the_reminder_with_the_deadline(
    returned: models.Application,
) -> None:
    on, until = days_before(returned, 3), returned.due_on
    following = calendar.add_working_days(clock.today(on), 1)
    people_calendar.set_days(
        days=[following], is_open=False, reason="Hari jadi", by=SYSTEM, at=on
    )
    returned.refresh_from_db()
    assert returned.due_on == calendar.add_working_days(until, 1)
    assert reminding.remind(at=days_before(returned, 4)) == 0
    assert reminding.remind(at=on) == 1
    [message] = reminders(returned)
    assert message.params["due_on"] == returned.due_on.isoformat()


def test_lets_those_be_who_are_too_late(returned: models.Application) -> None:
    after = noon(returned.due_on + dt.timedelta(days=1))
    assert reminding.remind(at=after) == 0
    assert reminders(returned) == []


def test_lets_those_be_who_have_sent_their_corrections(
    application_in: ApplicationIn,
) -> None:
    amended = application_in(KK, State.AMENDED)
    assert reminding.remind(at=days_before(amended, 3)) == 0
    assert reminders(amended) == []


def test_lets_those_be_who_took_their_application_back(
    returned: models.Application, applicants: Applicants, at: dt.datetime
) -> None:
    filing.withdraw(
        case=returned.id,
        owners=frozenset({applicants[0].contact.id}),
        by=applicants[0].by,
        at=at,
    )
    assert reminding.remind(at=days_before(returned, 3)) == 0


def test_tries_again_what_could_not_be_written(
    returned: models.Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**given: Any) -> None:
        raise RuntimeError

    at = days_before(returned, 3)
    with monkeypatch.context() as broken:
        broken.setattr(notice_operations, "post", fail)
        with pytest.raises(RuntimeError):
            reminding.remind(at=at)
    assert reminding.remind(at=at) == 1


def test_leaves_what_is_over_the_limit_to_the_next_run(
    returned: models.Application, application_in: ApplicationIn
) -> None:
    at = days_before(returned, 3)
    other = application_in(KK, State.RETURNED)
    assert other.due_on == returned.due_on
    assert [reminding.remind(limit=1, at=at) for _ in range(3)] == [1, 1, 0]
