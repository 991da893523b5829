"""One application on an officer's desk. Opening it writes the access first."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from balarea.applications import permissions, queries
from balarea.applications.operations import verifying
from balarea.applications.presenters import days
from balarea.applications.presenters import officer as presenters
from balarea.applications.rules import State
from balarea.documents import operations as documents
from balarea.documents import queries as document_queries
from balarea.foundation import calendar, clock, ids, references
from balarea.foundation.errors import NotFound, Refusal
from balarea.notices import queries as notices
from balarea.people import doors
from balarea.people.rules import Action
from balarea.vault import queries as vault

if TYPE_CHECKING:
    from balarea.applications import models

ACTION_OF = {
    State.RECEIVED: Action.VERIFY,
    State.AMENDED: Action.VERIFY,
    State.TO_INSPECT: Action.INSPECT,
    State.TO_DECIDE: Action.DECIDE,
    State.TO_COUNTERSIGN: Action.COUNTERSIGN,
}


@dataclasses.dataclass(frozen=True, slots=True)
class Typed:
    """What an officer typed and the house refused: shown again, nothing lost."""

    refusal: Refusal
    values: Mapping[str, str]


@require_GET
@never_cache
@doors.officer_required
def case(request: HttpRequest, case: UUID) -> HttpResponse:
    """The whole application with what the officer may do now."""
    return show(request, case)


def show(request: HttpRequest, case: UUID, typed: Typed | None = None) -> HttpResponse:
    """The page, also again after a refusal."""
    desk = doors.the_desk(request)
    at = clock.now()
    today = clock.today(at)
    opened = verifying.open_case(case=case, scope=desk.scope, by=desk.actor, at=at)
    application, definition = opened.application, opened.definition
    state = State(application.state)
    action = ACTION_OF.get(state)
    may_act = action is not None and permissions.can(desk.scope, action, application)
    kind, status = presenters.STATES[state]
    written = queries.written(application)
    decision = written.decision
    document = document_queries.document_of(case) if decision else None
    context = {
        "application": application,
        "reference": references.pretty(application.reference),
        "title": definition.title.of(get_language() or "id"),
        "kind": kind,
        "status": status,
        "due": presenters.due(application.due_on, today, application.closed_at),
        "sections": presenters.sections(definition, opened.answers, opened.before),
        "checks": _checks(opened, written.notice, typed),
        "action": action if may_act else None,
        "is_own_proposal": state == State.TO_COUNTERSIGN
        and decision is not None
        and decision.officer_id == desk.scope.officer.id,
        "texts": _texts(desk, application, written, at),
        "decision": decision,
        "deficiency": written.notice,
        "document": document,
        "may_revoke": document is not None
        and document.state == "ISSUED"
        and permissions.can(desk.scope, Action.REVOKE, application),
        **_so_far(application, today),
        "typed": typed.values if typed else {},
        "refusal": typed.refusal if typed else None,
        "key": ids.uuid7(),
        "today": today,
        "agency_name": desk.scope.officer.agency.short_name,
        "officer_name": desk.scope.officer.name,
    }
    code = typed.refusal.status if typed else 200
    return render(request, "applications/officer/case.html", context, status=code)


def _texts(
    desk: doors.Desk,
    application: "models.Application",
    written: queries.Written,
    at: dt.datetime,
) -> dict[str, Any]:
    if not written.anything:
        return {}
    return verifying.open_texts(
        application=application,
        written=written,
        purpose=permissions.purpose_of(desk.scope, application),
        by=desk.actor,
        at=at,
    )


def _so_far(application: "models.Application", today: dt.date) -> dict[str, object]:
    """What happened: the steps, who opened the data, what the citizen was told."""
    case = application.id
    changes = queries.changes(application)
    return {
        "changes": [
            (presenters.HISTORY[State(change.state)], change) for change in changes
        ],
        "days": days.days(changes, today, calendar.overrides()),
        "accesses": presenters.seen(vault.accesses_by_others(case)),
        "messages_sent": [presenters.sent(m) for m in notices.of_case(case)],
    }


def _checks(
    opened: verifying.Opened,
    notice: "models.DeficiencyNotice | None",
    typed: Typed | None,
) -> list[presenters.Check]:
    case = opened.application.id
    found = document_queries.files_of(case)
    live = {item.id for item in queries.live_among(found, notice)}
    files = presenters.files(case, found, live)
    kept = queries.marks_since(opened.application, notice)
    marks = {key: "MET" if met else "DEFECT" for key, met in kept.items()}
    texts: dict[str, str] = {}
    if typed:
        marks |= {k[5:]: v for k, v in typed.values.items() if k.startswith("mark-")}
        texts = {k[5:]: v for k, v in typed.values.items() if k.startswith("text-")}
    wanted = queries.to_check(opened.definition, opened.answers)
    return presenters.checks(opened.definition, wanted, files, marks, texts, {})


@require_GET
@never_cache
@doors.officer_required
def file(request: HttpRequest, case: UUID, evidence: UUID) -> HttpResponse:
    """One file, after its access is on record."""
    desk = doors.the_desk(request)
    application = queries.case_in_reach(case, desk.scope)
    if application is None:
        raise NotFound
    content, content_type, _ = documents.open_evidence(
        evidence=document_queries.evidence(evidence, case=case),
        by=desk.actor,
        purpose=permissions.purpose_of(desk.scope, application),
        at=clock.now(),
        agency=application.agency,
        service=application.service,
    )
    return _inline(content, content_type)


@require_GET
@never_cache
@doors.officer_required
def document(request: HttpRequest, case: UUID) -> HttpResponse:
    """The issued document as it was signed."""
    desk = doors.the_desk(request)
    application = queries.case_in_reach(case, desk.scope)
    found = document_queries.document_of(case) if application else None
    if application is None or found is None:
        raise NotFound
    content = documents.open_document(
        document=found,
        by=desk.actor,
        purpose=permissions.purpose_of(desk.scope, application),
        at=clock.now(),
    )
    return _inline(content, "application/pdf")


def _inline(content: bytes, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response.headers["Content-Disposition"] = "inline"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
