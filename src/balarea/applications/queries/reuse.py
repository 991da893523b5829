"""What a citizen can use again: own documents issued here, and own earlier files.

Every query begins with the citizen's own applications, so nobody else's are reachable.
"""

import dataclasses
import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from balarea.applications import models
from balarea.applications.queries import cases, copies
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.documents import queries as documents
from balarea.documents.models import Evidence, IssuedDocument
from balarea.foundation import clock

MAX_APPLICATIONS = 50  # the newest of a citizen that are looked through
MAX_OFFERS = 5  # of each kind for one requirement


@dataclasses.dataclass(frozen=True, slots=True)
class EarlierFile:
    """A file of an own earlier application that may be used again until a day."""

    file: Evidence
    application: models.Application
    until: dt.date


@dataclasses.dataclass(frozen=True, slots=True)
class Reusable:
    """What may be used again for one requirement of one draft, the newest first."""

    documents: tuple[IssuedDocument, ...] = ()
    files: tuple[EarlierFile, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.documents or self.files)


def reusable(
    draft: models.Draft,
    answers: Mapping[str, Any],
    requirement: engine.Requirement,
    *,
    owners: frozenset[UUID],
    today: dt.date,
) -> Reusable:
    """What of these `owners` proves a requirement of their draft.

    Documents of a service that fulfils it, issued to the person whom the answers name
    (by NIK, or by name and day of birth to somebody who had none) and still valid; and
    files of own applications for somebody whom the answers name, sent for the same
    requirement of a part, not found wrong and not too old. What the draft's case has
    for the requirement already is left out.
    """
    definition = catalogue.definition(draft.definition)
    as_of = cases.filed_first_on(draft) or today
    visible = engine.visible_answers(definition, answers, as_of=as_of)
    own = _same_owner(cases.applications_of(owners), draft, owners).exclude(id=draft.id)
    present = {
        bytes(item.sha256)
        for item in documents.files_of(draft.id)
        if item.requirement == requirement.id
    }
    issued = _documents(own, definition, visible, requirement, present, today)
    present |= {bytes(document.sha256 or b"") for document in issued}
    files = _files(own, definition, visible, requirement, present, today)
    return Reusable(issued, files)


def _same_owner(
    rows: QuerySet[models.Application], draft: models.Draft, owners: frozenset[UUID]
) -> QuerySet[models.Application]:
    """Without cases of another owner, which somebody with a mandate reaches as well.

    For a principal, what was filed under the same mandate; for oneself, nothing that
    one filed for others.
    """
    if draft.mandate_id in owners:
        return rows.filter(mandate=draft.mandate_id)
    if draft.village_id in owners:
        return rows.filter(cases.owned_by(draft.owners), village=draft.village_id)
    return rows.exclude(mandate__in=list(owners))


def _documents(
    own: QuerySet[models.Application],
    definition: engine.Definition,
    visible: Mapping[str, Any],
    requirement: engine.Requirement,
    present: Collection[bytes],
    today: dt.date,
) -> tuple[IssuedDocument, ...]:
    holders = copies.holder_indexes(definition, visible, requirement)
    if not requirement.fulfilled_by or not holders:
        return ()
    issued_to = own.filter(service__in=requirement.fulfilled_by).filter(
        Q(holder_index__in=holders) | Q(person_index__in=holders)
    )
    ids = list(issued_to.values_list("id", flat=True)[:MAX_APPLICATIONS])
    valid = documents.in_force(ids, today) if ids else ()
    offered = (one for one in valid if bytes(one.sha256 or b"") not in present)
    return tuple(offered)[:MAX_OFFERS]


def _files(
    own: QuerySet[models.Application],
    definition: engine.Definition,
    visible: Mapping[str, Any],
    requirement: engine.Requirement,
    present: Collection[bytes],
    today: dt.date,
) -> tuple[EarlierFile, ...]:
    named = copies.named_indexes(definition, visible)
    if requirement.part is None or requirement.valid_for is None or not named:
        return ()
    earlier = {
        application.id: application
        for application in own.filter(holder_index__in=named)[:MAX_APPLICATIONS]
    }
    digests = set(present)
    files: list[EarlierFile] = []
    for item in _filed_for(requirement.part, earlier.values()):
        until = engine.usable_until(requirement, clock.today(item.since))
        if until is None or until < today or item.kind not in requirement.accepts:
            continue
        if bytes(item.sha256) not in digests:  # the same file only once
            digests.add(bytes(item.sha256))
            files.append(EarlierFile(item, earlier[item.case], until))
    return _without_invalid(files, today)[:MAX_OFFERS]


def _filed_for(part: str, earlier: Iterable[models.Application]) -> list[Evidence]:
    """The files that these applications were filed with for a requirement of a part.

    Those that an officer found wrong are left out: in a check or a decision after they
    came.
    """
    pairs = {
        (application.id, requirement.id)
        for application in earlier
        for requirement in catalogue.definition(application.definition).requirements
        if requirement.part == part and requirement.evidence == "UPLOAD"
    }
    ids = {case for case, _ in pairs}
    if not ids:
        return []
    wrong_at = _found_wrong(ids)
    filed: dict[UUID, list[UUID]] = {}
    for filing in models.Filing.objects.filter(application__in=ids).order_by("at"):
        filed[filing.application_id] = filing.evidence  # the last one counts
    return [
        item
        for item in documents.files_in(ids)
        if (key := (item.case, item.requirement)) in pairs
        and item.id in filed.get(item.case, ())
        and not (key in wrong_at and wrong_at[key] >= item.added_at)
    ]


def _found_wrong(ids: Collection[UUID]) -> dict[tuple[UUID, str], dt.datetime]:
    """(case, requirement) → when it was found wrong last, unless it is met since."""
    wrong: dict[tuple[UUID, str], dt.datetime] = {}
    checks = models.RequirementCheck.objects.filter(application__in=ids)
    for check in checks.order_by("at", "id"):
        key = (check.application_id, check.requirement)
        if check.is_met:
            wrong.pop(key, None)
        else:
            wrong[key] = check.at
    for decision in models.Decision.objects.filter(application__in=ids):
        for requirement in decision.unmet:
            wrong[decision.application_id, requirement] = decision.at
    return wrong


def _without_invalid(
    files: list[EarlierFile], today: dt.date
) -> tuple[EarlierFile, ...]:
    """Without copies of documents issued here that are not valid any more."""
    invalid = copies.invalid_copies([one.file for one in files], today)
    return tuple(one for one in files if one.file.id not in invalid)
