"""Past days as facts, and the history that was computed from them."""

import datetime as dt
import functools
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Max, Min

from balarea.foundation import clock
from balarea.people.models import Site
from balarea.visits import models
from balarea.visits.estimate.backtest import DAYS, Scores
from balarea.visits.estimate.estimating import MODEL
from balarea.visits.estimate.events import EventRow, TicketRow, turns
from balarea.visits.estimate.facts import (
    BOOKED,
    PRIORITY,
    REGULAR,
    Day,
    DeskTimes,
    Minutes,
    QueueTimes,
    Turn,
    Window,
)
from balarea.visits.estimate.history import History, history
from balarea.visits.estimate.scores import Score
from balarea.visits.estimate.summaries import QueueSummary
from balarea.visits.queries import places
from balarea.visits.rules import FAVOURED, Channel, Event, PriorityClass, State

MINUTE = dt.timedelta(minutes=1)
DAY_MINUTES: Minutes = 1440.0


def minutes(at: dt.datetime, day: dt.date) -> Minutes:
    """Minutes since the midnight with which a business date begins."""
    return (at - clock.start_of(day)) / MINUTE


def category(priority: str) -> str:
    """The estimator's category of a ticket's class."""
    if priority == PriorityClass.APPOINTMENT:
        return BOOKED
    return PRIORITY if PriorityClass(priority) in FAVOURED else REGULAR


def windows_of(
    queues: Collection[models.Queue], day: dt.date
) -> dict[UUID, tuple[Window, ...]]:
    """The opening hours of queues on a day, without their breaks."""
    return {
        queue: tuple((_clock_minutes(start), _clock_minutes(end)) for start, end in of)
        for queue, of in places.spans_of(queues, day).items()
    }


def _clock_minutes(text: str) -> Minutes:
    hour, minute = text.split(":")
    return int(hour) * 60.0 + int(minute)


# The history of a building.


def histories(site: Site, day: dt.date, queues: Collection[models.Queue]) -> History:
    """What the eight weeks before a day say of these queues."""
    rows = _rows(site).filter(
        business_date__lt=day, business_date__gte=day - dt.timedelta(days=DAYS)
    )
    newest = rows.aggregate(Max("made_at"), Min("business_date"))
    priors = tuple((queue.code, float(queue.expected_minutes)) for queue in queues)
    return _history(
        site.id, newest["made_at__max"], newest["business_date__min"], day, priors
    )


@functools.lru_cache(maxsize=8)
def _history(
    site: UUID,
    newest: dt.datetime | None,
    first: dt.date | None,
    day: dt.date,
    priors: tuple[tuple[str, Minutes], ...],
) -> History:
    """Computed once for a set of rows, which `newest` and `first` stand for."""
    if newest is None or first is None:
        return history([], dict(priors))
    rows = models.WaitDay.objects.filter(
        site=site, model=MODEL, business_date__gte=first, business_date__lt=day
    ).values_list("summaries", flat=True)
    days = (
        {code: QueueSummary.from_json(of) for code, of in row.items()} for row in rows
    )
    return history(days, dict(priors))


def _rows(site: Site) -> Any:
    return models.WaitDay.objects.filter(site=site, model=MODEL)


def wait_days(site: Site, before: dt.date) -> list[models.WaitDay]:
    """The last eight weeks of a building, in order."""
    rows = _rows(site).filter(
        business_date__lt=before, business_date__gte=before - dt.timedelta(days=DAYS)
    )
    return list(rows.order_by("business_date"))


def scores(row: models.WaitDay) -> Scores:
    """How the estimates of a day fared."""
    return {
        (one["by"], one["of"], one["value"]): Score.from_json(one["score"])
        for one in row.scores
    }


def unlearned_days(site: Site, before: dt.date) -> list[dt.date]:
    """Days of the last eight weeks with tickets that aren't part of the history yet."""
    learned = set(_rows(site).values_list("business_date", flat=True))
    days = dates_with_tickets(site, before, DAYS)
    return [day for day in days if day not in learned]


def dates_with_tickets(site: Site, before: dt.date, days: int) -> list[dt.date]:
    """The dates of the last `days` days on which a building gave numbers, in order."""
    rows = models.QueueDay.objects.filter(
        queue__site=site,
        business_date__gte=before - dt.timedelta(days=days),
        business_date__lt=before,
    )
    return sorted(set(rows.values_list("business_date", flat=True)))


# A past day.


def day_facts(site: Site, day: dt.date) -> Day:
    """What happened in a building on a day."""
    queues = {queue.id: queue for queue in places.queues(site)}
    windows = windows_of(queues.values(), day)
    return Day(
        date=day,
        queues={
            queue.code: QueueTimes(
                windows[queue.id],
                float(queue.expected_minutes),
                float(queue.priority_minutes),
            )
            for queue in queues.values()
        },
        desks=tuple(_desks(site, day)),
        turns=(*_turns(day, queues), *_absent(day, queues)),
    )


def _desks(site: Site, day: dt.date) -> list[DeskTimes]:
    weights: defaultdict[UUID, dict[str, Minutes]] = defaultdict(dict)
    skills = models.DeskSkill.objects.filter(desk__site=site)
    for desk, code, weight in skills.values_list("desk", "queue__code", "weight"):
        weights[desk][code] = float(weight)
    sessions: defaultdict[tuple[UUID, str], list[Window]] = defaultdict(list)
    rows = models.DeskSession.objects.filter(desk__site=site, business_date=day)
    for desk, code, opened, closed in rows.values_list(
        "desk", "desk__code", "opened_at", "closed_at"
    ):
        sessions[desk, code].append(_window(opened, closed, day))
    pauses: defaultdict[UUID, list[Window]] = defaultdict(list)
    for desk, began, ended in models.DeskPause.objects.filter(
        session__desk__site=site, session__business_date=day
    ).values_list("desk", "began_at", "ended_at"):
        pauses[desk].append(_window(began, ended, day))
    return [
        DeskTimes(code, weights[desk], tuple(sorted(of)), tuple(sorted(pauses[desk])))
        for (desk, code), of in sessions.items()
    ]


def _window(begins: dt.datetime, ends: dt.datetime | None, day: dt.date) -> Window:
    last = DAY_MINUTES if ends is None else minutes(ends, day)
    return minutes(begins, day), last


def _turns(day: dt.date, queues: Mapping[UUID, models.Queue]) -> list[Turn]:
    events: defaultdict[UUID, list[EventRow]] = defaultdict(list)
    happened = models.TicketEvent.objects.filter(
        ticket__business_date=day, ticket__queue__in=queues
    ).order_by("ticket", "seq")
    for ticket, type_, at, desk in happened.values_list(
        "ticket", "type", "at", "desk__code"
    ):
        events[ticket].append(EventRow(type_, minutes(at, day), desk or ""))
    rows = models.Ticket.objects.filter(business_date=day, queue__in=queues)
    return [
        turn
        for row in rows.select_related("queue")
        for turn in turns(_ticket_row(row, day, events[row.id]), events[row.id])
    ]


def _ticket_row(row: models.Ticket, day: dt.date, events: list[EventRow]) -> TicketRow:
    types = {event.type for event in events}
    is_booked = row.slot_at is not None
    is_remote = Event.ARRIVED in types or (
        row.channel == Channel.WEB and Event.CALLED not in types
    )
    place = row.effective_at
    if types & {
        Event.RETURNED,
        Event.REQUEUED,
    }:  # which moved it: back to the first
        lead = row.queue.priority_minutes if row.priority in FAVOURED else 0
        place = row.joined_at - lead * MINUTE
        if row.slot_at is not None:
            place = row.slot_at - row.queue.appointment_minutes * MINUTE
    return TicketRow(
        ticket=str(row.id),
        queue=row.queue.code,
        service=row.service,
        category=BOOKED if is_booked else category(row.priority),
        joined=0.0 if is_booked else minutes(row.joined_at, day),
        effective=minutes(place, day),
        is_remote=is_remote and not is_booked,
    )


def _absent(day: dt.date, queues: Mapping[UUID, models.Queue]) -> list[Turn]:
    """Bookings whose visitors never came."""
    rows = models.Booking.objects.filter(
        slot__business_date=day,
        slot__queue__in=queues,
        ticket__isnull=True,
        state__in=[models.Booking.State.BOOKED, models.Booking.State.NO_SHOW],
    ).select_related("slot")
    return [
        Turn(
            ticket=str(row.id),
            queue=queues[row.slot.queue_id].code,
            service=row.service,
            category=BOOKED,
            joined=0.0,
            since=None,
            effective=minutes(row.slot.starts_at, day)
            - queues[row.slot.queue_id].appointment_minutes,
        )
        for row in rows
    ]


def promised(site: Site, day: dt.date) -> dict[str, int]:
    """How many visitors were shown a range, and how many waits were longer than it.

    The first range that a ticket's visitor saw counts, and the first call after it.
    """
    rows = models.Estimate.objects.filter(
        ticket__queue__site=site,
        ticket__business_date=day,
        shown_to__isnull=False,
        ticket__state__in=[State.DONE, State.NO_SHOW],
    )
    first = (
        rows.order_by("ticket", "made_at", "id")
        .distinct("ticket")
        .values_list("ticket", "ends_at")
    )
    ends = dict(first)
    calls = models.TicketEvent.objects.filter(ticket__in=ends, type=Event.CALLED)
    called = dict(
        calls.values("ticket").annotate(at=Min("at")).values_list("ticket", "at")
    )
    return {
        "shown": len(called),
        "longer": sum(at > ends[ticket] for ticket, at in called.items()),
    }
