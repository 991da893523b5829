"""The consent to a transfer, taken in at the front desk."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from balarea.applications import errors
from balarea.applications.operations import transferring
from balarea.applications.queries import after_issue
from balarea.applications.views import uploaded_files
from balarea.applications.views.officer import one_case
from balarea.catalogue import queries as catalogue
from balarea.foundation import clock, references
from balarea.foundation.errors import NotFound, NotPermitted, Refusal
from balarea.people import auth, duplicate_submissions
from balarea.people.rules import Action
from balarea.ui.http_methods import require_http_methods

if TYPE_CHECKING:
    from balarea.applications import models


@duplicate_submissions.once
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@auth.officer_required
def agree(request: HttpRequest, case: UUID) -> HttpResponse:
    """Take in the signed statement of a holder; show the code once it is there."""
    session = auth.require_officer_session(request)
    application = one_case.in_reach(request, case, Action.RECEIVE)
    if request.method != "POST":
        return _page(request, application)
    try:
        transferring.agree_at_desk(
            case=case,
            files=uploaded_files.examined(request, "file"),
            scope=session.scope,
            by=session.actor,
            at=clock.of(request),
        )
    except (NotFound, NotPermitted):
        raise
    except Refusal as refusal:
        return _page(request, application, refusal)
    return redirect("applications:desk_transfer", case)


def _page(
    request: HttpRequest,
    application: "models.Application",
    refusal: Refusal | None = None,
) -> HttpResponse:
    at = clock.of(request)
    definition = catalogue.definition(application.definition)
    document = after_issue.transferable(application, definition, clock.today(at))
    consent = after_issue.open_consent(application, at)
    if document is None and refusal is None:
        refusal = errors.CannotTransfer()
    context = {
        **one_case.page_part(request, application, refusal),
        "document": document,
        "code": references.pretty(after_issue.consent_code(consent))
        if consent and consent.received_by_id
        else "",
        "until": consent.expires_at if consent else None,
        "max_files": transferring.MAX_FILES,
        "fault": refusal.why if refusal and document else "",
    }
    status = refusal.status if refusal else 200
    return render(request, "applications/officer/transfer.html", context, status=status)
