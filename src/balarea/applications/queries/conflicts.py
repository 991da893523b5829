"""Officers who have no part in a case, and what makes that so.

One mechanism: whatever finds one case for an officer's step asks `check_no_interest`.
"""

from collections.abc import Buffer, Collection, Iterable, Mapping
from typing import Any

from django.db.models import Q

from balarea.applications import errors, models
from balarea.applications.rules import OWN_FILING, OWN_NIK, SAME_FAMILY
from balarea.catalogue import definition as engine
from balarea.people import queries as people
from balarea.people.models import Officer
from balarea.people.queries import Scope
from balarea.people.rules import VILLAGE
from balarea.vault import queries as vault


def excluded_officers(application: models.Application) -> list[Officer]:
    """The officers whom a conflict of interest excludes, the first one first."""
    rows = models.Exclusion.objects.filter(application=application)
    return [row.officer for row in rows.select_related("officer").order_by("at", "id")]


def interest(case: models.Application | models.Draft, officer: Officer) -> str | None:
    """The ground that the system finds, a code of `rules`; None where there is none.

    Officers of villages file for neighbours and relatives, and take no step of a
    decision: they have none.
    """
    if officer.agency.kind == VILLAGE:
        return None
    if officer.contact_id is not None and officer.contact_id == case.contact_id:
        return OWN_FILING
    if _is_own_person(case, officer):
        return OWN_NIK
    if not isinstance(case, models.Application):
        return None
    if _same(officer.nik_index, [case.holder_index]):
        return OWN_NIK
    return SAME_FAMILY if _same(officer.family_index, case.family_indexes) else None


def _same(own: Buffer | None, others: Iterable[Buffer | None]) -> bool:
    return own is not None and bytes(own) in {bytes(one) for one in others if one}


def _is_own_person(case: models.Application | models.Draft, officer: Officer) -> bool:
    if officer.nik_index is None or case.person_id is None:
        return False
    return people.has_nik(case.person_id, officer.nik_index)


def check_no_interest(case: models.Application | models.Draft, scope: Scope) -> None:
    """Refuse an officer who has a conflict of interest in a case.

    A draft that mends an application has the application's exclusions.

    Raises:
        errors.Excluded: by an exclusion on record, or by what the system finds now.
    """
    is_excluded = getattr(case, "is_excluded", None)  # loaded with the case
    if is_excluded is None:
        rows = models.Exclusion.objects.filter(application=case.id)
        is_excluded = rows.filter(officer=scope.officer).exists()
    if is_excluded or interest(case, scope.officer):
        raise errors.Excluded


def without_excluded(scope: Scope) -> Q:
    """Of applications those that no exclusion on record bars this officer from."""
    return ~Q(exclusions__officer=scope.officer)


def family_indexes(
    definition: engine.Definition, visible: Mapping[str, Any]
) -> list[bytes]:
    """The blind indexes of every family card among the answers."""
    return _indexes(definition, visible, "KK", "family")


def nik_indexes(
    definition: engine.Definition, visible: Mapping[str, Any]
) -> list[bytes]:
    """The blind indexes of every NIK among the answers, entries of groups included."""
    return _indexes(definition, visible, "NIK", "nik")


def _indexes(
    definition: engine.Definition, visible: Mapping[str, Any], type: str, kind: str
) -> list[bytes]:
    numbers: dict[str, None] = {}
    for field in definition.fields.values():
        value = visible.get(field.id)
        if isinstance(value, str) and field.type == type:
            numbers[value] = None
        elif isinstance(value, list):
            types = {one.id: one.type for one in field.fields}
            for entry in value:
                if isinstance(entry, Mapping):
                    numbers |= {
                        str(text): None
                        for name, text in entry.items()
                        if text and types.get(name) == type
                    }
    return [vault.blind_index(kind, text) for text in numbers]


def interested_officers(
    application: models.Application,
    nik_indexes: Collection[bytes],
    family_indexes: Collection[Buffer],
) -> dict[Officer, str]:
    """The officers in office whom what was filed names, each with the ground."""
    named = Q(nik_index__in=nik_indexes) | Q(family_index__in=family_indexes)
    if application.contact_id is not None:
        named |= Q(contact=application.contact_id)
    grounds: dict[Officer, str] = {}
    for officer in people.in_office().filter(named):
        if officer.agency.kind == VILLAGE:
            continue
        ground = SAME_FAMILY
        if application.contact_id and officer.contact_id == application.contact_id:
            ground = OWN_FILING
        elif _same(officer.nik_index, nik_indexes):
            ground = OWN_NIK
        grounds[officer] = ground
    return grounds
