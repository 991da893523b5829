"""Every read of the accesses to a case's data, newest first."""

import dataclasses
import datetime as dt
import json
from collections.abc import Collection, Mapping
from hashlib import sha256
from itertools import batched
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Count, Max, Q, QuerySet

from balarea.vault import keys, models, rules, storage

PAGE_SIZE = 40  # access groups


def accesses(case: UUID) -> QuerySet[models.Access]:
    """Every access to a case's data, newest first."""
    return models.Access.objects.filter(case=case).order_by("-at", "-id")


def blind_index(kind: str, value: str) -> bytes:
    """See `keys.blind_index`."""
    return keys.blind_index(kind, value)


def keyed_hash(purpose: str, *parts: bytes) -> bytes:
    """See `keys.keyed_hash`."""
    return keys.keyed_hash(purpose, *parts)


def keys_of_case(case: UUID) -> QuerySet[models.CaseKey]:
    """The key of a case, destroyed or not; none if it has no sealed data yet."""
    return models.CaseKey.objects.filter(case=case)


def _wrapped() -> QuerySet[models.CaseKey]:
    return models.CaseKey.objects.filter(wrapped__isnull=False)


def has_sealed() -> bool:
    """Whether the database contains data that needs our keys."""
    return _wrapped().exists()


def fits_keys() -> bool:
    """Whether our keys are those with which the first case was encrypted."""
    row = _wrapped().order_by("case").first()
    try:
        return row is None or bool(keys.unwrap(row.case, bytes(row.wrapped or b"")))
    except (keys.InvalidTag, keys.KeysMissing):
        return False


def sealed_digest(sealed: models.Sealed) -> str:
    """The SHA-256 of the encrypted bytes, in hexadecimal: what the log commits to."""
    if sealed.digest is not None:
        return bytes(sealed.digest).hex()
    # Sealed before digests were stored.
    data = storage.read(sealed.id) if sealed.is_file else bytes(sealed.content or b"")
    return sha256(data).hexdigest()


def sealed_digests(ids: Collection[UUID]) -> dict[UUID, str]:
    """Id of a sealed row → its `sealed_digest`."""
    if not ids:
        return {}
    rows = models.Sealed.objects.filter(id__in=ids)
    return {row.id: sealed_digest(row) for row in rows}


def last_opened(
    cases: Collection[UUID], name: str, actor: UUID
) -> dict[UUID, dt.datetime]:
    """Case → when this actor opened its `name` last, such as `answers`."""
    rows = models.Access.objects.filter(
        case__in=cases, actor=actor, names__contains=[name]
    )
    return dict(rows.values_list("case").annotate(last=Max("at")))


@dataclasses.dataclass(frozen=True, slots=True)
class AccessGroup:
    """The accesses of one office for one purpose on one day.

    A page of a case opens several texts and officers return to it: ungrouped, one grant
    made thirteen lines.

    Attributes:
        office_translations: language code → the office in that language.
        at, since: the last and the first access.
        times: how many.
    """

    office: str
    office_translations: Mapping[str, str] = dataclasses.field(hash=False)
    purpose: str
    at: dt.datetime
    since: dt.datetime
    times: int


@dataclasses.dataclass(frozen=True, slots=True)
class GroupedAccesses:
    """One page of access groups, newest first.

    Attributes:
        total: the groups of all pages.
        until: the time of the newest access on the first page. Further pages leave out
            later accesses, so that groups don't move between pages meanwhile.
    """

    groups: list[AccessGroup]
    total: int
    page: int
    until: dt.datetime | None

    @property
    def pages(self) -> int:
        return -(-self.total // PAGE_SIZE)


_GROUPED_ACCESSES = """
    SELECT office,
        coalesce(max(office_translations::text)
            FILTER (WHERE office_translations <> '{}'), '{}'),
        purpose, max(at), min(at), count(*), count(*) OVER ()
    FROM vault_access
    WHERE "case" = ANY(%s) AND at <= %s
        AND purpose <> ALL(%s) AND actor_kind <> ALL(%s)
        AND (revealed_on IS NULL OR revealed_on <= %s)
    GROUP BY office, purpose, (at AT TIME ZONE %s)::date
    ORDER BY max(at) DESC, office, purpose LIMIT %s OFFSET %s
"""


def _grouped(
    cases: Collection[UUID],
    page: int,
    until: dt.datetime | None,
    *,
    purposes: Collection[str] = (),
    kinds: Collection[str] = (),
    today: dt.date = dt.date.min,
) -> GroupedAccesses:
    """Accesses grouped by PostgreSQL, without these purposes and kinds of actors.

    Covert ones only if their day has come by `today`; without it, none.
    """
    if page == 1:  # always current
        until = None
    offset = PAGE_SIZE * (page - 1)
    latest = until or dt.datetime.max.replace(tzinfo=dt.UTC)
    with connection.cursor() as cursor:
        cursor.execute(
            _GROUPED_ACCESSES,
            [
                *(list(cases), latest, sorted(purposes), sorted(kinds), today),
                *(settings.TIME_ZONE, PAGE_SIZE, offset),
            ],
        )
        rows = cursor.fetchall()
    if page > 1 and not rows:  # there is no such page
        return _grouped(cases, 1, None, purposes=purposes, kinds=kinds, today=today)
    groups = [
        AccessGroup(office, json.loads(translations), *rest)
        for office, translations, *rest, _total in rows
    ]
    newest = until or (groups[0].at if groups else None)
    return GroupedAccesses(groups, rows[0][6] if rows else 0, page, newest)


def accesses_by_others(case: UUID, *, today: dt.date = dt.date.min) -> GroupedAccesses:
    """Accesses to a case's data by others than the citizen: the first page."""
    return _grouped([case], 1, None, kinds=rules.OWNERS, today=today)


def grouped_accesses(
    cases: Collection[UUID],
    *,
    page: int = 1,
    until: dt.datetime | None = None,
    today: dt.date = dt.date.min,
) -> GroupedAccesses:
    """One page of all accesses to the data of some cases, the person's own included."""
    return _grouped(cases, page, until, today=today)


@dataclasses.dataclass(frozen=True, slots=True)
class AccessSummary:
    """The accesses to a case's data, as its owner sees them.

    Attributes:
        others: a page of the accesses by others, grouped.
        own, own_last: how many accesses by the owner, and the last one.
        by_representative, representative_last: the same of who acts for the owner.
        messages: how many accesses to send messages to the owner.
    """

    others: GroupedAccesses
    own: int
    own_last: dt.datetime | None
    messages: int
    by_representative: int = 0
    representative_last: dt.datetime | None = None


def access_summary(
    case: UUID,
    *,
    page: int = 1,
    until: dt.datetime | None = None,
    representatives: Collection[UUID] = (),
    today: dt.date = dt.date.min,
) -> AccessSummary:
    """What the owner sees of the accesses to a case; two statements.

    Args:
        representatives: the ids of who acts for the owner under a mandate.
        today: covert accesses are among them once their day has come; by default none.
    """
    of_owner, messages = Q(purpose="OWN_DATA"), Q(purpose="NOTIFY")
    acted = of_owner & Q(actor__in=list(representatives))
    own = of_owner & ~Q(actor__in=list(representatives))
    counts = models.Access.objects.filter(case=case).aggregate(
        own=Count("id", filter=own),
        own_last=Max("at", filter=own),
        messages=Count("id", filter=messages),
        by_representative=Count("id", filter=acted),
        representative_last=Max("at", filter=acted),
    )
    others = _grouped([case], page, until, purposes=rules.COUNTED_PURPOSES, today=today)
    return AccessSummary(others=others, **counts)


def _revealed(today: dt.date) -> Q:
    return Q(revealed_on__isnull=True) | Q(revealed_on__lte=today)


def openings(
    cases: Collection[UUID],
    *,
    today: dt.date,
    before: UUID | None = None,
    limit: int,
) -> list[models.Access]:
    """Single accesses by others that the owner may see, the newest first.

    `before`: only those recorded before this one. Ids are made in order of time.
    """
    rows = models.Access.objects.filter(_revealed(today), case__in=cases).exclude(
        purpose__in=rules.COUNTED_PURPOSES
    )
    if before is not None:
        rows = rows.filter(id__lt=before)
    return list(rows.order_by("-id")[:limit])


def opening(access: UUID, *, case: UUID, today: dt.date) -> models.Access | None:
    """One of them, or None."""
    return opening_among(access, cases=[case], today=today)


def opening_among(
    access: UUID, *, cases: Collection[UUID], today: dt.date
) -> models.Access | None:
    """One of them to any of these cases, or None."""
    rows = models.Access.objects.filter(_revealed(today), case__in=cases, id=access)
    return rows.exclude(purpose__in=rules.COUNTED_PURPOSES).first()


def covert_accesses(cases: Collection[UUID]) -> list[models.Access]:
    """Covert accesses to these cases, the newest first: for those who oversee."""
    rows = models.Access.objects.filter(purpose="COVERT", case__in=cases)
    return list(rows.order_by("-at", "-id"))


def sealed(ids: Collection[UUID]) -> list[models.Sealed]:
    """Sealed rows with their keys, still encrypted: operations open them."""
    rows = models.Sealed.objects.select_related("key")
    return list(rows.filter(id__in=ids).order_by("id"))


def existing_ids(ids: Collection[UUID]) -> set[UUID]:
    """Those of these ids that have a row."""
    existing: set[UUID] = set()
    for batch in batched(ids, 5000):
        rows = models.Sealed.objects.filter(id__in=batch)
        existing.update(rows.values_list("id", flat=True))
    return existing


def first_sealed_at(cases: Collection[UUID]) -> dict[UUID, dt.datetime]:
    """Case → when its key was made, which is when its draft was begun."""
    keys_of = models.CaseKey.objects.filter(case__in=cases)
    return dict(keys_of.values_list("case", "created_at"))
