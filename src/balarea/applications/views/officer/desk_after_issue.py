"""After the issue, at the front desk: renewing, taking over, answering, withdrawing."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from balarea.applications import errors, queries
from balarea.applications.operations import (
    measure_answers,
    objecting,
    renewing,
    transferring,
)
from balarea.applications.presenters import measures as measure_presenter
from balarea.applications.presenters import objections as objection_presenter
from balarea.applications.queries import front_desk as desk_queries
from balarea.applications.queries import measures, objections
from balarea.applications.views.citizen import case_pages
from balarea.applications.views.officer import one_case
from balarea.foundation import calendar, clock
from balarea.foundation.errors import NotFound, NotPermitted, Refusal
from balarea.people import auth, duplicate_submissions
from balarea.people import queries as people
from balarea.people.rules import Action
from balarea.ui.http_methods import require_http_methods, require_POST

if TYPE_CHECKING:
    from balarea.applications import models


@duplicate_submissions.idempotent("a renewal that was begun is opened, not begun again")
@never_cache
@auth.officer_required
@require_POST
def renew(request: HttpRequest, case: UUID) -> HttpResponse:
    """Begin, or open, the renewal of a document for whoever stands at the desk."""
    session = auth.require_officer_session(request)
    begun = renewing.begin_renewal_at_desk(
        case=case,
        key=request.POST.get("idempotency_key") or case_pages.fresh_key(),
        scope=session.scope,
        by=session.actor,
        at=clock.of(request),
    )
    if desk_queries.draft(begun, session.scope) is None:  # it was filed already
        return redirect("applications:desk_receipt", begun)
    return redirect("applications:desk_form", begun)


@duplicate_submissions.once
@never_cache
@auth.officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_over(request: HttpRequest, owner: UUID) -> HttpResponse:
    """Begin to take a document over for a person who brings its holder's code."""
    session = auth.require_officer_session(request)
    session.scope.require(Action.RECEIVE)
    if people.case_owner(owner) is None:
        raise NotFound
    if request.method != "POST":
        return _take_over_page(request, owner)
    try:
        begun = transferring.begin_transfer_at_desk(
            owner=owner,
            code=request.POST.get("code", ""),
            language=case_pages.language(),
            key=request.POST.get("idempotency_key") or case_pages.fresh_key(),
            scope=session.scope,
            by=session.actor,
            at=clock.of(request),
        )
    except (NotFound, NotPermitted):
        raise
    except Refusal as refusal:
        return _take_over_page(request, owner, refusal)
    if begun is None:
        return _take_over_page(request, owner, errors.ConsentUnknown())
    return redirect("applications:desk_form", begun)


def _take_over_page(
    request: HttpRequest, owner: UUID, refusal: Refusal | None = None
) -> HttpResponse:
    is_code = isinstance(refusal, errors.ConsentUnknown)
    context = {
        "owner": owner,
        "key": case_pages.fresh_key(),
        "refusal": refusal,
        "fault": refusal.why if refusal and is_code else "",
        "typed": request.POST.get("code", ""),
        **one_case.officer_part(request),
    }
    status = refusal.status if refusal else 200
    page = "applications/officer/desk_take_over.html"
    return render(request, page, context, status=status)


@duplicate_submissions.once
@never_cache
@auth.officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, case: UUID, measure: UUID) -> HttpResponse:
    """Take in the holder's answer to a proposal to revoke or suspend."""
    session = auth.require_officer_session(request)
    application = one_case.in_reach(request, case, Action.RECEIVE)
    if request.method != "POST":
        return _answer_page(request, application, measure)
    try:
        measure_answers.answer_at_desk(
            case=case,
            measure=measure,
            text=request.POST.get("text", ""),
            scope=session.scope,
            by=session.actor,
            at=clock.of(request),
        )
    except (NotFound, NotPermitted):
        raise
    except Refusal as refusal:
        return _answer_page(request, application, measure, refusal)
    messages.success(request, _("The answer was taken in. Who decides reads it first."))
    return redirect("applications:desk_measure", case, measure)


def _answer_page(
    request: HttpRequest,
    application: "models.Application",
    measure: UUID,
    refusal: Refusal | None = None,
) -> HttpResponse:
    row = measures.measure(measure, case=application.id)
    if row is None or not measure_presenter.is_for_holder(row):
        raise NotFound
    today, overrides = clock.today(clock.of(request)), calendar.overrides()
    may_answer = measures.may_answer(row, today, overrides)
    if not may_answer and refusal is None:
        refusal = errors.AnswerOver()
    is_text = isinstance(refusal, errors.ReasonsMissing | errors.TextTooLong)
    context = {
        **one_case.page_part(request, application, refusal),
        "one": measure_presenter.measure_view(row, today, overrides),
        "number": row.document.number,
        "may_answer": may_answer,
        "fault": refusal.why if refusal and is_text else "",
        "typed": request.POST.get("text", ""),
    }
    status = refusal.status if refusal else 200
    page = "applications/officer/desk_answer.html"
    return render(request, page, context, status=status)


@duplicate_submissions.once
@never_cache
@auth.officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, case: UUID, objection: UUID) -> HttpResponse:
    """Take back an objection or appeal for its owner at the desk, after a question."""
    session = auth.require_officer_session(request)
    application = one_case.in_reach(request, case, Action.RECEIVE)
    row = queries.objection(objection, case=case)
    if row is None:
        raise NotFound
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            objecting.withdraw_objection_at_desk(
                case=case,
                objection=objection,
                scope=session.scope,
                by=session.actor,
                at=clock.of(request),
            )
        except errors.NotWaiting as over:
            refusal = over
        else:
            messages.success(request, _("It is withdrawn."))
            return redirect("applications:desk_objection", case, objection)
    may_withdraw = objections.is_waiting(row) and refusal is None
    if not may_withdraw and refusal is None:
        refusal = errors.NotWaiting()
    context = {
        **one_case.page_part(request, application, refusal),
        "one": objection_presenter.filed(row, calendar.overrides()),
        "may_withdraw": may_withdraw,
    }
    status = refusal.status if refusal else 200
    page = "applications/officer/desk_withdraw.html"
    return render(request, page, context, status=status)
