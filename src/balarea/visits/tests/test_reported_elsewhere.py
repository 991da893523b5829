"""What users of other queue systems report most, where it is the engine's matter.

Numbers and calls that come twice: `test_at_once`; waits and walks that are wrongly
counted: `test_day`; appointments: `test_appointments`.
"""

import datetime as dt

import pytest
from django.db import connection

from balarea.foundation import clock
from balarea.people.models import Site
from balarea.visits import models, rules, testing
from balarea.visits.actors import visitor
from balarea.visits.operations import arriving, calling, desks
from balarea.visits.queries import places, tickets
from balarea.visits.rules import Channel, PriorityClass, State

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def site(at: dt.datetime) -> Site:
    return testing.mall(at)


@pytest.fixture
def queue(site: Site) -> models.Queue:
    return testing.queue(site)


@pytest.fixture
def clerk(site: Site, at: dt.datetime) -> testing.Clerk:
    return testing.clerk(site, "A1", at)


def call_next(clerk: testing.Clerk, at: dt.datetime) -> models.Ticket:
    ticket = calling.call_next(desk=clerk.desk.id, by=clerk.by, at=at)
    assert ticket is not None
    return ticket


def test_whoever_missed_their_call_is_called_again_also_by_number(
    queue: models.Queue, clerk: testing.Clerk, at: dt.datetime
) -> None:
    missed, other = testing.ticket(queue, at), testing.ticket(queue, at)
    row = call_next(clerk, at)
    calling.miss(ticket=row.id, version=row.version, by=clerk.by, at=at)
    by = visitor(missed.visit_id)
    back = arriving.return_missed(ticket=missed.id, version=3, by=by, at=at + MINUTE)
    called = calling.call(
        ticket=back.id,
        desk=clerk.desk.id,
        version=back.version,
        reason="RETURNED",
        by=clerk.by,
        at=at + 2 * MINUTE,
    )
    assert (called.id, called.state) == (missed.id, State.CALLED)
    event = tickets.events(called)[-1]
    assert (event.type, event.reason) == ("CALLED", "RETURNED")
    assert tickets.ticket(other.id).state == State.WAITING


def test_a_day_ends_at_the_malls_midnight_and_not_at_that_of_utc(
    queue: models.Queue, clerk: testing.Clerk, at: dt.datetime
) -> None:
    """Jakarta is seven hours ahead: 17.00 UTC is midnight, 00.30 UTC is still night."""
    midnight = clock.start_of(clock.today(at)) + dt.timedelta(days=1)
    evening = testing.ticket(queue, midnight - 30 * MINUTE)
    night = testing.ticket(queue, midnight + MINUTE)
    assert evening.business_date == clock.today(at)
    assert night.business_date == clock.today(at) + dt.timedelta(days=1)
    assert (evening.label, night.label) == ("A001", "A001")
    assert (midnight + MINUTE).astimezone(dt.UTC).date() == evening.business_date
    assert call_next(clerk, midnight + 2 * MINUTE).id == night.id
    assert [one.id for one in tickets.waiting(queue, evening.business_date)] == [
        evening.id
    ]


def test_priority_passes_those_of_an_hour_and_is_passed_by_nobody_who_came_later(
    queue: models.Queue, clerk: testing.Clerk, at: dt.datetime
) -> None:
    """In both directions: it is worth its minutes, and never more."""
    start = at - 3 * rules.PRIORITY
    regular = [testing.ticket(queue, start + n * 10 * MINUTE) for n in range(12)]
    elderly = testing.ticket(
        queue, start + 120 * MINUTE, priority=PriorityClass.ELDERLY
    )
    later = [testing.ticket(queue, start + (121 + n) * MINUTE) for n in range(3)]
    order = [one.id for one in tickets.waiting(queue, clock.today(at))]
    place = order.index(elderly.id)
    before = {one.id for one in regular if one.joined_at <= start + 60 * MINUTE}
    assert set(order[:place]) == before
    assert {one.id for one in later} < set(order[place:])
    # Whoever waits is called at last, however many with priority come after them.
    crowd = [
        testing.ticket(queue, regular[-1].joined_at + n * 7 * MINUTE, priority=priority)
        for n, priority in enumerate([PriorityClass.PREGNANT] * 14)
    ]
    ahead = [one for one in crowd if one.effective_at < regular[-1].effective_at]
    assert len(ahead) == 60 // 7 + 1
    assert tickets.ahead(regular[-1]) == len(regular) - 1 + 1 + len(ahead)


def test_checking_in_without_a_number_changes_nothing(
    queue: models.Queue, at: dt.datetime
) -> None:
    """Somebody who left, or whose number ended, opens the old page at the entrance."""
    ticket = testing.ticket(queue, at, channel=Channel.WEB)
    visit = models.Visit.objects.get(id=ticket.visit_id)
    by = visitor(visit.id)
    arriving.leave(visit=visit, by=by, at=at)
    assert arriving.check_in(visit=visit, by=by, at=at + MINUTE) == []
    connection.check_constraints()  # no log, no commit
    assert models.Visit.objects.get(id=visit.id).arrived_at is None


def test_desks_that_pause_are_never_counted_however_often_they_do(
    site: Site, queue: models.Queue, clerk: testing.Clerk, at: dt.datetime
) -> None:
    other = testing.clerk(site, "A2", at)
    counted = [places.serving_desks(queue)]
    for step in (desks.pause, desks.resume, desks.pause):
        more = {} if step is desks.resume else {"reason": "PRAYER"}
        step(scope=clerk.scope, by=clerk.by, at=at, **more)
        counted.append(places.serving_desks(queue))
    assert counted == [2, 1, 2, 1]
    desks.close_session(scope=clerk.scope, by=clerk.by, at=at)
    desks.close_session(scope=other.scope, by=other.by, at=at)
    assert places.serving_desks(queue) == 0


def test_opening_hours_that_were_entered_twice_count_once(
    queue: models.Queue, at: dt.datetime
) -> None:
    """Overlapping spans and breaks neither open twice nor close the rest of the day."""
    hours = ("08:00", "15:00")
    cut = rules.without(hours, [("12:30", "13:30"), ("12:00", "13:00")])
    assert cut == [("08:00", "12:00"), ("13:30", "15:00")]
    assert rules.minutes_left(cut, dt.time(12, 15)) == 90
    assert rules.without(hours, [("07:00", "09:00")]) == [("09:00", "15:00")]
    assert rules.without(hours, [("14:00", "16:00")]) == [("08:00", "14:00")]
    assert rules.without(hours, [("07:00", "16:00")]) == []
    assert rules.without(hours, [("15:00", "16:00")]) == [hours]
    queue.hours = [[["11:00", "15:00"], ["08:00", "12:00"], ["08:00", "12:00"]]] * 7
    assert places.spans(queue, clock.today(at)) == [hours]
