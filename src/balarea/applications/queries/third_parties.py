"""Announced applications, and what third parties object to them."""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from balarea.applications import models

ANNOUNCED_PAGE = 50  # announcements on one page of the public list


def announcement_of(application: models.Application) -> models.Announcement | None:
    """The announcement of an application, if its service demands one."""
    return models.Announcement.objects.filter(application=application).first()


def open_announcements(
    today: dt.date, *, after: UUID | None = None
) -> list[models.Announcement]:
    """What is announced today, the newest first, one more than a page shows."""
    rows = models.Announcement.objects.filter(closes_on__gte=today)
    if after is not None:
        rows = rows.filter(public_id__lt=after)
    return list(rows.order_by("-public_id")[: ANNOUNCED_PAGE + 1])


def announcement(public_id: UUID) -> models.Announcement | None:
    """One announcement by its public address, with its application."""
    rows = models.Announcement.objects.select_related("application")
    return rows.filter(public_id=public_id).first()


def _objections() -> QuerySet[models.ThirdPartyObjection]:
    return models.ThirdPartyObjection.objects.select_related(
        "text__key", "contact__sealed", "answer__text__key", "answer__officer"
    )


def third_party_objections(
    application: models.Application,
) -> list[models.ThirdPartyObjection]:
    """What third parties object to an application, the first filed first."""
    return list(_objections().filter(application=application).order_by("at", "id"))


def third_party_objection(
    objection_id: UUID, *, case: UUID
) -> models.ThirdPartyObjection | None:
    """One of them."""
    return _objections().filter(id=objection_id, application=case).first()


def own_third_party_objection(
    application: models.Application, contacts: Iterable[UUID]
) -> models.ThirdPartyObjection | None:
    """What one of these contacts objected to an application."""
    rows = _objections().filter(application=application, contact__in=list(contacts))
    return rows.first()


def answer_of(
    objection: models.ThirdPartyObjection,
) -> models.ThirdPartyAnswer | None:
    """What the office answered; None while it hasn't."""
    return getattr(objection, "answer", None)


def unanswered_count(application: models.Application) -> int:
    """How many third parties wait for an answer."""
    return models.ThirdPartyObjection.objects.filter(
        application=application, answer__isnull=True
    ).count()


def objection_count(application: models.Application) -> int:
    """How many third parties objected."""
    return models.ThirdPartyObjection.objects.filter(application=application).count()
