"""Proposals to revoke or suspend documents: the list, proposing, and deciding."""

import datetime as dt
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from balarea.applications import errors, permissions, queries
from balarea.applications.general_reasons import Use
from balarea.applications.measure_rules import (
    ANSWER_WORKING_DAYS,
    Ground,
    MeasureKind,
)
from balarea.applications.operations import measures as operations
from balarea.applications.presenters import general_reasons
from balarea.applications.presenters import measures as presenters
from balarea.applications.queries import measures
from balarea.applications.views.officer import one_case
from balarea.catalogue import queries as catalogue
from balarea.documents import queries as document_queries
from balarea.foundation import calendar, clock, date_parsing
from balarea.foundation.errors import NotFound, NotPermitted, Refusal
from balarea.people import auth, duplicate_submissions
from balarea.people.rules import Action
from balarea.ui.http_methods import require_http_methods, require_safe

if TYPE_CHECKING:
    from balarea.applications import models


def _cursor(text: str) -> measures.MeasureCursor | None:
    """After which proposal a page begins; None, the oldest, if it is unreadable."""
    at, _sep, last = text.partition(",")
    try:
        moment, row = dt.datetime.fromisoformat(at), UUID(last)
    except ValueError:
        return None
    return measures.MeasureCursor(moment, row) if moment.tzinfo else None


@require_safe
@never_cache
@auth.officer_required
def waiting(request: HttpRequest) -> HttpResponse:
    """Proposals that wait for their second person, the oldest first."""
    scope = auth.require_officer_session(request).scope
    scope.require(Action.REVOKE)
    after = _cursor(request.GET.get("sesudah", ""))
    items = measures.waiting_measures(scope, after=after, limit=queries.PAGE + 1)
    shown = items[: queries.PAGE]
    language, today = get_language() or "", clock.today(clock.of(request))
    last = shown[-1].cursor if len(items) > queries.PAGE else None
    context = {
        **one_case.officer_part(request),
        "rows": [
            presenters.row(item, catalogue.definition(item.definition), language, today)
            for item in shown
        ],
        "is_first": after is None,
        "next": f"{last.at.isoformat()},{last.id}" if last else "",
    }
    return render(request, "applications/officer/measures.html", context)


def _in_reach(
    request: HttpRequest, case: UUID, measure: UUID
) -> "tuple[models.Application, models.Measure]":
    """A measure of an application within the officer's rights.

    Raises:
        NotFound: there is none.
    """
    application = one_case.in_reach(request, case)
    row = measures.measure(measure, case=case)
    if row is None:
        raise NotFound
    return application, row


@duplicate_submissions.once
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@auth.officer_required
def propose(request: HttpRequest, case: UUID) -> HttpResponse:
    """Propose to revoke or suspend the document of an application."""
    session, at = auth.require_officer_session(request), clock.of(request)
    application = one_case.in_reach(request, case, Action.REVOKE)
    if request.method != "POST":
        return _form(request, application)
    form = request.POST
    try:
        proposed = operations.propose(
            case=case,
            kind=_kind(form.get("kind", "")),
            ground=_ground(form.get("ground", "")),
            reason=form.get("reason", ""),
            ready_reason=form.get("ready", ""),
            from_on=_day(form.get("from_on", ""), at),
            until_on=_day(form.get("until_on", ""), at),
            scope=session.scope,
            by=session.actor,
            at=at,
        )
    except (NotFound, NotPermitted):
        raise
    except Refusal as refusal:
        return _form(request, application, refusal)
    messages.success(request, _("The proposal is on record. A second person decides."))
    return redirect("applications:desk_measure", case, proposed.id)


def _kind(code: str) -> MeasureKind:
    """What is proposed.

    Raises:
        errors.MeasureMissing: nothing was chosen.
    """
    try:
        return MeasureKind(code)
    except ValueError:
        raise errors.MeasureMissing from None


def _ground(code: str) -> Ground:
    """The ground; raises as `_kind`."""
    try:
        return Ground(code)
    except ValueError:
        raise errors.MeasureMissing from None


def _day(text: str, at: dt.datetime) -> dt.date | None:
    """A day as officers type it; None for an empty field.

    Raises:
        errors.SuspensionDaysWrong: it can't be read.
    """
    if not text.strip():
        return None
    try:
        return date_parsing.parse(text, clock.today(at))
    except date_parsing.NotADate:
        raise errors.SuspensionDaysWrong from None


def _form(
    request: HttpRequest,
    application: "models.Application",
    refusal: Refusal | None = None,
) -> HttpResponse:
    document = document_queries.document_of(application.id)
    is_waiting = measures.waiting_measure(application) is not None
    if refusal is None:
        if is_waiting:
            refusal = errors.ProposedAlready()
        elif document is None or document.state != "ISSUED":
            refusal = errors.NothingInForce()
    is_closed = isinstance(refusal, errors.ProposedAlready | errors.NothingInForce)
    context = {
        **one_case.page_part(request, application, refusal),
        "number": document.number if document else "",
        "is_open": not is_closed,
        "kinds": list(presenters.KIND_OPTIONS.items()),
        "grounds": presenters.ground_options(),
        "ready": general_reasons.options(Use.REVOKE),
        "answer_days": ANSWER_WORKING_DAYS,
        "faults": _faults(refusal),
        "typed": request.POST,
    }
    status = refusal.status if refusal else 200
    return render(
        request, "applications/officer/propose_measure.html", context, status=status
    )


def _faults(refusal: Refusal | None) -> dict[str, object]:
    """Field → what is wrong with it."""
    faults: dict[str, object] = dict.fromkeys(("kind", "reason", "until_on"), "")
    match refusal:
        case errors.MeasureMissing():
            faults["kind"] = refusal.why
        case errors.SuspensionDaysWrong():
            faults["until_on"] = refusal.why
        case errors.ReasonsMissing() | errors.TextTooLong():
            faults["reason"] = refusal.why
    return faults


_SAVED = {
    "": _("Your decision is on record."),
    "lift": _("The suspension is over. The holder is told."),
    "take_back": _("The proposal is taken back. The document stays in force."),
}


@duplicate_submissions.once
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@auth.officer_required
def measure(request: HttpRequest, case: UUID, measure: UUID) -> HttpResponse:
    """One measure: decide on it, take it back, or end the suspension it led to."""
    _in_reach(request, case, measure)
    if request.method != "POST":
        return _show(request, case, measure)
    session, form = auth.require_officer_session(request), request.POST
    action = form.get("action")
    try:
        if action == "take_back":
            operations.take_back(
                case=case,
                measure=measure,
                reason=form.get("reason", ""),
                scope=session.scope,
                by=session.actor,
                at=clock.of(request),
            )
        elif action == "lift":
            operations.lift(
                case=case,
                reason=form.get("reason", ""),
                scope=session.scope,
                by=session.actor,
                at=clock.of(request),
            )
        else:
            operations.decide(
                case=case,
                measure=measure,
                is_approved=_is_approved(request),
                reasons=form.get("reasons", ""),
                scope=session.scope,
                by=session.actor,
                at=clock.of(request),
            )
    except (NotFound, NotPermitted):
        raise
    except Refusal as refusal:
        return _show(request, case, measure, refusal)
    messages.success(request, _SAVED.get(action or "", _SAVED[""]))
    return redirect("applications:desk_measure", case, measure)


def _is_approved(request: HttpRequest) -> bool:
    """The chosen outcome.

    Raises:
        errors.OutcomeMissing: nothing was chosen.
    """
    if (chosen := request.POST.get("outcome", "")) not in {"APPROVED", "REJECTED"}:
        raise errors.OutcomeMissing
    return chosen == "APPROVED"


def _purpose(
    request: HttpRequest, application: "models.Application", row: "models.Measure"
) -> str:
    """Why this officer opens it: to decide on it, if that waits and is theirs."""
    scope = auth.require_officer_session(request).scope
    is_theirs = row.officer_id != scope.officer.id and permissions.can(
        scope, Action.REVOKE, application
    )
    return "DECIDE" if is_theirs and measures.outcome_of(row) is None else "CONSULT"


def _show(
    request: HttpRequest, case: UUID, measure: UUID, refusal: Refusal | None = None
) -> HttpResponse:
    application, row = _in_reach(request, case, measure)
    session, at = auth.require_officer_session(request), clock.of(request)
    purpose = _purpose(request, application, row)
    texts = operations.open_texts(
        measure=row, application=application, purpose=purpose, by=session.actor, at=at
    )
    one = presenters.measure_view(row, clock.today(at), calendar.overrides(), texts)
    may_revoke = permissions.can(session.scope, Action.REVOKE, application)
    is_text = isinstance(refusal, errors.ReasonsMissing | errors.TextTooLong)
    context = {
        **one_case.page_part(request, application, refusal),
        "one": one,
        "number": row.document.number,
        "may_decide": purpose == "DECIDE",
        "is_own": one.is_waiting and row.officer_id == session.scope.officer.id,
        "may_take_in_answer": measures.may_answer(
            row, clock.today(at), calendar.overrides()
        )
        and row.officer_id != session.scope.officer.id
        and permissions.can(session.scope, Action.RECEIVE, application),
        "may_lift": one.can_be_lifted and may_revoke,
        "is_heard": one.answer_by is None
        or one.answered_at is not None
        or clock.today(at) > one.answer_by,
        "fault": refusal.why if refusal and is_text else "",
        "typed": request.POST,
    }
    status = refusal.status if refusal else 200
    return render(request, "applications/officer/measure.html", context, status=status)


@require_safe
@never_cache
@auth.officer_required
def letter(request: HttpRequest, case: UUID, measure: UUID) -> HttpResponse:
    """The letter about a measure, as it was signed."""
    application, row = _in_reach(request, case, measure)
    return one_case.letter(request, row.id, _purpose(request, application, row))
