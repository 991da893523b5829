"""Reads of drafts and applications: always through their owner."""

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

import msgspec
from django.db import connection
from django.db.models import Q, QuerySet

from balarea.applications import errors, models
from balarea.applications.rules import QUEUES, WITH_CITIZEN, State
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.documents import queries as documents
from balarea.documents.models import Evidence
from balarea.foundation import references
from balarea.people.queries import Scope
from balarea.people.rules import Action
from balarea.vault import queries as vault

PAGE = 25
COUNT_CAP = 1000


def drafts_of(contacts: Iterable[UUID]) -> QuerySet[models.Draft]:
    """The drafts of somebody's verified contacts, the last saved first."""
    return models.Draft.objects.filter(contact__in=list(contacts)).order_by("-saved_at")


def applications_of(contacts: Iterable[UUID]) -> QuerySet[models.Application]:
    """The applications of somebody's verified contacts, the newest first."""
    return models.Application.objects.filter(contact__in=list(contacts)).order_by(
        "-submitted_at"
    )


def draft(case: UUID, contacts: Iterable[UUID]) -> models.Draft | None:
    """A citizen's own draft."""
    return (
        drafts_of(contacts).select_related("answers__key", "contact").filter(id=case)
    ).first()


def application(case: UUID, contacts: Iterable[UUID]) -> models.Application | None:
    """A citizen's own application."""
    return whole(applications_of(contacts)).filter(id=case).first()


def own_case(reference: str, contacts: Iterable[UUID]) -> UUID | None:
    """The case of a stored reference, if it is one's own draft or application."""
    for rows in (drafts_of(contacts), applications_of(contacts)):
        found = rows.filter(reference=reference).values_list("id", flat=True).first()
        if found is not None:
            return found
    return None


def case(case_id: UUID) -> models.Application:
    """An application by its case, for the house's own steps and the demo's play."""
    return models.Application.objects.get(id=case_id)


def by_reference(reference: str) -> models.Application | None:
    """The application of a stored reference, for tracking; check the secret."""
    return whole(models.Application.objects.all()).filter(reference=reference).first()


def whole(rows: QuerySet[models.Application]) -> QuerySet[models.Application]:
    """With all that a step needs: answers, tracking words, the address to write to."""
    return rows.select_related("answers__key", "tracking__key", "contact__sealed__key")


def in_reach(scope: Scope) -> QuerySet[models.Application]:
    """Every application that any of an officer's working grants reaches."""
    reach = Q(pk__in=[])
    for agency, services, actions in scope.grants:
        if actions - {Action.OVERSEE}:
            own = Q(agency=agency)
            reach |= own & Q(service__in=services) if services else own
    return models.Application.objects.filter(reach)


def changes(application: models.Application) -> list[models.StatusChange]:
    """The steps so far, oldest first."""
    return list(application.changes.order_by("at", "id"))


def last_filed_at(application: models.Application) -> dt.datetime:
    """When it was filed last: at first, or again after it was mended."""
    return application.filings.latest("at").at


def deficiency(
    application: models.Application | models.Draft,
) -> models.DeficiencyNotice | None:
    """The one notice of defects, if there was one."""
    return (
        models.DeficiencyNotice.objects.filter(application=application.id)
        .select_related("texts__key")
        .first()
    )


def last_decision(application: models.Application) -> models.Decision | None:
    """The decision in force or proposed, with its countersignature."""
    return (
        application.decisions.select_related(
            "reasons__key",
            "officer__agency",
            "countersignature__note__key",
            "countersignature__officer",
        )
        .order_by("-at", "-id")
        .first()
    )


@dataclasses.dataclass(frozen=True, slots=True)
class Written:
    """What officers wrote about an application so far."""

    notice: models.DeficiencyNotice | None
    inspection: models.Inspection | None
    decision: models.Decision | None


def written(application: models.Application) -> Written:
    """The notice, the inspection and the last decision, each if there is one."""
    inspections = models.Inspection.objects.select_related("report__key")
    return Written(
        notice=deficiency(application),
        inspection=inspections.filter(application=application).first(),
        decision=last_decision(application),
    )


def marks(application: models.Application) -> dict[str, bool]:
    """The officers' latest marks: requirement id → in order or not."""
    return marks_since(application, deficiency(application))


def marks_since(
    application: models.Application, notice: models.DeficiencyNotice | None
) -> dict[str, bool]:
    """The same; what was marked before it was mended is to be looked at afresh."""
    mended_at = notice.answered_at if notice else None
    return {
        requirement: is_met
        for requirement, is_met, at in application.checks.order_by(
            "at", "id"
        ).values_list("requirement", "is_met", "at")
        if mended_at is None
        or at > mended_at
        or (notice is not None and requirement not in notice.requirements)
    }


def evidence_of(draft: models.Draft) -> list[Evidence]:
    """The files that a draft would be filed with; see `live_evidence`."""
    if draft.is_amendment:
        return live_evidence(draft.id)
    return documents.files_of(draft.id)


def live_evidence(case: UUID) -> list[Evidence]:
    """The files that count now: those found defective are set aside."""
    notice = models.DeficiencyNotice.objects.filter(application=case).first()
    return live_among(documents.files_of(case), notice)


def live_among(
    found: list[Evidence], notice: models.DeficiencyNotice | None
) -> list[Evidence]:
    """Those of a case's files that count now."""
    if notice is None:
        return found
    case = notice.application_id
    filing = models.Filing.objects.filter(application=case).earliest("at")
    aside, defects = set(filing.evidence), set(notice.requirements)
    return [
        item
        for item in found
        if item.id not in aside or item.requirement not in defects
    ]


def fingerprint(
    definition: str, answers: Mapping[str, Any], evidence: list[Evidence]
) -> str:
    """A digest of what the check page shows: what one sees is what one files."""
    files = sorted(str(item.id) for item in evidence)
    text = msgspec.json.encode([definition, sorted(answers.items()), files])
    return hashlib.sha256(text).hexdigest()


def problems(
    draft: models.Draft,
    answers: Mapping[str, Any],
    evidence: list[Evidence],
    today: dt.date,
) -> list[engine.Problem]:
    """Everything that still stands in the way of filing."""
    counts: dict[str, int] = {}
    for item in evidence:
        counts[item.requirement] = counts.get(item.requirement, 0) + 1
    definition = catalogue.definition(draft.definition)
    return engine.check_all(definition, answers, counts, today=today)


def asked_for(
    draft: models.Draft, answers: Mapping[str, Any], requirement: str
) -> engine.Requirement:
    """The requirement of this draft that takes files; refuses any other."""
    definition = catalogue.definition(draft.definition)
    wanted = [
        *engine.requirements(definition, answers),
        *engine.possible_requirements(definition, answers),
    ]
    for found in wanted:
        if found.id == requirement and found.evidence == "UPLOAD":
            return found
    raise errors.UnknownRequirement


def to_check(
    definition: engine.Definition, answers: Mapping[str, Any]
) -> list[engine.Requirement]:
    """The requirements that an officer marks; a visit on site marks the others."""
    return [
        requirement
        for requirement in engine.requirements(definition, answers)
        if requirement.evidence != "INSPECTION"
    ]


@dataclasses.dataclass(frozen=True, slots=True)
class WorkItem:
    """One line of a worklist: nothing personal but a masked name."""

    id: UUID
    reference: str
    service: str
    agency: str
    state: State
    holder_masked: str
    submitted_at: dt.datetime
    due_on: dt.date
    closed_at: dt.datetime | None = None  # of a search; a worklist holds open ones

    @property
    def pretty(self) -> str:
        return references.pretty(self.reference)


type Place = tuple[dt.date, UUID]
_COLUMNS = "id, reference, service, agency, state, holder_masked, submitted_at, due_on"
_WORKLIST = f"""
    SELECT item.* FROM unnest(%s::text[], %s::text[]) AS queue(service, state)
    CROSS JOIN LATERAL (
        SELECT {_COLUMNS} FROM applications_application
        WHERE service = queue.service AND state = queue.state
            AND state NOT IN ('ISSUED', 'REFUSED', 'WITHDRAWN')
            AND (due_on, id) > (%s, %s)
        ORDER BY due_on, id LIMIT %s
    ) AS item ORDER BY item.due_on, item.id LIMIT %s
"""  # noqa: S608 - columns are ours, values are parameters
_COUNT = """
    SELECT count(*) FROM (
        SELECT 1 FROM unnest(%s::text[], %s::text[]) AS queue(service, state)
        JOIN applications_application AS a
            ON a.service = queue.service AND a.state = queue.state
        WHERE a.state NOT IN ('ISSUED', 'REFUSED', 'WITHDRAWN')
        LIMIT %s
    ) AS found
"""
FIRST: Place = (dt.date.min, UUID(int=0))


def _services(scope: Scope, action: Action) -> list[str]:
    """The services on which an officer may do `action`."""
    services: list[str] = []
    known = catalogue.agency_codes()
    for agency, named in scope.reach(action).items():
        services += named or known.get(agency, ())
    return services


def _queues(scope: Scope, action: Action) -> tuple[list[str], list[str]]:
    """The (service, state) pairs that an action's queue is made of."""
    services = _services(scope, action)
    pairs = [(code, state) for code in services for state in QUEUES[action]]
    return [code for code, _ in pairs], [state for _, state in pairs]


def worklist(
    scope: Scope, action: Action, *, after: Place = FIRST, limit: int = PAGE
) -> list[WorkItem]:
    """What waits for `action` within an officer's grants, the most urgent first.

    One statement, whatever the number of services; its cost doesn't grow with the
    number of applications. `after` is the place of the last item seen.
    """
    codes, states = _queues(scope, action)
    day, last = after
    with connection.cursor() as cursor:
        cursor.execute(_WORKLIST, [codes, states, day, last, limit, limit])
        return [
            WorkItem(i, ref, svc, agency, State(state), who, at, due)
            for i, ref, svc, agency, state, who, at, due in cursor.fetchall()
        ]


def waiting(scope: Scope, action: Action) -> int:
    """How many items wait, counted up to `COUNT_CAP`."""
    codes, states = _queues(scope, action)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [codes, states, COUNT_CAP])
        return int(cursor.fetchone()[0])


def find(scope: Scope, reference: str) -> models.Application | None:
    """An application within reach by its reference, as typed."""
    try:
        stored = references.normalise(reference)
    except references.InvalidReference:
        return None
    return in_reach(scope).filter(reference=stored).first()


def find_by_nik(scope: Scope, nik: str) -> list[WorkItem]:
    """The newest applications within reach of a person, by NIK, as typed."""
    digits = "".join(c for c in nik if c.isdigit())
    if len(digits) != 16:
        return []
    rows = in_reach(scope).filter(holder_index=vault.blind_index("nik", digits))
    return [
        WorkItem(
            row.id,
            row.reference,
            row.service,
            row.agency,
            State(row.state),
            row.holder_masked,
            row.submitted_at,
            row.due_on,
            row.closed_at,
        )
        for row in rows.order_by("-submitted_at")[:PAGE]
    ]


@dataclasses.dataclass(frozen=True, slots=True)
class Figures:
    """One agency's work: open now, and closed since a moment."""

    agency: str
    open: int
    with_citizen: int
    late: int
    closed: int
    in_time: int


_FIGURES = """
    SELECT agency,
        count(*) FILTER (WHERE closed_at IS NULL),
        count(*) FILTER (WHERE closed_at IS NULL AND state = ANY(%s)),
        count(*) FILTER (
            WHERE closed_at IS NULL AND state <> ALL(%s) AND due_on < %s
        ),
        count(*) FILTER (WHERE closed_at IS NOT NULL),
        count(*) FILTER (WHERE (closed_at AT TIME ZONE 'Asia/Jakarta')::date <= due_on)
    FROM applications_application
    WHERE service = ANY(%s) AND (
        state NOT IN ('ISSUED', 'REFUSED', 'WITHDRAWN')
        OR (state IN ('ISSUED', 'REFUSED', 'WITHDRAWN') AND closed_at >= %s)
    )
    GROUP BY agency ORDER BY agency
"""


def figures(scope: Scope, *, today: dt.date, since: dt.datetime) -> list[Figures]:
    """What agencies have open, and closed since a moment, of what is overseen."""
    codes = _services(scope, Action.OVERSEE)
    waiting_there = [state.value for state in WITH_CITIZEN]
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES, [waiting_there, waiting_there, today, codes, since])
        return [Figures(*row) for row in cursor.fetchall()]
