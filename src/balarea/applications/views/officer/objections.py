"""Objections and appeals for officers: the list, one of them, and taking one in."""

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
from balarea.applications.objection_rules import MAX_FILES, WITHDRAWN_SHOWN_DAYS
from balarea.applications.operations import objecting, objection_outcomes
from balarea.applications.presenters import general_reasons, talk
from balarea.applications.presenters import objections as presenters
from balarea.applications.queries import objections
from balarea.applications.views import file_responses, uploaded_files
from balarea.applications.views.officer import assigning, one_case
from balarea.applications.views.officer.worklist import cursor
from balarea.catalogue import queries as catalogue
from balarea.documents import display
from balarea.documents import queries as document_queries
from balarea.foundation import calendar, clock
from balarea.foundation.errors import NotFound, NotPermitted, Refusal
from balarea.people import auth, duplicate_submissions
from balarea.people import queries as people
from balarea.people.presenters import agency_name
from balarea.people.queries import Scope
from balarea.people.rules import Action
from balarea.ui.http_methods import require_http_methods, require_safe

if TYPE_CHECKING:
    from balarea.applications import models


@require_safe
@never_cache
@auth.officer_required
def awaited(request: HttpRequest) -> HttpResponse:
    """Objections and appeals that wait for a decision, the most urgent first."""
    scope = auth.require_officer_session(request).scope
    if not scope.actions & {*objections.ACTIONS.values(), Action.OVERSEE}:
        raise NotPermitted
    after = cursor(request.GET.get("sesudah", ""))
    items = queries.awaited_objections(scope, after=after, limit=queries.PAGE + 1)
    shown = items[: queries.PAGE]
    language, today = get_language() or "", clock.today(clock.of(request))
    overrides = calendar.overrides()
    stuck = objections.undecidable(scope) if after == queries.FIRST else []
    since = clock.of(request) - dt.timedelta(days=WITHDRAWN_SHOWN_DAYS)
    context = {
        "agency_name": scope.officer.agency.short_name,
        "officer_name": scope.officer.name,
        "rows": [
            presenters.row(
                item,
                catalogue.definition(item.definition),
                language,
                today,
                overrides,
            )
            for item in shown
        ],
        "stuck": [presenters.stuck_row(one, scope) for one in stuck],
        "withdrawn": [
            presenters.withdrawn_row(one)
            for one in objections.withdrawn_since(scope, since)
        ],
        "opens_next": assigning.opens_next(request),
        "is_first": after == queries.FIRST,
        "next": shown[-1].cursor if len(items) > queries.PAGE else None,
    }
    return render(request, "applications/officer/objections.html", context)


def _in_reach(
    request: HttpRequest, case: UUID, objection: UUID
) -> "tuple[models.Application, models.Objection]":
    """An objection of an application within the officer's rights.

    Raises:
        NotFound: there is none.
    """
    application = one_case.in_reach(request, case)
    row = queries.objection(objection, case=case)
    if row is None:
        raise NotFound
    return application, row


def _purpose(
    request: HttpRequest,
    application: "models.Application",
    objection: "models.Objection",
) -> str:
    """Why this officer opens it: to decide on it, if that waits and is theirs."""
    scope = auth.require_officer_session(request).scope
    is_theirs = objections.is_waiting(objection) and objections.may_decide(
        scope, objection, application
    )
    return "DECIDE" if is_theirs else "CONSULT"


@duplicate_submissions.once
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@auth.officer_required
def objection(request: HttpRequest, case: UUID, objection: UUID) -> HttpResponse:
    """One objection: what was filed, and the decision on it."""
    _in_reach(request, case, objection)
    if request.method != "POST":
        return _show(request, case, objection)
    session = auth.require_officer_session(request)
    try:
        objection_outcomes.decide_objection(
            case=case,
            objection=objection,
            is_granted=_is_granted(request),
            reasons=request.POST.get("reasons", ""),
            ready_reason=request.POST.get("ready", ""),
            scope=session.scope,
            by=session.actor,
            at=clock.of(request),
        )
    except (NotFound, NotPermitted):
        raise
    except Refusal as refusal:
        return _show(request, case, objection, refusal)
    messages.success(request, _("The decision on the objection is on record."))
    if assigning.opens_next(request):
        if left := _next(session.scope):
            return redirect("applications:desk_objection", left.case, left.id)
        assigning.say_none_is_left(request)
    return redirect("applications:desk_objection", case, objection)


def _next(scope: Scope) -> queries.AwaitedObjection | None:
    """The most urgent one on which this officer may decide: they had no part in it."""
    for one in queries.awaited_objections(scope):
        row = queries.objection(one.id, case=one.case)
        if row and scope.officer.id not in objections.participants_in(row):
            return one
    return None


def _is_granted(request: HttpRequest) -> bool:
    """The chosen outcome.

    Raises:
        errors.OutcomeMissing: nothing was chosen.
    """
    if (chosen := request.POST.get("outcome", "")) not in {"GRANTED", "REJECTED"}:
        raise errors.OutcomeMissing
    return chosen == "GRANTED"


def _show(
    request: HttpRequest, case: UUID, objection: UUID, refusal: Refusal | None = None
) -> HttpResponse:
    application, row = _in_reach(request, case, objection)
    session, at = auth.require_officer_session(request), clock.of(request)
    purpose = _purpose(request, application, row)
    texts = objecting.open_text(
        application=application, objection=row, purpose=purpose, by=session.actor, at=at
    )
    had_a_part = session.scope.officer.id in objections.participants_in(row)
    is_text = isinstance(refusal, errors.ReasonsMissing | errors.TextTooLong)
    context = {
        **one_case.page_part(request, application, refusal),
        "one": presenters.filed(row, calendar.overrides(), texts),
        "may_decide": purpose == "DECIDE" and not had_a_part,
        "may_take_in_withdrawal": objections.is_waiting(row)
        and permissions.can(session.scope, Action.RECEIVE, application),
        "had_a_part": purpose == "DECIDE" and had_a_part,
        "fault": refusal.why if refusal and is_text else "",
        "typed": request.POST,
        "notice": talk.notice_of(application),
        "ready": general_reasons.options(Use.OBJECTION),
    }
    status = refusal.status if refusal else 200
    return render(
        request, "applications/officer/objection.html", context, status=status
    )


@require_safe
@never_cache
@auth.officer_required
def file(request: HttpRequest, case: UUID, objection: UUID, file: UUID) -> HttpResponse:
    """A file that was sent with an objection, after the access is logged."""
    application, row = _in_reach(request, case, objection)
    content, content_type, _ = display.open_for_display(
        evidence=document_queries.evidence(file, case=row.id),
        by=auth.require_officer_session(request).actor,
        purpose=_purpose(request, application, row),
        at=clock.of(request),
        agency=application.agency,
        service=application.service,
    )
    return file_responses.inline(content, content_type)


@require_safe
@never_cache
@auth.officer_required
def letter(request: HttpRequest, case: UUID, objection: UUID) -> HttpResponse:
    """The letter about the outcome, as it was signed."""
    application, row = _in_reach(request, case, objection)
    return one_case.letter(request, row.id, _purpose(request, application, row))


@duplicate_submissions.once
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@auth.officer_required
def take_in(request: HttpRequest, case: UUID) -> HttpResponse:
    """Take in an objection or appeal of somebody who stands at the front desk."""
    session = auth.require_officer_session(request)
    application = one_case.in_reach(request, case, Action.RECEIVE)
    if request.method != "POST":
        return _take_in_page(request, application)
    try:
        filed = objecting.take_in_objection(
            case=case,
            text=request.POST.get("text", ""),
            files=uploaded_files.examined(request, "file"),
            scope=session.scope,
            by=session.actor,
            at=clock.of(request),
        )
    except (NotFound, NotPermitted):
        raise
    except Refusal as refusal:
        return _take_in_page(request, application, refusal)
    messages.success(request, _("It was taken in. Its last day stands below."))
    return redirect("applications:desk_objection", case, filed.id)


def _take_in_page(
    request: HttpRequest,
    application: "models.Application",
    refusal: Refusal | None = None,
) -> HttpResponse:
    at = clock.of(request)
    definition = catalogue.definition(application.definition)
    agency = agency_name(people.agencies().get(application.agency))
    course = presenters.course(
        application, definition, agency, clock.today(at), calendar.overrides(), rows=()
    )
    if course.offer is None and refusal is None:
        refusal = errors.NothingToObject()
    is_text = isinstance(refusal, errors.ReasonsMissing | errors.TextTooLong)
    context = {
        **one_case.page_part(request, application, refusal),
        "offer": course.offer,
        "text_fault": refusal.why if refusal and is_text else "",
        "typed": request.POST.get("text", ""),
        "max_files": MAX_FILES,
    }
    status = refusal.status if refusal else 200
    return render(
        request, "applications/officer/take_in_objection.html", context, status=status
    )
