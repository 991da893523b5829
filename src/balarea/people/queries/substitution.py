"""Substitutes of officials, and the rights that follow from it while they serve."""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from balarea.foundation import clock
from balarea.foundation.compiled import compiled
from balarea.people import models, rules
from balarea.people.substitute_rules import SubstituteKind, office_texts


class Acting(NamedTuple):
    """What an officer may do as a substitute; `office`: language code → text."""

    agency: str
    services: frozenset[str]  # empty: all of the agency
    actions: frozenset[str]
    office: dict[str, str]

    def allows(self, action: rules.Action, *, agency: str, service: str) -> bool:
        return (
            agency == self.agency
            and action in self.actions
            and (not self.services or service in self.services)
        )


@compiled
def _substitutions_of(officer: UUID) -> QuerySet[models.Substitution]:
    rows = models.Substitution.objects.filter(substitute=officer, ended_at__isnull=True)
    return rows.select_related("agency")


def acting_rights(
    user: AbstractBaseUser | AnonymousUser,
    officer: models.Officer,
    today: dt.date | None,
) -> tuple[Acting, ...]:
    """What follows from substitutions that are in force on that day."""
    if today is None:
        return ()
    rows = getattr(user, "substitutions", None)  # loaded with a request's account
    if rows is None:
        rows = [
            {
                "kind": one.kind,
                "agency": one.agency.code,
                "services": one.services,
                "actions": one.actions,
                "position": one.position,
                "position_translations": one.position_translations,
                "begins_on": one.begins_on.isoformat(),
                "ends_on": one.ends_on.isoformat(),
            }
            for one in _substitutions_of(officer.id)
        ]
    day = today.isoformat()
    return tuple(
        Acting(
            one["agency"],
            frozenset(one["services"]),
            frozenset(one["actions"]),
            office_texts(
                SubstituteKind(one["kind"]),
                one["position"],
                one["position_translations"],
            ),
        )
        for one in rows
        if one["begins_on"] <= day <= one["ends_on"]
    )


def _in_force(at: dt.datetime) -> QuerySet[models.Substitution]:
    """Those that were in force at that moment."""
    day = clock.today(at)
    return models.Substitution.objects.filter(
        Q(ended_at__isnull=True) | Q(ended_at__gt=at),
        begins_on__lte=day,
        ends_on__gte=day,
        recorded_at__lte=at,
    )


def substitution_of(
    officer: UUID,
    action: rules.Action,
    *,
    agency: str,
    service: str,
    at: dt.datetime,
) -> models.Substitution | None:
    """As whose substitute an officer took this action at that moment.

    None where they had the right themselves: then they act in their own office.
    """
    own = models.Grant.objects.filter(
        Q(revoked_at__isnull=True) | Q(revoked_at__gt=at),
        Q(services=[]) | Q(services__contains=[service]),
        officer=officer,
        agency__code=agency,
        actions__contains=[action],
        granted_at__lte=at,
    )
    if own.exists():
        return None
    rows = _in_force(at).filter(
        Q(services=[]) | Q(services__contains=[service]),
        substitute=officer,
        agency__code=agency,
        actions__contains=[action],
    )
    return rows.order_by("-begins_on", "-id").first()


def substitutes(
    actions: Iterable[str], *, agency: str, service: str, today: dt.date
) -> list[models.Officer]:
    """The officers in office who may do one of these on a service as a substitute."""
    rows = models.Substitution.objects.filter(
        Q(services=[]) | Q(services__contains=[service]),
        agency__code=agency,
        actions__overlap=list(actions),
        begins_on__lte=today,
        ends_on__gte=today,
        ended_at__isnull=True,
        substitute__dismissed_at__isnull=True,
        substitute__account__is_active=True,
    )
    listed = rows.select_related("substitute__account", "substitute__agency")
    return [one.substitute for one in listed]


def substitutions(today: dt.date, agency: str = "") -> list[models.Substitution]:
    """Those in force on a day or later, with both officers, by their first day."""
    rows = models.Substitution.objects.filter(ends_on__gte=today, ended_at__isnull=True)
    if agency:
        rows = rows.filter(agency__code=agency)
    listed = rows.select_related(
        "agency", "substitute__account", "substitute__agency", "replaced__account"
    )
    return list(listed.order_by("begins_on", "id"))
