from collections.abc import Collection
from itertools import batched
from uuid import UUID

from django.db.models import QuerySet

from balarea.foundation.compiled import compiled
from balarea.vault import keys, models

LATEST = 200


def accesses(case: UUID) -> QuerySet[models.Access]:
    """Who opened a case's data, newest first."""
    return models.Access.objects.filter(case=case).order_by("-at", "-id")


def blind_index(kind: str, value: str) -> bytes:
    """See `keys.blind_index`."""
    return keys.blind_index(kind, value)


@compiled
def _by_others(case: UUID) -> QuerySet[models.Access]:
    return accesses(case).exclude(actor_kind__in=["CITIZEN", "VISITOR"])[:LATEST]


def accesses_by_others(case: UUID) -> list[models.Access]:
    """Who opened a case's data besides the citizen, the newest first; the latest."""
    return _by_others(case)


def sealed(ids: Collection[UUID]) -> list[models.Sealed]:
    """Sealed things with their keys; to be opened by an operation, never read here."""
    rows = models.Sealed.objects.select_related("key")
    return list(rows.filter(id__in=ids).order_by("id"))


def named(ids: Collection[UUID]) -> set[UUID]:
    """Those of these ids that a row still names."""
    found: set[UUID] = set()
    for some in batched(ids, 5000):
        rows = models.Sealed.objects.filter(id__in=some)
        found.update(rows.values_list("id", flat=True))
    return found
