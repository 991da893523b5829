"""Openings by an order of law: proposing, deciding, carrying out, overseeing."""

import datetime as dt
from collections import Counter
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from balarea.applications.access_rules import COVERT_BASES, MAX_COVERT_DAYS, MAX_ORDER
from balarea.applications.operations import covert_access as operations
from balarea.applications.presenters import checking
from balarea.applications.presenters import openings as presenters
from balarea.applications.queries import access_requests
from balarea.applications.views.officer import one_case
from balarea.foundation import clock, date_parsing
from balarea.foundation.errors import NotFound, NotPermitted, Refusal
from balarea.people import auth, duplicate_submissions
from balarea.people.rules import Action
from balarea.ui.http_methods import require_http_methods, require_safe
from balarea.vault import queries as vault


@require_safe
@never_cache
@auth.officer_required
def orders(request: HttpRequest) -> HttpResponse:
    """Every such order in the services an officer oversees, at once, and its use."""
    scope = auth.require_officer_session(request).scope
    scope.require(Action.OVERSEE)
    at = clock.of(request)
    rows = access_requests.covert_orders(scope)
    opened = vault.covert_accesses({row.application_id for row in rows})
    times = Counter(one.case for one in opened if "answers" in one.names)
    context = {
        "rows": [
            presenters.covert_order(row, at, clock.today(at), times[row.application_id])
            for row in rows
        ],
        **one_case.officer_part(request),
    }
    return render(request, "applications/officer/covert_orders.html", context)


@duplicate_submissions.once
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@auth.officer_required
def decide(request: HttpRequest, case: UUID, order: UUID) -> HttpResponse:
    """One proposal with its order; by POST approve or reject it."""
    session, at = auth.require_officer_session(request), clock.of(request)
    session.scope.require(Action.OVERSEE)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            operations.decide(
                case=case,
                order=order,
                approves=request.POST.get("step") == "approve",
                scope=session.scope,
                by=session.actor,
                at=at,
            )
        except (NotFound, NotPermitted):
            raise
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, _("Decided, and in the public log."))
            return redirect("applications:covert_orders")
    row, text = operations.open_order(
        case=case, order=order, scope=session.scope, by=session.actor, at=at
    )
    context = {
        "row": presenters.covert_order(row, at, clock.today(at)),
        "order": text,
        "is_own": row.proposed_by_id == session.scope.officer.id,
        "refusal": refusal,
        **one_case.officer_part(request),
    }
    page = "applications/officer/covert_order.html"
    status = refusal.status if refusal else 200
    return render(request, page, context, status=status)


@duplicate_submissions.once
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@auth.officer_required
def propose(request: HttpRequest, case: UUID) -> HttpResponse:
    """What was proposed on a case, and the form; by POST propose."""
    session, at = auth.require_officer_session(request), clock.of(request)
    application = one_case.in_reach(request, case, Action.DECIDE)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            operations.propose(
                case=case,
                basis=request.POST.get("basis", ""),
                order=request.POST.get("order", ""),
                revealed_on=_day(request.POST.get("revealed_on", ""), at),
                scope=session.scope,
                by=session.actor,
                at=at,
            )
        except (NotFound, NotPermitted):
            raise
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, _("Proposed. A supervisor decides on it."))
            return redirect("applications:covert_access", case)
    rows = access_requests.covert_orders_of(case)
    context = {
        "rows": [
            presenters.covert_order(row, at, clock.today(at))
            for row in rows
            if row.proposed_by_id == session.scope.officer.id
        ],
        "is_waiting": any(row.ended_at is None for row in rows),
        "bases": [(one.value, label) for one, label in COVERT_BASES.items()],
        "most_days": MAX_COVERT_DAYS,
        "max_order": MAX_ORDER,
        "typed": request.POST,
        **one_case.page_part(request, application, refusal),
    }
    page = "applications/officer/covert_access.html"
    status = refusal.status if refusal else 200
    return render(request, page, context, status=status)


def _day(text: str, at: dt.datetime) -> dt.date | None:
    try:
        return date_parsing.parse(text, clock.today(at))
    except date_parsing.NotADate:
        return None


@require_safe
@never_cache
@auth.officer_required
def opened(request: HttpRequest, case: UUID, order: UUID) -> HttpResponse:
    """The answers, opened by an approved order; each look is recorded."""
    session, at = auth.require_officer_session(request), clock.of(request)
    result = operations.open_covertly(
        case=case, order=order, scope=session.scope, by=session.actor, at=at
    )
    application = result.application
    context = {
        "row": presenters.covert_order(result.row, at, clock.today(at)),
        "sections": checking.sections(
            case,
            result.definition,
            result.answers,
            get_language() or "id",
            as_of=application.filed_on,
        ),
        **one_case.page_part(request, application, None),
    }
    return render(request, "applications/officer/opened_covertly.html", context)
