"""Files that are copies: whether they are still valid, and how often they are used."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q

from balarea.applications import models
from balarea.catalogue import definition as engine
from balarea.documents import queries as documents
from balarea.documents.models import Evidence, IssuedDocument
from balarea.documents.rules import Origin, Verdict, verdict
from balarea.foundation import clock
from balarea.vault import queries as vault


def holder_index(
    definition: engine.Definition,
    visible: Mapping[str, Any],
    requirement: engine.Requirement,
) -> bytes | None:
    """The blind index of the NIK to which a fulfilling document must be issued."""
    nik = visible.get(engine.holder_question(definition, requirement) or "")
    return vault.blind_index("nik", nik) if nik else None


def person_index(
    definition: engine.Definition, visible: Mapping[str, Any]
) -> bytes | None:
    """The blind index of the holder's name and day of birth, if both are known.

    It finds documents of somebody who had no NIK yet, among those of one owner only:
    elsewhere name and day don't identify anybody.
    """
    holder = definition.holder
    if holder is None or holder.birth is None:
        return None
    name, born = visible.get(holder.name), visible.get(holder.birth)
    if not name or not born:
        return None
    return name_index(name, born)


def name_index(name: str, born: str) -> bytes:
    """The blind index of a name and a day of birth, such as 1990-08-17."""
    return vault.blind_index("person", f"{born}|{' '.join(name.casefold().split())}")


def holder_indexes(
    definition: engine.Definition,
    visible: Mapping[str, Any],
    requirement: engine.Requirement,
) -> set[bytes]:
    """The indexes by which the holder of a fulfilling document may be known.

    By name and day of birth only where it is the holder of this service too.
    """
    indexes = [holder_index(definition, visible, requirement)]
    if requirement.holder is None:
        indexes.append(person_index(definition, visible))
    return {one for one in indexes if one is not None}


def named_indexes(
    definition: engine.Definition, visible: Mapping[str, Any]
) -> list[bytes]:
    """The blind indexes of every NIK among the answers."""
    return [
        vault.blind_index("nik", visible[field.id])
        for field in definition.fields.values()
        if field.type == "NIK" and visible.get(field.id)
    ]


def invalid_copies(files: Collection[Evidence], today: dt.date) -> set[UUID]:
    """The ids of files that are copies of a document issued here and not in force."""
    issued = _issued(files)
    rows = [one.id for one in issued.values()]
    suspended = documents.suspended(rows, today) if rows else set()
    return {
        file.id
        for file in files
        if file.origin == Origin.ISSUED or bytes(file.sha256) in issued
        if not _is_in_force(issued.get(bytes(file.sha256)), today, suspended)
    }


def _issued(files: Collection[Evidence]) -> dict[bytes, IssuedDocument]:
    """SHA-256 → the issued document, of these files that are one."""
    digests = [bytes(file.sha256) for file in files]
    rows = documents.issued_with(digests=digests) if digests else ()
    return {bytes(one.sha256 or b""): one for one in rows}


def _is_in_force(
    document: IssuedDocument | None, today: dt.date, suspended: Collection[UUID]
) -> bool:
    if document is None or document.id in suspended:
        return False
    return verdict(document.state, document.valid_until, today) == Verdict.VALID


def unfit(
    draft: models.Draft,
    definition: engine.Definition,
    answers: Mapping[str, Any],
    evidence: Iterable[Evidence],
    today: dt.date,
    *,
    as_of: dt.date,
) -> set[str]:
    """The requirements for which a copy can't be filed any more.

    The document was revoked or has expired meanwhile, the file grew too old, or the
    answers name somebody else now. What was filed before is left out: it was valid
    then, and can't be removed.
    """
    made = [item for item in evidence if item.origin != Origin.UPLOADED]
    new = not_filed_before(draft, made)
    if not new:
        return set()
    applying = engine.requirements(definition, answers, as_of=as_of)
    requirements = {one.id: one for one in applying}
    new = [item for item in new if item.requirement in requirements]
    visible = engine.visible_answers(definition, answers, as_of=as_of)
    invalid = invalid_copies(new, today) | _of_somebody_else(
        definition, visible, requirements, new
    )
    return {
        item.requirement
        for item in new
        if item.id in invalid
        or _is_too_old(requirements[item.requirement], item, today)
    }


def _is_too_old(
    requirement: engine.Requirement, item: Evidence, today: dt.date
) -> bool:
    if item.origin != Origin.REUSED:
        return False
    until = engine.usable_until(requirement, clock.today(item.since))
    return until is None or until < today


def _of_somebody_else(
    definition: engine.Definition,
    visible: Mapping[str, Any],
    requirements: Mapping[str, engine.Requirement],
    files: Collection[Evidence],
) -> set[UUID]:
    """The ids of copies whose source is of a person whom the answers don't name."""
    named = named_indexes(definition, visible)
    issued = _issued([item for item in files if item.origin == Origin.ISSUED])
    rows = models.Application.objects.filter(
        Q(id__in=[document.case for document in issued.values()])
        | Q(reference__in=[i.origin_number for i in files if i.origin == Origin.REUSED])
    )
    holders = dict[UUID | str, bytes]()
    columns = rows.values_list("id", "reference", "holder_index", "person_index")
    for case, reference, index, person in columns:
        holders[case] = holders[reference] = bytes(index or person or b"")
    others = set()
    for item in files:
        if item.origin == Origin.REUSED:
            fits = holders.get(item.origin_number) in named
        else:
            document = issued.get(bytes(item.sha256))
            wanted = holder_indexes(definition, visible, requirements[item.requirement])
            fits = document is not None and holders.get(document.case) in wanted
        if not fits:
            others.add(item.id)
    return others


def issued_here(evidence: Iterable[Evidence]) -> set[str]:
    """The requirements whose files are all documents of this mall."""
    issued: dict[str, bool] = {}
    for item in evidence:
        is_issued = item.origin == Origin.ISSUED
        issued[item.requirement] = is_issued and issued.get(item.requirement, True)
    return {requirement for requirement, is_issued in issued.items() if is_issued}


def not_filed_before(
    draft: models.Draft, evidence: Collection[Evidence]
) -> list[Evidence]:
    """The files that no earlier filing of the case has."""
    if not draft.is_amendment or not evidence:
        return list(evidence)
    rows = models.Filing.objects.filter(application=draft.id)
    filed = {item for ids in rows.values_list("evidence", flat=True) for item in ids}
    return [item for item in evidence if item.id not in filed]


def proofs_filed(
    definition: engine.Definition,
    answers: Mapping[str, Any],
    evidence: Collection[Evidence],
    *,
    as_of: dt.date,
) -> tuple[int, int]:
    """Of requirements proven by these files: sent although a register holds the fact,
    and proven by a copy.
    """
    origins: dict[str, set[str]] = {}
    for item in evidence:
        origins.setdefault(item.requirement, set()).add(item.origin)
    proven = [
        (one, origins[one.id])
        for one in engine.requirements(definition, answers, as_of=as_of)
        if one.id in origins
    ]
    sent_though_held = sum(
        one.held_by is not None and Origin.UPLOADED in of for one, of in proven
    )
    reused = sum(Origin.UPLOADED not in of for _, of in proven)
    return sent_though_held, reused
