"""Names that citizens asked for, for those who oversee: the list, and the answer."""

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
from balarea.people.rules import Action
from balarea.ui.http_methods import require_http_methods, require_safe


@require_safe
@never_cache
@auth.officer_required
def waiting(request: HttpRequest) -> HttpResponse:
    """The names that wait, the oldest first."""
    scope = auth.require_officer_session(request).scope
    scope.require(Action.OVERSEE)
    at = clock.of(request)
    rows = access_requests.names_waiting(scope)
    context = {
        "rows": [presenters.asked_name(row, at) for row in rows],
        **one_case.officer_part(request),
    }
    return render(request, "applications/officer/access_names.html", context)


@duplicate_submissions.once
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@auth.officer_required
def answer(request: HttpRequest, row: UUID) -> HttpResponse:
    """One request; by POST give the name, or refuse it with a code."""
    session, at = auth.require_officer_session(request), clock.of(request)
    session.scope.require(Action.OVERSEE)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            operations.answer_name(
                request=row,
                answer=request.POST.get("answer", ""),
                scope=session.scope,
                by=session.actor,
                at=at,
            )
        except (NotFound, NotPermitted):
            raise
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, _("The answer is on record, and on its way."))
            return redirect("applications:access_names")
    name_request = access_requests.name_request(row, session.scope)
    if name_request is None:
        raise NotFound
    access = access_requests.access_of(name_request)
    context = {
        "row": presenters.asked_name(name_request, at, access),
        "is_own": name_request.officer_id == session.scope.officer.id,
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
