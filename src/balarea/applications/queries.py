"""Reads of drafts and applications: always through their owner."""

import dataclasses
import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from balarea.applications import models
from balarea.applications.rules import QUEUES, State
from balarea.catalogue import queries as catalogue
from balarea.documents import queries as documents
from balarea.documents.models import Evidence
from balarea.foundation import references
from balarea.people.queries import Scope
from balarea.people.rules import Action

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
    return _whole(applications_of(contacts)).filter(id=case).first()


def by_reference(reference: str) -> models.Application | None:
    """The application of a stored reference, for tracking; check the secret."""
    return _whole(models.Application.objects.all()).filter(reference=reference).first()


def _whole(rows: QuerySet[models.Application]) -> QuerySet[models.Application]:
    return rows.select_related("answers__key", "tracking__key", "contact__sealed__key")


def in_reach(scope: Scope) -> QuerySet[models.Application]:
    """Every application that any of an officer's working grants reaches."""
    reach = Q(pk__in=[])
    for agency, services, actions in scope.grants:
        if actions - {Action.OVERSEE}:
            own = Q(agency=agency)
            reach |= own & Q(service__in=services) if services else own
    return _whole(models.Application.objects.filter(reach))


def changes(application: models.Application) -> list[models.StatusChange]:
    """The steps so far, oldest first."""
    return list(application.changes.order_by("at", "id"))


def deficiency(application: models.Application) -> models.DeficiencyNotice | None:
    """The one notice of defects, if there was one."""
    return (
        models.DeficiencyNotice.objects.filter(application=application)
        .select_related("texts__key")
        .first()
    )


def last_decision(application: models.Application) -> models.Decision | None:
    """The decision in force or proposed, with its countersignature."""
    return (
        application.decisions.select_related(
            "reasons__key", "officer__agency", "countersignature"
        )
        .order_by("-at", "-id")
        .first()
    )


def marks(application: models.Application) -> dict[str, bool]:
    """The officers' marks: requirement id → in order or not."""
    return dict(application.checks.values_list("requirement", "is_met"))


def live_evidence(case: UUID) -> list[Evidence]:
    """The files that count now: those found defective are set aside."""
    found = documents.evidence_of(case)
    notice = models.DeficiencyNotice.objects.filter(application=case).first()
    if notice is None:
        return found
    filing = models.Filing.objects.filter(application=case).earliest("at")
    aside, defects = set(filing.evidence), set(notice.requirements)
    return [
        item
        for item in found
        if item.id not in aside or item.requirement not in defects
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
    ) AS some
"""
FIRST: Place = (dt.date.min, UUID(int=0))


def _queues(scope: Scope, action: Action) -> tuple[list[str], list[str]]:
    """The (service, state) pairs that an action's queue is made of."""
    services: list[str] = []
    for agency, named in scope.reach(action).items():
        services += named or catalogue.online_codes(agency)
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
