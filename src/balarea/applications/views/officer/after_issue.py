"""After the issue, for officers: what waits, corrections, and replacing at a desk."""

import datetime as dt
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from balarea.applications import errors, permissions
from balarea.applications.operations import (
    correcting,
    correction_outcomes,
    replacing,
)
from balarea.applications.presenters import after_issue as presenters
from balarea.applications.presenters import corrections as values
from balarea.applications.queries import after_issue, corrections
from balarea.applications.views.officer import one_case
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.foundation import clock
from balarea.foundation.errors import NotFound, NotPermitted, Refusal
from balarea.people import auth, duplicate_submissions
from balarea.people.rules import Action
from balarea.ui.http_methods import require_http_methods, require_safe

if TYPE_CHECKING:
    from balarea.applications import models


def part(
    session: auth.OfficerSession, application: "models.Application", at: dt.datetime
) -> dict[str, Any]:
    """What an officer's page of a case says of it, without opening any text."""
    document = after_issue.current_document(application, clock.today(at))
    definition = catalogue.definition(application.definition)
    may_receive = permissions.can(session.scope, Action.RECEIVE, application)
    may_decide = permissions.can(session.scope, Action.DECIDE, application)
    succession = after_issue.succession_of(application.id)
    waiting = corrections.pending(application)
    renewal = after_issue.renewal_of(definition, document, clock.today(at))
    return {
        "chain": presenters.chain(after_issue.links_of(application.id)),
        "continued": presenters.continued(succession),
        "waiting_correction": waiting.id if waiting and may_decide else None,
        "may_renew": may_receive and renewal is not None and renewal.is_open,
        "may_replace": may_receive
        and after_issue.replaceable(application, clock.today(at)) is not None,
        "may_transfer": may_receive
        and after_issue.transferable(application, definition, clock.today(at))
        is not None,
        "may_begin_correction": document is not None
        and waiting is None
        and (may_receive or may_decide),
    }


@require_safe
@never_cache
@auth.officer_required
def waiting(request: HttpRequest) -> HttpResponse:
    """Corrections that wait within the officer's rights, the oldest first."""
    scope = auth.require_officer_session(request).scope
    if Action.DECIDE not in scope.actions:
        raise NotPermitted
    language = get_language() or "id"
    context = {
        **one_case.officer_part(request),
        "rows": [
            presenters.waiting_correction(
                item,
                catalogue.definition(item.correction.application.definition),
                language,
                scope.officer.id,
            )
            for item in corrections.awaited_corrections(scope)
        ],
        "max": corrections.PAGE,
    }
    return render(request, "applications/officer/after_issue.html", context)


@duplicate_submissions.once
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@auth.officer_required
def replace(request: HttpRequest, case: UUID) -> HttpResponse:
    """Replace the lost document of somebody who stands at the front desk."""
    session = auth.require_officer_session(request)
    application = one_case.in_reach(request, case, Action.RECEIVE)
    if request.method != "POST":
        return _replace_page(request, application)
    try:
        replacing.replace_at_desk(
            case=case,
            is_confirmed=request.POST.get("lost") == "YES",
            seen_number=request.POST.get("seen", ""),
            scope=session.scope,
            by=session.actor,
            at=clock.of(request),
        )
    except (NotFound, NotPermitted):
        raise
    except Refusal as refusal:
        return _replace_page(request, application, refusal)
    messages.success(request, _("The replacement is being signed."))
    return redirect("applications:desk_case", case)


def _replace_page(
    request: HttpRequest,
    application: "models.Application",
    refusal: Refusal | None = None,
) -> HttpResponse:
    today = clock.today(clock.of(request))
    document = after_issue.replaceable(application, today)
    if document is None and refusal is None:
        refusal = errors.CannotReplace()
    is_unticked = isinstance(refusal, errors.NotConfirmed)
    context = {
        **one_case.page_part(request, application, refusal),
        "typed": request.POST,
        "document": document,
        "fault": refusal.why if refusal and is_unticked else "",
    }
    status = refusal.status if refusal else 200
    return render(request, "applications/officer/replace.html", context, status=status)


@duplicate_submissions.once
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@auth.officer_required
def begin(request: HttpRequest, case: UUID) -> HttpResponse:
    """Note that a document is wrong: for its holder at the desk, or as found."""
    session = auth.require_officer_session(request)
    application = one_case.in_reach(request, case)
    if not permissions.can(session.scope, Action.RECEIVE, application):
        permissions.check_can(session.scope, Action.DECIDE, application)
    if request.method != "POST":
        return _begin_page(request, application)
    try:
        row = correcting.begin_correction(
            case=case,
            field=request.POST.get("field", ""),
            text=request.POST.get("text", ""),
            scope=session.scope,
            by=session.actor,
            at=clock.of(request),
        )
    except (NotFound, NotPermitted):
        raise
    except Refusal as refusal:
        return _begin_page(request, application, refusal)
    messages.success(request, _("It was noted. It waits for the right words now."))
    if not permissions.can(session.scope, Action.DECIDE, application):
        return redirect("applications:desk_case", case)
    return redirect("applications:desk_correction", case, row.id)


def _begin_page(
    request: HttpRequest,
    application: "models.Application",
    refusal: Refusal | None = None,
) -> HttpResponse:
    definition = catalogue.definition(application.definition)
    today = clock.today(clock.of(request))
    document = corrections.correctable_document(application, today)
    if document is None and refusal is None:
        refusal = errors.CannotCorrect()
    is_text = isinstance(refusal, errors.ReasonsMissing | errors.TextTooLong)
    context = {
        **one_case.page_part(request, application, refusal),
        "typed": request.POST,
        "document": document,
        "lines": presenters.lines(
            definition, corrections.stated_fields(definition), get_language() or "id"
        ),
        "fault": refusal.why if refusal and is_text else "",
    }
    status = refusal.status if refusal else 200
    return render(
        request, "applications/officer/begin_correction.html", context, status=status
    )


@duplicate_submissions.once
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@auth.officer_required
def correction(request: HttpRequest, case: UUID, correction: UUID) -> HttpResponse:
    """One correction: propose the right words, or decide on what was proposed."""
    application, row = _correction(request, case, correction)
    if request.method != "POST":
        return _show(request, application, row)
    try:
        _act(request, case, correction)
    except (NotFound, NotPermitted):
        raise
    except Refusal as refusal:
        return _show(request, application, row, refusal)
    return redirect("applications:desk_correction", case, correction)


def _correction(
    request: HttpRequest, case: UUID, correction: UUID
) -> "tuple[models.Application, models.Correction]":
    application = one_case.in_reach(request, case, Action.DECIDE)
    row = corrections.correction(correction, case=case)
    if row is None:
        raise NotFound
    return application, row


def _act(request: HttpRequest, case: UUID, correction: UUID) -> None:
    """Propose, approve or reject, by the button that was pressed."""
    session, at = auth.require_officer_session(request), clock.of(request)
    common: dict[str, Any] = {
        "case": case,
        "correction": correction,
        "scope": session.scope,
        "by": session.actor,
        "at": at,
    }
    step = request.POST.get("_step", "")
    if step == "approve":
        seen = request.POST.get("proposal", "")
        correction_outcomes.approve(seen_proposal=seen, **common)
        messages.success(request, _("Approved. The corrected document is signed."))
    elif step == "reject":
        reasons = request.POST.get("reasons", "")
        correction_outcomes.reject(reasons=reasons, **common)
        messages.success(request, _("Nothing is corrected. The holder is told why."))
    else:
        raw = dict(request.POST.lists())
        correcting.propose(raw=raw, **common)
        messages.success(request, _("Proposed. A colleague decides on it now."))


def _show(
    request: HttpRequest,
    application: "models.Application",
    row: "models.Correction",
    refusal: Refusal | None = None,
) -> HttpResponse:
    session, at = auth.require_officer_session(request), clock.of(request)
    definition, language = (
        catalogue.definition(application.definition),
        get_language() or "id",
    )
    by: dict[str, Any] = {"by": session.actor, "at": at}
    texts = correcting.open_texts(
        application=application, rows=[row], purpose="DECIDE", **by
    )
    shown = correcting.open_values(application=application, purpose="DECIDE", **by)
    proposal, proposed = corrections.last_proposal(row), None
    if proposal is not None:
        proposed = correcting.open_proposal(
            application=application, proposal=proposal, **by
        )
    is_own = proposal is not None and proposal.officer_id == session.scope.officer.id
    step = request.POST.get("_step", "")
    context = {
        **one_case.page_part(request, application, refusal),
        "typed": request.POST,
        "one": presenters.correction_requests([row], definition, texts, language)[0],
        "questions": _questions(definition, shown, proposed, request, refusal),
        "changes": values.changes(definition, shown, proposed, language),
        "proposal": proposal,
        "is_own": is_own,
        "fault": refusal.why if refusal and step == "reject" else "",
    }
    status = refusal.status if refusal else 200
    return render(
        request, "applications/officer/correction.html", context, status=status
    )


def _questions(
    definition: engine.Definition,
    shown: corrections.ShownValues,
    proposed: corrections.Values | None,
    request: HttpRequest,
    refusal: Refusal | None,
) -> list[Any]:
    """The fields of the document, with what was typed, proposed, or is shown now."""
    typed = dict(request.POST.lists()) if refusal is not None else {}
    wrong = refusal.problems if isinstance(refusal, errors.ValuesInvalid) else ()
    today = clock.today(clock.of(request))
    return values.questions(
        definition, shown, proposed, typed, wrong, get_language() or "id", today
    )
