"""Waiting times of real tickets: shown, kept, learned from, published."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM
from balarea.people.models import Site
from balarea.visits import models, testing
from balarea.visits.estimate import backtest, baselines
from balarea.visits.estimate.damping import LONGER
from balarea.visits.estimate.estimating import (
    LITTLE_HISTORY,
    MODEL,
    NO_DESK,
    PAST_CLOSING,
)
from balarea.visits.estimate.facts import MISSED, PAUSED, SERVED
from balarea.visits.estimate.history import residual
from balarea.visits.estimate.summaries import QueueSummary, Sums
from balarea.visits.operations import (
    arriving,
    calling,
    desks,
    estimating,
    serving,
    wait_history,
)
from balarea.visits.presenters import steps
from balarea.visits.queries import estimates, places, waiting
from balarea.visits.queries import wait_history as queries
from balarea.visits.rules import Channel, HoldReason, PriorityClass

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def site(at: dt.datetime) -> Site:
    return testing.mall(at, others=["DPM"])


@pytest.fixture
def queue(site: Site) -> models.Queue:
    return testing.queue(site)


@pytest.fixture
def clerk(site: Site, at: dt.datetime) -> testing.Clerk:
    return testing.clerk(site, "A1", at)


def teach(site: Site, day: dt.date, at: dt.datetime, minutes: float = 10.0) -> None:
    """A history of 400 services of ten minutes, estimated within a fifth."""
    summary = QueueSummary(gaps=Sums(400.0, 0.0))
    summary.served[f"{day.weekday()} 10 "] = Sums(400.0, 400 * minutes)
    summary.all_turns = Sums(400.0, 400 * minutes)
    for number in range(400):
        summary.ratios.add(1.0)
        summary.squares.add(1.0)
        for size in range(6):
            summary.add_residual(size, residual(8 + 4 * number / 400, 10.0))
    result = backtest.DayResult({"DKC": summary}, {})
    wait_history.store(site=site, day=day, result=result, by=SYSTEM, at=at)


def show(ticket: models.Ticket, at: dt.datetime) -> models.Estimate:
    ticket.refresh_from_db()
    estimating.show(ticket=ticket, by=SYSTEM, at=at)
    row = estimates.last(ticket)
    assert row is not None
    return row


def test_shows_a_range_that_follows_what_happens(
    site: Site, queue: models.Queue, clerk: testing.Clerk, at: dt.datetime
) -> None:
    teach(site, clock.today(at) - dt.timedelta(days=1), at)
    first, _, third = (testing.ticket(queue, at) for _ in range(3))
    calling.call_next(desk=clerk.desk.id, by=clerk.by, at=at)
    begun = show(third, at)
    assert (begun.ahead, begun.desks_open, begun.model) == (1, 1, MODEL)
    assert begun.p10
    assert begun.p90
    assert 15 < begun.p10 < begun.p90 < 27
    assert (begun.shown_from, begun.shown_to) == (15, 25)
    assert show(third, at + 30 * dt.timedelta(seconds=1)).id == begun.id
    later = show(third, at + 10 * MINUTE)
    assert later.id != begun.id
    assert (later.change, later.ends_at) == ("", begun.ends_at)
    # The first visitor stays for half an hour: the range is said to be longer.
    longer = show(third, at + 22 * MINUTE)
    assert longer.change == LONGER
    assert longer.ends_at
    assert begun.ends_at
    assert longer.ends_at > begun.ends_at
    assert models.Estimate.objects.filter(ticket=third).count() == 3
    assert words(third, at + 23 * MINUTE).endswith("lebih lama dari yang kami sebut")
    # Those who are called or served aren't estimated any more; the other is.
    assert estimating.refresh(site=site, by=SYSTEM, at=at + 23 * MINUTE) == 1
    assert estimates.last(first) is None
    assert estimating.refresh(site=site, by=SYSTEM, at=at + 24 * MINUTE) == 0


def words(ticket: models.Ticket, at: dt.datetime) -> str:
    """What the visitor's page says of the wait."""
    [step] = steps.steps(ticket.visit, at)
    return step.wait


def test_says_why_no_range_is_shown(
    site: Site, queue: models.Queue, at: dt.datetime
) -> None:
    ticket = testing.ticket(queue, at)
    assert show(ticket, at).why_hidden == NO_DESK
    assert words(ticket, at).startswith("Belum ada loket yang buka")
    testing.clerk(site, "A1", at)
    hidden = show(ticket, at + MINUTE)
    assert (hidden.why_hidden, hidden.shown_to) == (LITTLE_HISTORY, None)
    assert words(ticket, at + MINUTE).startswith("Kami belum dapat")
    teach(site, clock.today(at) - dt.timedelta(days=1), at)
    assert show(ticket, at + 2 * MINUTE).shown_to == 5
    night = at.replace(hour=16, minute=58)  # 23.58: two minutes before closing
    for _ in range(3):
        testing.ticket(queue, at + 3 * MINUTE)
    last = models.Ticket.objects.latest("number")
    assert show(last, night).why_hidden == PAST_CLOSING
    assert words(last, night).startswith("Mungkin baru setelah tutup")


def test_estimates_of_all_queues_take_the_same_number_of_statements(
    site: Site, queue: models.Queue, clerk: testing.Clerk, at: dt.datetime
) -> None:
    teach(site, clock.today(at) - dt.timedelta(days=1), at)

    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            waits = waiting.waits(site, at + MINUTE)
            for one in places.queues(site):
                waits.new(one)
        return len(captured)

    statements()  # the history is read once
    few = statements()
    other = testing.queue(site, "DPM")
    for number in range(6):
        testing.ticket(queue, at + number * MINUTE)
        testing.ticket(other, at, channel=Channel.WEB)
    testing.clerk(site, "B1", at)
    assert statements() == few <= 14


def test_a_new_number_is_estimated_by_its_class(
    site: Site, queue: models.Queue, clerk: testing.Clerk, at: dt.datetime
) -> None:
    teach(site, clock.today(at) - dt.timedelta(days=1), at)
    for _ in range(3):
        testing.ticket(queue, at)
    waits = waiting.waits(site, at + MINUTE)
    regular = waits.new(queue)
    priority = waits.new(queue, PriorityClass.ELDERLY)
    assert (regular.ahead, priority.ahead) == (3, 0)
    assert regular.p50
    assert priority.p50 is not None
    assert priority.p50 < regular.p50


def test_a_day_is_learned_from_its_events_once_and_published(
    site: Site, queue: models.Queue, clerk: testing.Clerk, at: dt.datetime
) -> None:
    day = clock.today(at)
    teach(site, day - dt.timedelta(days=1), at)
    play(queue, clerk, at)
    desks.pause(reason="BREAK", scope=clerk.scope, by=clerk.by, at=at + 70 * MINUTE)
    desks.resume(scope=clerk.scope, by=clerk.by, at=at + 80 * MINUTE)
    desks.close_session(scope=clerk.scope, by=clerk.by, at=at + 90 * MINUTE)
    facts = queries.day_facts(site, day)
    by_number = [(turn.number, turn.outcome, turn.wait) for turn in facts.turns]
    assert sorted(by_number, key=str) == sorted(
        [
            (0, SERVED, 0.0),
            (0, PAUSED, 10.0),
            (1, SERVED, 0.0),
            (0, MISSED, 23.0),
            (1, SERVED, 1.0),
        ],
        key=str,
    )
    [desk] = [desk for desk in facts.desks if desk.code == "A1"]
    start = queries.minutes(at, day)
    assert desk.sessions == ((start, start + 90),)
    assert desk.pauses == ((start + 70, start + 80),)
    later = at + dt.timedelta(days=1)
    assert wait_history.learn(site=site, before=day, by=SYSTEM, at=later) == 0
    before = day + dt.timedelta(days=1)
    assert wait_history.learn(site=site, before=before, by=SYSTEM, at=later) == 1
    assert wait_history.learn(site=site, before=before, by=SYSTEM, at=later) == 0
    row = models.WaitDay.objects.get(business_date=day)
    ours = queries.scores(row)[baselines.OURS, backtest.ALL, ""]
    assert ours.count == 3
    assert row.promised == {"shown": 1, "longer": 0}
    summary = QueueSummary.from_json(row.summaries["DKC"])
    assert summary.all_turns.count == 3


def play(queue: models.Queue, clerk: testing.Clerk, at: dt.datetime) -> None:
    """Three visitors: one is served, one interrupted, one comes back after a miss."""
    first = testing.ticket(queue, at)
    step = {"by": clerk.by}
    calling.call_next(desk=clerk.desk.id, at=at, **step)
    second = testing.ticket(queue, at + MINUTE)
    third = testing.ticket(queue, at + 2 * MINUTE)
    show(third, at + 2 * MINUTE)
    serving.start(ticket=first.id, version=2, at=at + MINUTE, **step)
    serving.finish(ticket=first.id, version=3, at=at + 11 * MINUTE, **step)
    calling.call_next(desk=clerk.desk.id, at=at + 11 * MINUTE, **step)
    serving.start(ticket=second.id, version=2, at=at + 12 * MINUTE, **step)
    serving.hold(
        ticket=second.id,
        version=3,
        reason=HoldReason.PHOTOCOPY,
        due_at=at + 40 * MINUTE,
        at=at + 20 * MINUTE,
        **step,
    )
    calling.call_next(desk=clerk.desk.id, at=at + 25 * MINUTE, **step)
    calling.miss(ticket=third.id, version=2, at=at + 28 * MINUTE, **step)
    serving.resume(ticket=second.id, version=4, at=at + 30 * MINUTE, **step)
    serving.finish(ticket=second.id, version=5, at=at + 36 * MINUTE, **step)
    arriving.return_missed(ticket=third.id, version=3, at=at + 37 * MINUTE, **step)
    calling.call_next(desk=clerk.desk.id, at=at + 38 * MINUTE, **step)
    serving.start(ticket=third.id, version=5, at=at + 39 * MINUTE, **step)
    serving.finish(ticket=third.id, version=6, at=at + 45 * MINUTE, **step)


def test_the_page_says_that_there_are_no_figures_and_later_shows_them(
    site: Site, queue: models.Queue, clerk: testing.Clerk, at: dt.datetime
) -> None:
    page = Client().get("/antrean/ketepatan/")
    assert page.status_code == 200
    assert "Belum ada angka" in page.content.decode()
    day = clock.today(at)
    teach(site, day - dt.timedelta(days=1), at)
    play(queue, clerk, at)
    wait_history.learn(site=site, before=day + dt.timedelta(days=1), by=SYSTEM, at=at)
    content = Client().get("/antrean/ketepatan/").content.decode()
    assert "Belum ada angka" not in content
    table = Client().get("/antrean/ketepatan/data.csv").content.decode()
    assert f"{site.code},{day},{MODEL},OURS,ALL,,3," in table
    out = StringIO()
    call_command("backtest_waits", stdout=out)
    assert str(day) in out.getvalue()
