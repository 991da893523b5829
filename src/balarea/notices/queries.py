"""Every read of messages."""

import datetime as dt
from collections.abc import Collection, Mapping
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat
from procrastinate.contrib.django.models import ProcrastinateJob

from balarea.foundation import clock, errors
from balarea.foundation.compiled import compiled
from balarea.notices import models, providers
from balarea.notices.rules import JOB_LOCK, JOB_LOST_AFTER, SEND, Channel, State, Step


def channels() -> frozenset[Channel]:
    """The ways in which this mall can reach people."""
    return providers.channels()


@compiled
def _of_case(case: UUID) -> QuerySet[models.Message]:
    return models.Message.objects.filter(case=case).order_by("-id")


def of_case(case: UUID) -> list[models.Message]:
    """Every message about a case, the newest first."""
    return _of_case(case)


def message(message_id: UUID) -> models.Message:
    """One message with what it takes to send it."""
    row = (
        models.Message.objects.select_related("recipient__key", "secrets__key")
        .filter(id=message_id)
        .first()
    )
    if row is None:
        raise errors.NotFound
    return row


def deliveries(message: models.Message) -> list[models.Delivery]:
    """The dated steps of a message, the oldest first."""
    return list(models.Delivery.objects.filter(message=message).order_by("id"))


def failed(reach: Mapping[str, Collection[str]]) -> QuerySet[models.Message]:
    """Undelivered messages, newest first, of these agencies' services.

    `reach`: agency → services, none named: all; see `permissions.reach`. It is part of
    the SQL, so that pages and counts include all that an officer may see.
    """
    within = Q(pk__in=[])
    for agency, services in reach.items():
        own = Q(agency=agency)
        within |= own & Q(service__in=services) if services else own
    rows = models.Message.objects.filter(within, state=State.FAILED)
    return rows.order_by("-id")


def untried(cases: Collection[UUID], kind: str) -> QuerySet[models.Message]:
    """Messages of a kind about these cases that no attempt was made to send yet."""
    return models.Message.objects.filter(
        case__in=cases, kind=kind, state=State.QUEUED, attempts=0
    )


def is_posted(kind: str) -> Exists:
    """Whether a message of this kind was posted about a case; for queries by its id."""
    return Exists(models.Message.objects.filter(case=OuterRef("id"), kind=kind))


def posted_on(cases: Collection[UUID], kind: str, day: dt.date) -> set[UUID]:
    """About which of these cases a message of this kind was posted on a day."""
    begin, end = clock.start_of(day), clock.start_of(day + dt.timedelta(days=1))
    rows = models.Message.objects.filter(
        case__in=cases, kind=kind, at__gte=begin, at__lt=end
    )
    return set(rows.values_list("case", flat=True))


def forgotten(at: dt.datetime) -> QuerySet[models.Message]:
    """Messages that should have been tried, and have no job, oldest first.

    A job counts while it is in the queue, however long the queue is.
    """
    job = ProcrastinateJob.objects.filter(
        task_name=SEND,
        status__in=["todo", "doing"],
        lock=Concat(Value(JOB_LOCK), Cast(OuterRef("id"), TextField())),
    )
    rows = models.Message.objects.filter(
        state=State.QUEUED, next_at__lt=at - JOB_LOST_AFTER
    )
    return rows.filter(~Exists(job)).order_by("next_at")


def shown(*, index: bytes | None, limit: int) -> list[models.Shown]:
    """What the demo carrier showed, newest first; `index` of one address or of all."""
    rows = models.Shown.objects.select_related("message", "text__key")
    if index is not None:
        rows = rows.filter(index=index)
    return list(rows.order_by("-at", "-id")[:limit])


def last_faults(messages: Collection[models.Message]) -> dict[str, str]:
    """Why each of these failed: the class name of the last fault, by message id."""
    rows = models.Delivery.objects.filter(message__in=messages, step=Step.FAILED)
    return {
        str(message): fault
        for message, fault in rows.order_by("id").values_list("message_id", "fault")
    }
