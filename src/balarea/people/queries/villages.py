"""Offices of villages (desa, kelurahan), and who is registered with them."""

from uuid import UUID

from django.db import connection
from django.db.models import Count

from balarea.foundation.errors import NotFound, NotPermitted
from balarea.people import models
from balarea.people.queries import Scope, account_links
from balarea.people.rules import VILLAGE, Action

_RESIDENTS = """
SELECT agency.code, count(*) FROM (
    SELECT DISTINCT ON (person_id) village_id FROM people_resident
    ORDER BY person_id, at DESC, id DESC
) AS newest JOIN people_agency AS agency ON agency.id = newest.village_id
GROUP BY agency.code
"""


def villages_of(scope: Scope) -> list[models.Agency]:
    """The villages for whose residents an officer files, by code."""
    codes = scope.reach(Action.ASSIST)
    if not codes:
        return []
    rows = models.Agency.objects.filter(kind=VILLAGE, code__in=list(codes))
    return list(rows.order_by("code"))


def owners(scope: Scope) -> frozenset[UUID]:
    """Their ids, under which an officer reaches the cases filed there."""
    return frozenset(village.id for village in villages_of(scope))


def villages() -> dict[str, models.Agency]:
    """Every village with an office in this mall, by its code."""
    rows = models.Agency.objects.filter(kind=VILLAGE).order_by("code")
    return {row.code: row for row in rows}


def officer_counts() -> dict[str, int]:
    """Village code → its officers in office."""
    rows = models.Officer.objects.filter(
        agency__kind=VILLAGE, dismissed_at__isnull=True
    ).values_list("agency__code")
    return dict(rows.annotate(count=Count("id")))


def resident_counts() -> dict[str, int]:
    """Village code → its registered residents, by the newest row of each person."""
    with connection.cursor() as cursor:
        cursor.execute(_RESIDENTS)
        return {str(code): int(count) for code, count in cursor.fetchall()}


def village_of(person: UUID) -> models.Agency | None:
    """The village with which a person is registered, if any."""
    rows = models.Resident.objects.filter(person=person).select_related("village")
    newest = rows.order_by("-at", "-id").first()
    return newest.village if newest is not None else None


def registered(person: UUID) -> models.Resident | None:
    """The registration that counts, with its village and officer."""
    rows = models.Resident.objects.filter(account_links.is_or_has("person", person))
    return rows.select_related("village", "officer").order_by("-at", "-id").first()


def own_village(scope: Scope, village: UUID) -> models.Agency:
    """One of the officer's own villages.

    Raises:
        NotPermitted: it is none of theirs.
    """
    for one in villages_of(scope):
        if one.id == village:
            return one
    raise NotPermitted


def resident(person: UUID, village: UUID, scope: Scope) -> models.Person:
    """Somebody registered with one of the officer's villages.

    Raises:
        NotPermitted: it is not a village of the officer.
        NotFound: no such person there.
    """
    place = own_village(scope, village)
    row = models.Person.objects.select_related("profile__key").filter(id=person).first()
    if row is None or village_of(row.id) != place:
        raise NotFound
    return row
