"""Names that citizens asked for, for those who oversee: the list, and the answer."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from balarea.applications.access_rules import NAME_REFUSALS, NameEnding
from balarea.applications.operations import access_names as operations
from balarea.applications.presenters import openings as presenters
from balarea.applications.queries import access_requests
from balarea.applications.views.officer import one_case
from balarea.foundation import clock
from balarea.foundation.errors import NotFound, NotPermitted, Refusal
from balarea.people import auth, duplicate_submissions
from balarea.people.operations import name_requests as contact_names
from balarea.people.queries import name_requests
from balarea.people.rules import Action
from balarea.ui.http_methods import require_http_methods, require_safe


@require_safe
@never_cache
@auth.officer_required
def waiting(request: HttpRequest) -> HttpResponse:
    """The names that wait, of applications and of contacts, the oldest first."""
    scope = auth.require_officer_session(request).scope
    scope.require(Action.OVERSEE)
    at = clock.of(request)
    of_cases = access_requests.names_waiting(scope)
    shown = [presenters.asked_name(row, at) for row in of_cases]
    of_contacts = name_requests.names_waiting(scope)
    shown += [presenters.asked_name(row, at) for row in of_contacts]
    shown.sort(key=lambda row: (row.at, row.id))
    context = {
        "rows": shown,
        **one_case.officer_part(request),
    }
    return render(request, "applications/officer/access_names.html", context)


@duplicate_submissions.once
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@auth.officer_required
def answer(request: HttpRequest, row: UUID) -> HttpResponse:
    """One request about a case; by POST give the name, or refuse it with a code."""
    refusal = _answered(request, row, operations.answer_name)
    if isinstance(refusal, HttpResponse):
        return refusal
    scope = auth.require_officer_session(request).scope
    name_request = access_requests.name_request(row, scope)
    if name_request is None:
        raise NotFound
    access = access_requests.access_of(name_request)
    shown = presenters.asked_name(name_request, clock.of(request), access)
    is_own = name_request.officer_id == scope.officer.id
    return _page(request, shown, refusal, is_own=is_own)


@duplicate_submissions.once
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@auth.officer_required
def answer_contact(request: HttpRequest, row: UUID) -> HttpResponse:
    """The same for one about contacts or an identity."""
    refusal = _answered(request, row, contact_names.answer_name)
    if isinstance(refusal, HttpResponse):
        return refusal
    scope = auth.require_officer_session(request).scope
    name_request = name_requests.name_request(row, scope)
    if name_request is None:
        raise NotFound
    access = name_requests.access_of(name_request)
    shown = presenters.asked_name(name_request, clock.of(request), access)
    is_own = name_request.officer_id == scope.officer.id
    return _page(request, shown, refusal, is_own=is_own)


def _answered(
    request: HttpRequest, row: UUID, operation: Callable[..., None]
) -> HttpResponse | Refusal | None:
    """Carry out the answer that was sent, if any: where to go then, or its refusal."""
    session = auth.require_officer_session(request)
    session.scope.require(Action.OVERSEE)
    if request.method != "POST":
        return None
    try:
        operation(
            request=row,
            answer=request.POST.get("answer", ""),
            scope=session.scope,
            by=session.actor,
            at=clock.of(request),
        )
    except (NotFound, NotPermitted):
        raise
    except Refusal as refusal:
        return refusal
    messages.success(request, _("The answer is on record, and on its way."))
    return redirect("applications:access_names")


def _page(
    request: HttpRequest,
    shown: presenters.AskedName,
    refusal: Refusal | None,
    *,
    is_own: bool,
) -> HttpResponse:
    context = {
        "row": shown,
        "is_own": is_own,
        "options": [
            (NameEnding.GIVEN.value, _("Give the name")),
            *NAME_REFUSALS.items(),
        ],
        "refusal": refusal,
        **one_case.officer_part(request),
    }
    page = "applications/officer/access_name.html"
    status = refusal.status if refusal else 200
    return render(request, page, context, status=status)
