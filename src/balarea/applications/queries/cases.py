"""Drafts and applications with their rows, limited to an owner or an officer."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import Exists, OuterRef, Q, QuerySet

from balarea.applications import errors, models
from balarea.applications.queries import conflicts, copies, officer_records
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.documents import queries as documents
from balarea.documents.models import Evidence
from balarea.foundation import clock
from balarea.foundation.compiled import compiled
from balarea.payments import queries as payments
from balarea.people.queries import Scope
from balarea.people.rules import CASE_ACTIONS

# The mark of the other register's paper among the files of a case; no requirement has
# it, since their ids are R1 to R99.
OUTCOME_PAPER = "OUTCOME"


def owned_by(owners: Iterable[UUID]) -> Q:
    """The rows of these owners: ids of proved contacts, and of persons.

    And the rows filed under mandates, or by village offices, whose ids are among them:
    whoever acts under one passes its id while it is in force, and never otherwise.
    """
    ids = list(owners)
    return (
        Q(contact__in=ids) | Q(person__in=ids) | Q(mandate__in=ids) | Q(village__in=ids)
    )


def drafts_of(owners: Iterable[UUID]) -> QuerySet[models.Draft]:
    """The drafts of these owners, the last saved first."""
    return models.Draft.objects.filter(owned_by(owners)).order_by("-saved_at")


def paid_and_due(case: UUID, fee: engine.Fee) -> tuple[int, int]:
    """What a case has paid, and what an amendment owes before work goes on.

    Where the answers grew cheaper nothing is due; the fee isn't given back by itself.
    """
    if fee.due != "SUBMISSION" or not fee.amount:
        return 0, 0
    paid = payments.paid_for(case)
    return paid, max(fee.amount - paid, 0)


def open_drafts(owners: Iterable[UUID], at: dt.datetime) -> QuerySet[models.Draft]:
    """The new drafts of these owners that have not expired."""
    return models.Draft.objects.filter(
        owned_by(owners), is_amendment=False, expires_at__gt=at
    )


def open_draft_bytes(owners: Iterable[UUID], at: dt.datetime) -> int:
    """The size of all files of these drafts together."""
    return documents.bytes_of(open_drafts(owners, at).values_list("id", flat=True))


def applications_of(owners: Iterable[UUID]) -> QuerySet[models.Application]:
    """The applications of these owners, the newest first."""
    return models.Application.objects.filter(owned_by(owners)).order_by("-submitted_at")


@compiled
def _draft(case: UUID, owners: frozenset[UUID]) -> QuerySet[models.Draft]:
    own = models.Draft.objects.filter(owned_by(owners), id=case)
    return own.select_related("answers__key", "contact")


def draft(case: UUID, owners: frozenset[UUID]) -> models.Draft | None:
    """A citizen's own draft."""
    return next(iter(_draft(case, owners)), None)


@compiled
def _locked_draft(case: UUID, owners: frozenset[UUID]) -> QuerySet[models.Draft]:
    own = models.Draft.objects.filter(owned_by(owners), id=case)
    return own.select_related("answers__key", "contact").select_for_update(of=("self",))


def locked_draft(case: UUID, owners: frozenset[UUID]) -> models.Draft | None:
    """A citizen's own draft, locked for this transaction."""
    return next(iter(_locked_draft(case, owners)), None)


def application(case: UUID, owners: Iterable[UUID]) -> models.Application | None:
    """A citizen's own application."""
    return with_step_data(applications_of(owners)).filter(id=case).first()


def own_case(reference: str, owners: Iterable[UUID]) -> UUID | None:
    """The case of a stored reference: one's own draft, application or bundle."""
    bundles = models.BundleFiling.objects.filter(owned_by(owners))
    for rows in (drafts_of(owners), applications_of(owners), bundles):
        case_id = rows.filter(reference=reference).values_list("id", flat=True).first()
        if case_id is not None:
            return case_id
    return None


def case(case_id: UUID) -> models.Application:
    """An application by its case, for jobs and for the demo's builders."""
    return models.Application.objects.get(id=case_id)


def by_reference(reference: str) -> models.Application | None:
    """The application of a stored reference, for tracking; check the secret."""
    return (
        with_step_data(models.Application.objects.all())
        .filter(reference=reference)
        .first()
    )


def with_step_data(rows: QuerySet[models.Application]) -> QuerySet[models.Application]:
    """With the sealed rows that a step opens: answers, tracking secret, contact."""
    return rows.select_related("answers__key", "tracking__key", "contact__sealed__key")


def locked_for_step(rows: QuerySet[models.Application]) -> QuerySet[models.Application]:
    """The same, locked for this transaction."""
    return with_step_data(rows).select_for_update(of=("self",))


def in_reach(scope: Scope) -> QuerySet[models.Application]:
    """Every application that any of an officer's working grants reaches."""
    reach = Q(pk__in=[])
    for agency, services, actions in scope.grants:
        if actions & CASE_ACTIONS:
            own = Q(agency=agency)
            reach |= own & Q(service__in=services) if services else own
    return models.Application.objects.filter(reach)


def _with_officer_step_data(
    case: UUID, agencies: frozenset[str], officer: UUID
) -> QuerySet[models.Application]:
    """With what an officer's step needs: answers, contact, the deficiency notice."""
    matching = models.Application.objects.filter(id=case, agency__in=agencies)
    exclusions = models.Exclusion.objects.filter(
        application=OuterRef("id"), officer=officer
    )
    return matching.select_related(
        "answers__key", "contact", "deficiency__texts__key"
    ).annotate(is_excluded=Exists(exclusions))


@compiled
def _of_agencies(
    case: UUID, agencies: frozenset[str], officer: UUID
) -> QuerySet[models.Application]:
    return _with_officer_step_data(case, agencies, officer)


@compiled
def _locked_of_agencies(
    case: UUID, agencies: frozenset[str], officer: UUID
) -> QuerySet[models.Application]:
    rows = _with_officer_step_data(case, agencies, officer)
    return rows.select_for_update(of=("self",))


def case_in_reach(
    case: UUID, scope: Scope, *, lock: bool = False
) -> models.Application | None:
    """One application that any of an officer's working grants reaches.

    With `lock` it is locked for this transaction.

    Raises:
        errors.Excluded: the officer has a conflict of interest in it.
    """
    agencies = frozenset(agency for agency, _, _ in scope.grants)
    query = _locked_of_agencies if lock else _of_agencies
    for application in query(case, agencies, scope.officer.id):
        if any(
            agency == application.agency
            and (not services or application.service in services)
            and actions & CASE_ACTIONS
            for agency, services, actions in scope.grants
        ):
            conflicts.check_no_interest(application, scope)
            return application
    return None


@compiled
def _changes(case: UUID) -> QuerySet[models.StatusChange]:
    return models.StatusChange.objects.filter(application=case).order_by("at", "id")


def changes(application: models.Application) -> list[models.StatusChange]:
    """The steps so far, oldest first."""
    return _changes(application.id)


@compiled
def _filings(case: UUID) -> QuerySet[models.Filing]:
    filed = models.Filing.objects.filter(application=case).order_by("at")
    return filed.select_related("answers__key")


def filings(application: models.Application) -> list[models.Filing]:
    """What was filed, the first time and again; with the answers' keys."""
    return _filings(application.id)


def last_filing(application: models.Application) -> models.Filing:
    """What was filed last: at first, or as an amendment."""
    return application.filings.latest("at")


def filed_evidence(
    application: models.Application, deficiency: models.DeficiencyNotice | None
) -> tuple[list[Evidence], set[UUID]]:
    """The files that were filed, and the ids of those that count now.

    Files that a citizen adds to an amendment are hidden until it is filed.
    """
    evidence = [
        item
        for item in documents.files_of(application.id)
        if item.requirement != OUTCOME_PAPER
    ]
    if deficiency is None:  # nothing was filed twice, and nothing is being mended
        return evidence, {item.id for item in evidence}
    filed = [set(one.evidence) for one in filings(application)]
    ever_filed = set[UUID]().union(*filed)
    return [item for item in evidence if item.id in ever_filed], filed[-1]


def counting_evidence(
    application: models.Application, requirements: Iterable[engine.Requirement]
) -> list[Evidence]:
    """The files of these requirements that were filed and count now."""
    evidence, current = filed_evidence(
        application, officer_records.deficiency_of(application)
    )
    ids = {one.id for one in requirements}
    return [one for one in evidence if one.id in current and one.requirement in ids]


def evidence_of(draft: models.Draft) -> list[Evidence]:
    """The files that a draft would be filed with; see `current_evidence`."""
    if draft.is_amendment:
        return current_evidence(draft.id)
    return documents.files_of(draft.id)


def current_evidence(case: UUID) -> list[Evidence]:
    """The files that count now: those found defective are left out."""
    evidence, deficiency = (
        documents.files_of(case),
        officer_records.deficiency_of_case(case),
    )
    if deficiency is None:
        return evidence
    filing = models.Filing.objects.filter(application=case).earliest("at")
    filed_first, defects = set(filing.evidence), set(deficiency.requirements)
    return [
        item
        for item in evidence
        if item.id not in filed_first or item.requirement not in defects
    ]


def fingerprint(
    definition: str, answers: Mapping[str, Any], evidence: list[Evidence]
) -> str:
    """A digest of what the check page shows: filing refuses another one."""
    files = sorted(str(item.id) for item in evidence)
    text = msgspec.json.encode([definition, sorted(answers.items()), files])
    return hashlib.sha256(text).hexdigest()


def filed_first_on(draft: models.Draft) -> dt.date | None:
    """The day on which what a draft amends was filed first; None of a new draft.

    Deadlines of the service count from that day, although it was returned since.
    """
    if not draft.is_amendment:
        return None
    rows = models.Application.objects.filter(id=draft.id)
    return clock.today(rows.values_list("submitted_at", flat=True).get())


def rules_as_of(draft: models.Draft, at: dt.datetime) -> dt.date:
    """The day that rules call today: that of the first filing, else that of `at`."""
    return filed_first_on(draft) or clock.today(at)


def problems(
    draft: models.Draft,
    answers: Mapping[str, Any],
    evidence: list[Evidence],
    today: dt.date,
) -> list[engine.Problem]:
    """What is missing or wrong before a draft can be filed."""
    counts: dict[str, int] = {}
    for item in evidence:
        counts[item.requirement] = counts.get(item.requirement, 0) + 1
    definition = catalogue.definition(draft.definition)
    since = filed_first_on(draft)
    form_problems = engine.check_all(
        definition, answers, counts, today=today, since=since
    )
    return form_problems + [
        engine.Problem(requirement, "EVIDENCE_UNFIT", {})
        for requirement in sorted(
            copies.unfit(
                draft, definition, answers, evidence, today, as_of=since or today
            )
        )
    ]


def requirement_with_files(
    draft: models.Draft, answers: Mapping[str, Any], requirement: str, at: dt.datetime
) -> engine.Requirement:
    """The requirement of this draft that takes files; refuses any other."""
    definition = catalogue.definition(draft.definition)
    as_of = rules_as_of(draft, at)
    candidates = [
        *engine.requirements(definition, answers, as_of=as_of),
        *engine.possible_requirements(definition, answers, as_of=as_of),
    ]
    for one in candidates:
        if one.id == requirement and one.evidence == "UPLOAD":
            return one
    raise errors.UnknownRequirement


def to_check(
    definition: engine.Definition, answers: Mapping[str, Any], *, as_of: dt.date
) -> list[engine.Requirement]:
    """The requirements that an officer marks; a visit on site marks the others."""
    return [
        requirement
        for requirement in engine.requirements(definition, answers, as_of=as_of)
        if requirement.evidence != "INSPECTION"
    ]
