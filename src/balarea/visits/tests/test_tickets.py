"""A number from the kiosk to the desk, and what can't happen to it on the way."""

import datetime as dt

import pytest

from balarea.foundation.errors import NotFound
from balarea.foundation.operation import SYSTEM
from balarea.people.models import Site
from balarea.transparency.models import Entry
from balarea.visits import errors, models, testing
from balarea.visits.operations import arriving, calling, desks, issuing, serving
from balarea.visits.queries import tickets
from balarea.visits.rules import (
    RECALL_PAUSE,
    RETURN_BEFORE,
    RETURN_WITHIN,
    CancelReason,
    Channel,
    HoldReason,
    PriorityClass,
    State,
)

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


def call_next(clerk: testing.Clerk, at: dt.datetime) -> models.Ticket | None:
    return calling.call_next(desk=clerk.desk.id, by=clerk.by, at=at)


def test_a_visitor_is_called_served_and_every_step_is_logged(
    queue: models.Queue, clerk: testing.Clerk, at: dt.datetime
) -> None:
    ticket = testing.ticket(queue, at)
    assert (ticket.label, ticket.state, ticket.desks_open) == ("A001", "WAITING", 1)
    called = call_next(clerk, at + 5 * MINUTE)
    assert called is not None
    assert called.id == ticket.id
    serving.start(ticket=ticket.id, version=2, by=clerk.by, at=at + 6 * MINUTE)
    serving.finish(ticket=ticket.id, version=3, by=clerk.by, at=at + 9 * MINUTE)
    happened = [(one.type, one.numbers) for one in tickets.events(ticket)]
    assert happened == [
        ("ISSUED", {}),
        ("CALLED", {"waited_s": 300}),
        ("SERVING", {"walked_s": 60}),
        ("DONE", {"served_s": 180}),
    ]
    types = Entry.objects.filter(subject=ticket.visit_id).order_by("id")
    assert list(types.values_list("type", flat=True)) == [
        *("TICKET_ISSUED", "TICKET_CALLED", "TICKET_SERVING", "TICKET_DONE")
    ]
    [announced] = models.Announcement.objects.all()
    assert (announced.label, announced.desk, announced.seq) == ("A001", "A1", 1)


def test_numbers_follow_each_other_and_a_repeated_request_gives_the_first(
    queue: models.Queue, at: dt.datetime
) -> None:
    first = testing.ticket(queue, at, key="one")
    assert testing.ticket(queue, at, key="one").id == first.id
    assert [testing.ticket(queue, at).number for _ in range(2)] == [2, 3]


def test_priority_counts_as_earlier_by_its_hour_and_no_more(
    queue: models.Queue, clerk: testing.Clerk, at: dt.datetime
) -> None:
    early = testing.ticket(queue, at - 61 * MINUTE)
    regular = testing.ticket(queue, at - 59 * MINUTE)
    elderly = testing.ticket(queue, at, priority=PriorityClass.ELDERLY)
    order = [one.id for one in tickets.waiting(queue, elderly.business_date)]
    assert order == [early.id, elderly.id, regular.id]
    assert tickets.ahead(regular) == 2


def test_a_visitor_who_is_called_can_come_back_once(
    queue: models.Queue, clerk: testing.Clerk, at: dt.datetime
) -> None:
    ticket = testing.ticket(queue, at)
    call_next(clerk, at)
    calling.miss(ticket=ticket.id, version=2, by=clerk.by, at=at)
    late = at + RETURN_WITHIN
    back = arriving.return_missed(ticket=ticket.id, version=3, by=SYSTEM, at=late)
    assert (back.state, back.effective_at) == ("WAITING", late - RETURN_BEFORE)
    call_next(clerk, late)
    calling.miss(ticket=ticket.id, version=5, by=clerk.by, at=late)
    with pytest.raises(errors.TooLateToReturn):
        arriving.return_missed(ticket=ticket.id, version=6, by=SYSTEM, at=late)
    assert arriving.end_missed(by=SYSTEM, at=late + RETURN_WITHIN) == 0
    assert arriving.end_missed(by=SYSTEM, at=late + RETURN_WITHIN + MINUTE) == 1
    assert tickets.ticket(ticket.id).state == State.NO_SHOW


def test_a_call_is_repeated_three_times_with_pauses_and_undone_by_putting_back(
    queue: models.Queue, clerk: testing.Clerk, at: dt.datetime
) -> None:
    ticket = testing.ticket(queue, at)
    call_next(clerk, at)
    for n in range(1, 4):
        with pytest.raises(errors.RecalledTooOften):
            calling.recall(
                ticket=ticket.id,
                version=n + 1,
                by=clerk.by,
                at=at + n * RECALL_PAUSE - dt.timedelta(seconds=1),
            )
        calling.recall(
            ticket=ticket.id, version=n + 1, by=clerk.by, at=at + n * RECALL_PAUSE
        )
    with pytest.raises(errors.RecalledTooOften):
        calling.recall(ticket=ticket.id, version=5, by=clerk.by, at=at + 9 * MINUTE)
    row = calling.put_back(ticket=ticket.id, version=5, by=clerk.by, at=at + MINUTE)
    assert (row.state, row.desk_id) == ("WAITING", None)


def test_held_transferred_and_resumed_within_one_visit(
    site: Site, queue: models.Queue, clerk: testing.Clerk, at: dt.datetime
) -> None:
    ticket = testing.ticket(queue, at)
    call_next(clerk, at)
    serving.start(ticket=ticket.id, version=2, by=clerk.by, at=at)
    serving.hold(
        ticket=ticket.id,
        version=3,
        reason=HoldReason.PHOTOCOPY,
        due_at=at + 10 * MINUTE,
        by=clerk.by,
        at=at,
    )
    assert call_next(clerk, at) is None  # the desk is free for others
    serving.resume(ticket=ticket.id, version=4, by=clerk.by, at=at + 5 * MINUTE)
    other = testing.queue(site, "DPM")
    testing.ticket(other, at + MINUTE)
    later = serving.transfer(
        ticket=ticket.id, version=5, queue=other, by=clerk.by, at=at + 6 * MINUTE
    )
    assert later.visit_id == ticket.visit_id
    assert later.effective_at == ticket.effective_at
    neighbour = testing.clerk(site, "B1", at)
    called = call_next(neighbour, at + 7 * MINUTE)
    assert called is not None
    assert called.id == later.id  # before the one who came to that queue since


def test_nobody_is_sent_to_a_queue_that_doesnt_open_today(
    site: Site, queue: models.Queue, clerk: testing.Clerk, at: dt.datetime
) -> None:
    ticket = testing.ticket(queue, at)
    call_next(clerk, at)
    serving.start(ticket=ticket.id, version=2, by=clerk.by, at=at)
    other = testing.queue(site, "DPM")
    other.hours = [[]] * 7
    with pytest.raises(errors.QueueClosed):
        serving.transfer(ticket=ticket.id, version=3, queue=other, by=clerk.by, at=at)
    assert tickets.ticket(ticket.id).state == State.SERVING


def test_a_number_from_home_waits_until_its_holder_has_arrived(
    queue: models.Queue, clerk: testing.Clerk, at: dt.datetime
) -> None:
    remote = testing.ticket(queue, at, channel=Channel.WEB)
    behind = testing.ticket(queue, at + MINUTE)
    assert remote.state == State.PLANNED
    called = call_next(clerk, at + 2 * MINUTE)
    assert called is not None
    assert called.id == behind.id
    here = at + 30 * MINUTE
    visit = models.Visit.objects.get(id=remote.visit_id)
    [arrived] = arriving.check_in(visit=visit, by=SYSTEM, at=here)
    assert arrived.effective_at == here - RETURN_BEFORE
    assert arriving.check_in(visit=visit, by=SYSTEM, at=here) == []


def test_refuses_a_second_visitor_a_second_officer_and_an_old_page(
    site: Site, queue: models.Queue, clerk: testing.Clerk, at: dt.datetime
) -> None:
    ticket, _ = testing.ticket(queue, at), testing.ticket(queue, at)
    call_next(clerk, at)
    with pytest.raises(errors.StillServing):
        call_next(clerk, at)
    with pytest.raises(errors.StillServing):
        desks.close_session(scope=clerk.scope, by=clerk.by, at=at)
    with pytest.raises(errors.TicketChanged):
        serving.start(ticket=ticket.id, version=1, by=clerk.by, at=at)
    with pytest.raises(errors.NotNow):
        serving.finish(ticket=ticket.id, version=2, by=clerk.by, at=at)
    other = testing.clerk(site, "A2", at)
    with pytest.raises(errors.DeskClosed):
        serving.start(ticket=ticket.id, version=2, by=other.by, at=at)
    with pytest.raises(errors.DeskTaken):
        desks.open_session(desk=clerk.desk.id, scope=other.scope, by=other.by, at=at)


def test_an_officer_opens_no_desk_of_another_agency(
    site: Site, at: dt.datetime
) -> None:
    stranger = testing.clerk(site, "B1", at, opens=False)
    desk = models.Desk.objects.get(code="A1")
    with pytest.raises(NotFound):
        desks.open_session(desk=desk.id, scope=stranger.scope, by=stranger.by, at=at)


def test_a_paused_desk_calls_nobody_and_isnt_counted(
    queue: models.Queue, clerk: testing.Clerk, at: dt.datetime
) -> None:
    testing.ticket(queue, at)
    desks.pause(reason="PRAYER", scope=clerk.scope, by=clerk.by, at=at)
    with pytest.raises(errors.DeskClosed):
        call_next(clerk, at)
    assert testing.ticket(queue, at).desks_open == 0
    desks.resume(scope=clerk.scope, by=clerk.by, at=at)
    assert call_next(clerk, at) is not None


def test_no_number_is_given_that_cant_be_served_today(
    site: Site, queue: models.Queue, at: dt.datetime
) -> None:
    queue.daily_quota = 2
    for _ in range(2):
        testing.ticket(queue, at)
    with pytest.raises(errors.QueueFull):
        testing.ticket(queue, at)
    assert models.QueueDay.objects.get().issued == 2
    later = testing.queue(site, "DPM")
    later.daily_quota, later.releases = 5, [["13:00", 100]]
    with pytest.raises(errors.NotReleased) as refused:
        testing.ticket(later, at)
    assert refused.value.params["next"] == "13:00"
    closing = testing.queue(site, "DPM")
    closing.hours = [[["08:00", "10:29"]]] * 7  # 3 desks, 29 minutes, 10 each
    assert len([testing.ticket(closing, at) for _ in range(8)]) == 8
    with pytest.raises(errors.QueueFull):
        testing.ticket(closing, at)
    closing.hours = [[]] * 7
    with pytest.raises(errors.QueueClosed):
        testing.ticket(closing, at)


def test_one_person_has_one_number_of_a_queue_unless_it_was_cancelled(
    queue: models.Queue, at: dt.datetime
) -> None:
    wish = issuing.Wish(queue=queue, channel=Channel.WEB, person_index=b"p" * 32)
    first = issuing.issue(wish=wish, at=at)
    with pytest.raises(errors.TooManyTickets):
        issuing.issue(wish=wish, at=at)
    arriving.cancel(
        ticket=first.id, version=1, reason=CancelReason.BY_VISITOR, by=SYSTEM, at=at
    )
    issuing.issue(wish=wish, at=at)


def test_what_is_left_at_the_end_of_the_day_expires(
    queue: models.Queue, at: dt.datetime
) -> None:
    ticket = testing.ticket(queue, at)
    day = ticket.business_date + dt.timedelta(days=1)
    assert arriving.expire_before(day=day, by=SYSTEM, at=at) == 1
    assert tickets.ticket(ticket.id).state == State.EXPIRED


def test_the_address_of_a_visit_is_found_and_no_other(
    queue: models.Queue, at: dt.datetime
) -> None:
    ticket = testing.ticket(queue, at)
    token = tickets.token_of(ticket.visit_id)
    assert tickets.visit_of_token(token).id == ticket.visit_id
    for wrong in (token[:-2] + "AA", token[:-1], "", "%%", token + "A" * 30):
        with pytest.raises(NotFound):
            tickets.visit_of_token(wrong)
