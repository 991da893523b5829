"""Delegations of an agency's authority, and the rights that follow from them."""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from balarea.foundation import clock
from balarea.foundation.compiled import compiled
from balarea.people import models, rules


@compiled
def _delegations_to(agency: UUID) -> QuerySet[models.Delegation]:
    rows = models.Delegation.objects.filter(delegate=agency, ended_at__isnull=True)
    return rows.select_related("agency")


type _Grant = tuple[str, frozenset[str], frozenset[str]]


def delegated_rights(
    user: AbstractBaseUser | AnonymousUser,
    officer: models.Officer,
    grants: Iterable[_Grant],
    today: dt.date | None,
) -> list[_Grant]:
    """The rights that follow from delegations in force on that day."""
    if today is None:
        return []
    rows = getattr(user, "delegated", None)  # loaded with a request's account
    if rows is None:
        rows = [
            {
                "agency": one.agency.code,
                "service": one.service,
                "actions": one.actions,
                "begins_on": one.begins_on.isoformat(),
                "ends_on": one.ends_on.isoformat() if one.ends_on else None,
            }
            for one in _delegations_to(officer.agency_id)
        ]
    own, day = officer.agency.code, today.isoformat()
    return [
        (one["agency"], frozenset({one["service"]}), exercised)
        for one in rows
        if one["begins_on"] <= day and (one["ends_on"] is None or day <= one["ends_on"])
        for agency, services, actions in grants
        if agency == own
        and (not services or one["service"] in services)
        and (exercised := actions.intersection(one["actions"]))
    ]


def delegations(today: dt.date) -> list[models.Delegation]:
    """Those in force on a day or later, with both agencies, by service."""
    rows = models.Delegation.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=today), ended_at__isnull=True
    )
    return list(rows.select_related("agency", "delegate").order_by("service", "id"))


def delegation_of(
    service: str, delegate: UUID, action: rules.Action, at: dt.datetime
) -> models.Delegation | None:
    """By which delegation an agency took this action on a service at that moment."""
    day = clock.today(at)
    rows = models.Delegation.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day),
        Q(ended_at__isnull=True) | Q(ended_at__gte=at),
        service=service,
        delegate=delegate,
        actions__contains=[action],
        begins_on__lte=day,
    )
    return rows.select_related("agency", "delegate").order_by("-begins_on").first()


def delegates(service: str, action: rules.Action, today: dt.date) -> list[str]:
    """The codes of the agencies that may take this action on a service that day."""
    rows = models.Delegation.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=today),
        service=service,
        actions__contains=[action],
        begins_on__lte=today,
        ended_at__isnull=True,
    )
    return list(rows.values_list("delegate__code", flat=True))
