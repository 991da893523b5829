"""Next week's desks: from past days, as page and spreadsheet."""

import datetime as dt
import io
import zipfile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from balarea.foundation import clock
from balarea.people import testing as people_testing
from balarea.people.models import Site
from balarea.people.rules import Action
from balarea.visits import testing
from balarea.visits.queries import week_plan
from balarea.visits.staffing import week
from balarea.visits.staffing.erlang import Flow
from balarea.visits.staffing.week import QueueDay
from balarea.visits.tests.test_floor import browser

PAGE = "/petugas/lantai/rencana/"


def queue_day(queue: str = "A", available: int = 3) -> QueueDay:
    """24 visitors an hour of 9 minutes, over two half-hours; then it is closed."""
    rates = (0.4, 0.4, 0.4)
    is_open = (True, True, False)
    return QueueDay(queue, "Z", rates, Flow(0.0, 9.0), is_open, available)


def test_plans_as_the_formula_says_and_counts_what_is_missing() -> None:
    plan = week.planned(queue_day(), 0.0)
    assert plan.desks[1:] == (5, 0)  # 4 desks serve 49 % within ten minutes, 5 do 91 %
    assert plan.short == 2
    assert week.planned(queue_day(available=5), 0.0).short == 0
    assert week.planned(queue_day(), 0.2).desks[1] == 7  # 5 / (1 − 0.2)


def test_sharing_saves_desks_and_a_group_of_one_has_nothing_to_share() -> None:
    assert week.savings([queue_day()], 0.0) == []
    [saving] = week.savings([queue_day("A"), queue_day("B")], 0.0)
    assert saving.queues == ("A", "B")
    assert saving.separate_peak == 10
    assert saving.together_peak < saving.separate_peak
    assert saving.together_hours < saving.separate_hours


@pytest.fixture
def site(at: dt.datetime) -> Site:
    return testing.mall(at - dt.timedelta(days=7), others=["DPM"])


@pytest.mark.django_db
def test_plans_next_week_from_who_came_in_past_weeks(
    site: Site, at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: at)
    officer = people_testing.appoint("DPM", {Action.MANAGE}, at)  # runs the mall
    page = browser(officer, at)
    assert not page.get(PAGE).context["plan"].days  # no past day yet
    before = at - dt.timedelta(days=7)
    queue = testing.queue(site)
    for _ in range(3):
        testing.ticket(queue, before)
    with CaptureQueriesContext(connection) as one_queue:
        plan = week_plan.next_week(site, None, clock.today(at))
    assert [one.code for one in plan.unplanned] == ["DPM"]
    weekday = clock.local(before).weekday()
    [day] = [one for one in plan.days if one.date.weekday() == weekday]
    assert max(day.queues["DKC"].desks) >= 1
    assert sum(day.queues["DKC"].day.arrivals) * 30 == pytest.approx(3)
    testing.ticket(testing.queue(site, "DPM"), before)
    with CaptureQueriesContext(connection) as two_queues:
        week_plan.next_week(site, None, clock.today(at))
    assert len(two_queues) == len(one_queue)
    shown = page.get(PAGE)
    assert shown.status_code == 200
    book = page.get("/petugas/lantai/rencana.xlsx")
    with zipfile.ZipFile(io.BytesIO(book.content)) as file:
        assert "Antrean DKC" in file.read("xl/sharedStrings.xml").decode()
    local = browser(people_testing.appoint("DKC", {Action.CALL}, at), at)
    assert local.get(PAGE).status_code == 403
