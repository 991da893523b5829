import dataclasses
import datetime as dt
import json
from collections.abc import Collection, Mapping
from itertools import batched
from uuid import UUID

from django.db import connection
from django.db.models import Count, Max, Q, QuerySet

from balarea.vault import keys, models, rules

LINES = 40  # of looks on a page


def accesses(case: UUID) -> QuerySet[models.Access]:
    """Who opened a case's data, newest first."""
    return models.Access.objects.filter(case=case).order_by("-at", "-id")


def blind_index(kind: str, value: str) -> bytes:
    """See `keys.blind_index`."""
    return keys.blind_index(kind, value)


def keyed_hash(purpose: str, *parts: bytes) -> bytes:
    """See `keys.keyed_hash`."""
    return keys.keyed_hash(purpose, *parts)


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


@dataclasses.dataclass(frozen=True, slots=True)
class Look:
    """What one office opened for one purpose on one day: last, first, how often.

    A page of a case opens several things, and an officer comes back to it: line by line
    that was thirteen lines for one grant.
    """

    office: str
    office_translations: Mapping[str, str] = dataclasses.field(hash=False)
    purpose: str
    at: dt.datetime
    since: dt.datetime
    times: int


@dataclasses.dataclass(frozen=True, slots=True)
class Looks:
    """One page of looks, the newest first; `total` counts those of all pages.

    `until`: the moment of the newest on the first page. What comes later changes no
    page that is turned to from it.
    """

    lines: list[Look]
    total: int
    page: int
    until: dt.datetime | None

    @property
    def pages(self) -> int:
        return -(-self.total // LINES)


_LOOKS = """
    SELECT office,
        coalesce(max(office_translations::text)
            FILTER (WHERE office_translations <> '{}'), '{}'),
        purpose, max(at), min(at), count(*), count(*) OVER ()
    FROM vault_access
    WHERE "case" = ANY(%s) AND at <= %s
        AND purpose <> ALL(%s) AND actor_kind <> ALL(%s)
    GROUP BY office, purpose, (at AT TIME ZONE 'Asia/Jakarta')::date
    ORDER BY max(at) DESC, office, purpose LIMIT %s OFFSET %s
"""


def _looks(
    cases: Collection[UUID],
    page: int,
    until: dt.datetime | None,
    *,
    purposes: Collection[str] = (),
    kinds: Collection[str] = (),
) -> Looks:
    """Grouped where they lie, however many there are; without these."""
    if page == 1:  # always as it is now
        until = None
    place, bound = LINES * (page - 1), until or dt.datetime.max.replace(tzinfo=dt.UTC)
    without = [sorted(purposes), sorted(kinds)]
    with connection.cursor() as cursor:
        cursor.execute(_LOOKS, [list(cases), bound, *without, LINES, place])
        rows = cursor.fetchall()
    if page > 1 and not rows:  # there is no such page
        return _looks(cases, 1, None, purposes=purposes, kinds=kinds)
    lines = [
        Look(office, json.loads(translations), *rest)
        for office, translations, *rest, _total in rows
    ]
    newest = until or (lines[0].at if lines else None)
    return Looks(lines, rows[0][6] if rows else 0, page, newest)


def looks_by_others(case: UUID) -> Looks:
    """Who opened a case's data besides the citizen: the newest page of it."""
    return _looks([case], 1, None, kinds=rules.OWNERS)


def looks(
    cases: Collection[UUID], *, page: int = 1, until: dt.datetime | None = None
) -> Looks:
    """Every look at the data of some cases, the person's own too, page by page."""
    return _looks(cases, page, until)


@dataclasses.dataclass(frozen=True, slots=True)
class Openings:
    """Who opened a case's data: others' looks page by page, one's own counted."""

    others: Looks
    own: int
    own_last: dt.datetime | None
    messages: int


def openings(
    case: UUID, *, page: int = 1, until: dt.datetime | None = None
) -> Openings:
    """As the person themselves is shown them: two statements, however many rows."""
    own, messages = Q(purpose="OWN_DATA"), Q(purpose="NOTIFY")
    counted = models.Access.objects.filter(case=case).aggregate(
        own=Count("id", filter=own),
        own_last=Max("at", filter=own),
        messages=Count("id", filter=messages),
    )
    others = _looks([case], page, until, purposes=rules.PRIVATE_PURPOSES)
    return Openings(others=others, **counted)


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
