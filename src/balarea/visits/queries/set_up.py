"""Queues and desks as a manager set them up, also those that aren't in use."""

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from balarea.foundation.errors import NotFound
from balarea.people.models import Site
from balarea.visits import models
from balarea.visits.queries.floor import by_code
from balarea.visits.queue_rules import DeskDetails, QueueDetails
from balarea.visits.rules import OPEN


def queues(site: Site, agencies: Collection[str] | None) -> list[models.Queue]:
    """All queues of these agencies in a building, or of all; by prefix."""
    rows = models.Queue.objects.filter(site=site)
    if agencies is not None:
        rows = rows.filter(agency__in=agencies)
    return list(rows.order_by("-is_active", "prefix"))


def desks(site: Site, agencies: Collection[str] | None) -> list[models.Desk]:
    """All desks of these agencies in a building, or of all, with skills; by code."""
    rows = models.Desk.objects.filter(site=site)
    if agencies is not None:
        rows = rows.filter(agency__in=agencies)
    every = rows.prefetch_related("skills__queue")
    return sorted(every, key=lambda one: (not one.is_active, *by_code(one)))


def queue(queue: UUID) -> models.Queue:
    """A queue, also one that isn't in use; raises `NotFound`."""
    row = models.Queue.objects.select_related("site").filter(id=queue).first()
    if row is None:
        raise NotFound
    return row


def desk(desk: UUID) -> models.Desk:
    """A desk, also one that isn't in use; raises `NotFound`."""
    row = models.Desk.objects.select_related("site").filter(id=desk).first()
    if row is None:
        raise NotFound
    return row


def lock_queues(site: Site) -> None:
    """Lock the queues of a building against other changes of what is set up there.

    Numbers are given meanwhile: a weaker lock than a row's deletion needs.
    """
    rows = models.Queue.objects.select_for_update(no_key=True).filter(site=site)
    list(rows.order_by("id").values_list("id"))


def lock_desk(desk: UUID) -> models.Desk:
    """A desk, locked; raises `NotFound`."""
    rows = models.Desk.objects.select_for_update(
        of=("self",), no_key=True
    ).select_related("site")
    row = rows.filter(id=desk).first()
    if row is None:
        raise NotFound
    return row


def queue_details(row: models.Queue) -> QueueDetails:
    """What a manager can change of a queue."""
    return QueueDetails(
        code=row.code,
        prefix=row.prefix,
        name=row.name,
        name_translations=tuple(sorted(row.name_translations.items())),
        zone=row.zone,
        services=tuple(row.services),
        expected_minutes=row.expected_minutes,
        priority_minutes=row.priority_minutes,
        appointment_minutes=row.appointment_minutes,
        daily_quota=row.daily_quota,
        releases=tuple((since, percent) for since, percent in row.releases),
        person_limit=row.person_limit,
        remote_percent=row.remote_percent,
        hours=tuple(tuple((a, b) for a, b in day) for day in row.hours),
        breaks=tuple((a, b) for a, b in row.breaks),
        is_active=row.is_active,
    )


def desk_details(row: models.Desk) -> DeskDetails:
    """What a manager can change of a desk."""
    skills = models.DeskSkill.objects.filter(desk=row).order_by("queue__code")
    return DeskDetails(
        code=row.code,
        zone=row.zone,
        skills=tuple(skills.values_list("queue__code", "weight")),
        is_active=row.is_active,
    )


def has_numbers(queue: models.Queue, day: dt.date) -> bool:
    """Whether numbers of a queue were given on a day or later."""
    rows = models.QueueDay.objects.filter(queue=queue, business_date__gte=day)
    return rows.filter(last_number__gt=0).exists()


def has_visitors(queue: models.Queue, day: dt.date) -> bool:
    """Whether somebody has an open number or an appointment from a day on."""
    open_ = models.Ticket.objects.filter(
        queue=queue, business_date__gte=day, state__in=[*map(str, OPEN)]
    )
    booked = models.Slot.objects.filter(
        queue=queue, business_date__gte=day, booked__gt=0
    )
    return open_.exists() or booked.exists()


def is_open(desk: models.Desk) -> bool:
    """Whether somebody serves at a desk now."""
    return models.DeskSession.objects.filter(desk=desk, closed_at=None).exists()
