"""Names asked for of who opened contacts or identities, within an officer's reach."""

from collections.abc import Collection
from uuid import UUID

from balarea.people import models
from balarea.people.queries.scopes import Scope
from balarea.people.rules import Action
from balarea.vault import queries as vault
from balarea.vault.models import Access

SHOWN = 100  # of the list that waits
OFFICER_NAME = "officer-name"  # under which it is sealed


def names_of(owners: Collection[UUID]) -> list[models.ContactNameRequest]:
    """The requests about these contacts and persons, with what is sealed."""
    rows = models.ContactNameRequest.objects.filter(owner__in=owners)
    return list(rows.select_related("name__key").order_by("at", "id"))


def names_waiting(scope: Scope) -> list[models.ContactNameRequest]:
    """Names that wait in agencies where an officer oversees, the oldest first."""
    rows = models.ContactNameRequest.objects.filter(
        agency__code__in=scope.reach(Action.OVERSEE), ended_at__isnull=True
    )
    return list(rows.select_related("officer").order_by("at", "id")[:SHOWN])


def name_request(
    request: UUID, scope: Scope, *, lock: bool = False
) -> models.ContactNameRequest | None:
    """One of them, answered or not; with `lock` locked for this transaction."""
    rows = models.ContactNameRequest.objects.filter(
        id=request, agency__code__in=scope.reach(Action.OVERSEE)
    ).select_related("officer")
    return (rows.select_for_update(of=("self",)) if lock else rows).first()


def access_of(row: models.ContactNameRequest) -> Access | None:
    """The access of which the name is asked for."""
    return vault.accesses(row.owner).filter(id=row.access).first()
