"""Names asked for and covert orders, within an officer's reach."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from balarea.applications import models
from balarea.applications.queries.worklists import services_of
from balarea.people.queries import Scope
from balarea.people.rules import Action
from balarea.vault import queries as vault
from balarea.vault.models import Access

SHOWN = 100  # of each list
# Names under which the texts are sealed.
OFFICER_NAME, ORDER = "officer-name", "covert-order"


def names_of_cases(cases: Collection[UUID]) -> list[models.NameRequest]:
    """The requests for names in these cases, with what is sealed."""
    rows = models.NameRequest.objects.filter(application__in=cases)
    return list(rows.select_related("name__key").order_by("at", "id"))


def names_waiting(scope: Scope) -> list[models.NameRequest]:
    """Names that wait in the services an officer oversees, the oldest first."""
    rows = models.NameRequest.objects.filter(
        service__in=services_of(scope, Action.OVERSEE), ended_at__isnull=True
    )
    rows = rows.select_related("application", "officer")
    return list(rows.order_by("at", "id")[:SHOWN])


def name_request(
    request: UUID, scope: Scope, *, lock: bool = False
) -> models.NameRequest | None:
    """One of them, answered or not; with `lock` locked for this transaction."""
    rows = models.NameRequest.objects.filter(
        id=request, service__in=services_of(scope, Action.OVERSEE)
    ).select_related("application", "officer__agency")
    return (rows.select_for_update(of=("self",)) if lock else rows).first()


def access_of(row: models.NameRequest) -> Access | None:
    """The access of which the name is asked for."""
    return vault.accesses(row.application_id).filter(id=row.access).first()


def _covert() -> QuerySet[models.CovertOrder]:
    return models.CovertOrder.objects.select_related(
        "application", "order__key", "proposed_by__agency", "ended_by__agency"
    )


def covert_orders(scope: Scope) -> list[models.CovertOrder]:
    """Those in the services an officer oversees, the newest first."""
    services = services_of(scope, Action.OVERSEE)
    rows = _covert().filter(service__in=services)
    return list(rows.order_by("-at", "-id")[:SHOWN])


def covert_orders_of(case: UUID) -> list[models.CovertOrder]:
    """Those on one case, the newest first."""
    return list(_covert().filter(application=case).order_by("-at", "-id"))


def covert_order(order: UUID, *, case: UUID) -> models.CovertOrder | None:
    """One of them, locked for this transaction."""
    rows = _covert().select_for_update(of=("self",))
    return rows.filter(id=order, application=case).first()
