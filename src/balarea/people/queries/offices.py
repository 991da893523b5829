"""Agencies and their officers."""

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from balarea.foundation.compiled import compiled
from balarea.people import models, rules
from balarea.people.queries import delegation as delegation_queries
from balarea.people.queries import substitution as substitution_queries
from balarea.people.queries.scopes import _grants


@compiled
def _agency(code: str) -> QuerySet[models.Agency]:
    return models.Agency.objects.filter(code=code)


def agency(code: str) -> models.Agency:
    """The agency of this code, which must exist."""
    [row] = _agency(code)
    return row


def has_other_officer(
    action: rules.Action,
    *,
    agency: str,
    service: str,
    besides: models.Officer,
    today: dt.date | None = None,
) -> bool:
    """Whether an officer in office besides this one may do this on this service.

    With a day also those of the agency to which it is delegated then, and substitutes.
    """
    if today is not None and any(
        one.id != besides.id
        for one in substitution_queries.substitutes(
            [action], agency=agency, service=service, today=today
        )
    ):
        return True
    delegates = delegation_queries.delegates(service, action, today) if today else []
    rights = models.Grant.objects.filter(
        agency__code__in=[agency, *delegates],
        revoked_at__isnull=True,
        actions__contains=[action],
        officer__dismissed_at__isnull=True,
        officer__account__is_active=True,
    ).exclude(officer=besides)
    return any(
        not services or service in services
        for services in rights.values_list("services", flat=True)
    )


def officers_with(
    action: rules.Action, *, agency: str, service: str, today: dt.date | None = None
) -> list[models.Officer]:
    """The officers in office who may do this on this service, by name.

    With a day also who stands in for one of them then; none by delegation.
    """
    rights = models.Grant.objects.filter(
        agency__code=agency,
        revoked_at__isnull=True,
        actions__contains=[action],
        officer__dismissed_at__isnull=True,
        officer__account__is_active=True,
    )
    officers = {
        right.officer_id: right.officer
        for right in rights.select_related("officer__account", "officer__agency")
        if not right.services or service in right.services
    }
    if today is not None:
        substitutes = substitution_queries.substitutes(
            [action], agency=agency, service=service, today=today
        )
        officers |= {one.id: one for one in substitutes}
    return sorted(officers.values(), key=lambda one: (one.name, one.id))


def working_in(agency: str) -> list[models.Officer]:
    """The officers in office with a grant that opens this agency's cases, by name."""
    actions = [action.value for action in rules.Action if action.opens_cases]
    rows = in_office().filter(
        grants__agency__code=agency,
        grants__revoked_at__isnull=True,
        grants__actions__overlap=actions,
    )
    return list(rows.order_by("name", "id").distinct())


def officers_by_id(ids_: Collection[UUID]) -> list[models.Officer]:
    """The officers of these ids, also those dismissed since."""
    return list(models.Officer.objects.filter(id__in=ids_).order_by("name", "id"))


def in_office(agency: str | None = None) -> QuerySet[models.Officer]:
    """Officers in office, in one agency or in all, with account and agency."""
    serving = models.Officer.objects.filter(dismissed_at__isnull=True)
    if agency is not None:
        serving = serving.filter(agency__code=agency)
    return serving.select_related("account", "agency").order_by("account__login")


def rights_of(officer: models.Officer) -> list[models.Grant]:
    """An officer's rights in force, each with its agency."""
    return list(_grants(officer.id))


def officers(agency_code: str) -> list[models.Officer]:
    """An agency's officers in office, the longest serving first."""
    rows = models.Officer.objects.filter(
        agency__code=agency_code, dismissed_at__isnull=True
    )
    return list(rows.select_related("account", "agency").order_by("appointed_at", "id"))


def heads(agency_code: str) -> list[models.Officer]:
    """An agency's heads in office who proved an address, each with it."""
    rows = models.Officer.objects.filter(
        agency__code=agency_code,
        role=rules.Role.HEAD,
        dismissed_at__isnull=True,
        contact__isnull=False,
    )
    return list(rows.select_related("account", "contact").order_by("id"))


def is_officer(officer_id: str) -> bool:
    """Whether there is an officer of this id."""
    return models.Officer.objects.filter(id=officer_id).exists()


def has_officers() -> bool:
    return models.Officer.objects.exists()


def agencies() -> dict[str, models.Agency]:
    """Every agency of the mall by its code; offices of villages are in none of them."""
    rows = models.Agency.objects.exclude(kind=rules.VILLAGE).order_by("name")
    return {agency.code: agency for agency in rows}
