import dataclasses
import datetime as dt
from collections.abc import Collection
from itertools import batched
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet

from balarea.foundation.compiled import compiled
from balarea.vault import keys, models, rules

LATEST = 200


def accesses(case: UUID) -> QuerySet[models.Access]:
    """Who opened a case's data, newest first."""
    return models.Access.objects.filter(case=case).order_by("-at", "-id")


def blind_index(kind: str, value: str) -> bytes:
    """See `keys.blind_index`."""
    return keys.blind_index(kind, value)


def _wrapped() -> QuerySet[models.CaseKey]:
    return models.CaseKey.objects.filter(wrapped__isnull=False)


def has_sealed() -> bool:
    """Whether anything lies here that only our keys open."""
    return _wrapped().exists()


def fits_keys() -> bool:
    """Whether our keys are those under which the first case was sealed."""
    row = _wrapped().order_by("case").first()
    try:
        return row is None or bool(keys.unwrap(row.case, bytes(row.wrapped or b"")))
    except (keys.InvalidTag, keys.KeysMissing):
        return False


@compiled
def _by_others(case: UUID) -> QuerySet[models.Access]:
    return accesses(case).exclude(actor_kind__in=["CITIZEN", "VISITOR"])[:LATEST]


def accesses_by_others(case: UUID) -> list[models.Access]:
    """Who opened a case's data besides the citizen, the newest first; the latest."""
    return _by_others(case)


@dataclasses.dataclass(frozen=True, slots=True)
class Openings:
    """Who opened a case's data: the latest by others, all of them counted."""

    others: list[models.Access]
    by_others: int
    own: int
    own_last: dt.datetime | None
    messages: int


@compiled
def _told(case: UUID) -> QuerySet[models.Access]:
    return accesses(case).exclude(purpose__in=sorted(rules.PRIVATE_PURPOSES))[:LATEST]


def openings(case: UUID) -> Openings:
    """As the person themselves is shown them: two statements, however many rows."""
    own, messages = Q(purpose="OWN_DATA"), Q(purpose="NOTIFY")
    counted = models.Access.objects.filter(case=case).aggregate(
        own=Count("id", filter=own),
        own_last=Max("at", filter=own),
        messages=Count("id", filter=messages),
        by_others=Count("id", filter=~own & ~messages),
    )
    return Openings(others=_told(case), **counted)


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
