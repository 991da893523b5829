"""The days that passed at the citizen are shown wherever the office's are."""

import datetime as dt
import re

import pytest
from django.test import Client

from balarea.applications import models, queries, testing
from balarea.applications.operations import sealed_contents
from balarea.applications.presenters import days
from balarea.applications.rules import State
from balarea.applications.tests.conftest import Applicants
from balarea.applications.tests.officer.conftest import at_the_desk
from balarea.foundation import calendar, clock
from balarea.foundation.operation import SYSTEM
from balarea.people import operations
from balarea.people import queries as people
from balarea.people import testing as people_testing
from balarea.people.operations import calendar as people_calendar
from balarea.people.rules import Action

pytestmark = pytest.mark.django_db
KK = "DKC-012"
# How many working days before now each state is reached. Two states of one day, as a
# weekend makes of Saturday and Monday, would be stored in the wrong order.
WAY = {
    State.RECEIVED: 31,
    State.RETURNED: 29,
    State.AMENDED: 21,
    State.TO_DECIDE: 19,
    State.REFUSED: 13,
}


def working_day(at: dt.datetime, ago: int) -> dt.datetime:
    """Noon of the last day after which so many working days have ended by today."""
    day, today = clock.today(at), clock.today(at)
    while calendar.working_days_between(day, today) < ago:
        day -= dt.timedelta(days=1)
    return clock.start_of(day) + dt.timedelta(hours=12)


def walk(
    way: dict[State, int], applicants: Applicants, at: dt.datetime
) -> models.Application:
    """An application that reached each state so many working days ago."""
    schedules = [testing.Schedule(working_day(at, ago), at) for ago in way.values()]
    case = testing.draft(KK, applicants[0], schedules[0])
    testing.submit(case, applicants[0], schedules[0])
    for state, then in zip(way, schedules, strict=True):
        testing.advance(case, state, applicants[0], then)
    return models.Application.objects.select_related("tracking__key").get(id=case)


def passed(application: models.Application, at: dt.datetime) -> days.Days:
    changes = queries.changes(application)
    return days.days(changes, clock.today(at), calendar.overrides())


def overseer(application: models.Application, at: dt.datetime) -> Client:
    """The browser of an officer who may also oversee."""
    scope, _ = people_testing.officer_for(Action.VERIFY, KK, application.agency)
    operations.grant(
        officer=scope.officer,
        agency=people.agencies()[application.agency],
        actions=[Action.OVERSEE],
        by=SYSTEM,
        at=at,
    )
    return at_the_desk(scope.officer)


def figures(client: Client) -> list[str]:
    """Returned once, and the two means, as the page shows them."""
    text = client.get("/petugas/angka/").content.decode()
    row = re.search(r"<tr><th scope=.row.>.*?</tr>", text, re.S)
    assert row is not None
    cells = re.findall(r"<td[^>]*>(.*?)</td>", row[0], re.S)[-3:]
    return [re.sub(r"<[^>]+>", "", cell).strip() for cell in cells]


def test_pages_say_whose_days_passed(applicants: Applicants, at: dt.datetime) -> None:
    application = walk(WAY, applicants, at)
    total = passed(application, at)
    assert total.citizen > 0
    secret = sealed_contents.open_tracking_secret(
        application=application, by=SYSTEM, at=at
    )
    tracked = Client().get(f"/lacak/{application.reference}/{secret}/")
    desk = overseer(application, at).get(f"/petugas/permohonan/{application.id}/")
    for page in (tracked, desk):
        words = f"{total.agency} hari kerja di kantor, {total.citizen} hari kerja di"
        assert words in page.content.decode()


def test_figures_add_up_what_the_cases_say(
    applicants: Applicants, at: dt.datetime
) -> None:
    returned = walk(WAY, applicants, at)
    direct = walk({State.RECEIVED: 17, State.REFUSED: 8}, applicants, at)
    walk({State.RECEIVED: 80, State.REFUSED: 65}, applicants, at)  # closed too long ago
    walk({State.RECEIVED: 15, State.RETURNED: 13}, applicants, at)  # still open
    client = overseer(returned, at)
    one, two = passed(returned, at), passed(direct, at)
    assert two.citizen == 0
    means = [(one.agency + two.agency) / 2, one.citizen / 2]
    assert figures(client) == ["1", *(f"{n:.1f}".replace(".", ",") for n in means)]


def test_a_day_on_which_the_mall_was_shut_counts_nowhere(
    applicants: Applicants, at: dt.datetime
) -> None:
    application = walk(WAY, applicants, at)
    client = overseer(application, at)
    before, shown = passed(application, at), figures(client)
    begin = clock.today(queries.changes(application)[1].at)
    people_calendar.set_days(
        days=[calendar.add_working_days(begin, 1)],
        is_open=False,
        reason="Hari jadi",
        by=SYSTEM,
        at=at,
    )
    after = passed(application, at)
    assert (after.agency, after.citizen) == (before.agency, before.citizen - 1)
    assert shown == ["1", f"{before.agency},0", f"{before.citizen},0"]
    assert figures(client) == ["1", f"{after.agency},0", f"{after.citizen},0"]
