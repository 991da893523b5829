"""Asking a person to review what rules decided, and correcting it afterwards."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from balarea.applications import errors, queries
from balarea.applications.operations import reviewing
from balarea.applications.rules import MIN_LETTERS, OBJECTION_ANSWER_WORKING_DAYS
from balarea.applications.views.citizen import case_pages
from balarea.catalogue import queries as catalogue
from balarea.foundation import clock, references
from balarea.foundation.errors import Refusal
from balarea.people import auth, duplicate_submissions
from balarea.ui.http_methods import require_http_methods, require_POST


@duplicate_submissions.once
@case_pages.citizen_page
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, case: UUID) -> HttpResponse:
    """Say what isn't right in a decision of rules; an officer answers."""
    application = case_pages.application_of(request, case)
    if request.method != "POST":
        if queries.reviewable_decision(application) is None:
            raise errors.NothingToReview
        if queries.review_of(application) is not None:
            return redirect("applications:case", case)
        return _show(request, case)
    session = auth.require_citizen_session(request)
    try:
        reviewing.request_review(
            case=case,
            owners=session.owners,
            text=request.POST.get("request", ""),
            by=session.actor,
            at=clock.of(request),
        )
    except (errors.ReasonsMissing, errors.TextTooLong) as refusal:
        return _show(request, case, refusal)
    return redirect("applications:case", case)


def _show(
    request: HttpRequest, case: UUID, refusal: Refusal | None = None
) -> HttpResponse:
    application = case_pages.application_of(request, case)
    definition = catalogue.definition(application.definition)
    context = {
        "application": application,
        "title": definition.title.of(case_pages.language()),
        "reference": references.pretty(application.reference),
        "min_letters": MIN_LETTERS,
        "answer_days": OBJECTION_ANSWER_WORKING_DAYS,
        "refusal": refusal,
        "fault": refusal.why if refusal else "",
        "typed": request.POST.get("request", ""),
    }
    status = refusal.status if refusal else 200
    return render(request, "applications/citizen/review.html", context, status=status)


@duplicate_submissions.idempotent("the key of its form begins one draft")
@case_pages.citizen_page
@require_POST
def correct(request: HttpRequest, case: UUID) -> HttpResponse:
    """Begin a new draft with the answers of an application that was revoked."""
    session = auth.require_citizen_session(request)
    begun = reviewing.begin_correction(
        case=case,
        owners=session.owners,
        key=request.POST.get("idempotency_key") or case_pages.fresh_key(),
        by=session.actor,
        at=clock.of(request),
    )
    return redirect("applications:case", begun)
