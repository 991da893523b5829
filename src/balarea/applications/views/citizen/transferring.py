"""Transfer of a document: the holder agrees, the new holder begins with the code."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from balarea.applications import errors
from balarea.applications.after_issue_rules import CONSENT_DAYS
from balarea.applications.operations import transferring
from balarea.applications.queries import after_issue
from balarea.applications.views.citizen import case_pages
from balarea.catalogue import queries as catalogue
from balarea.foundation import clock, references
from balarea.foundation.errors import Refusal
from balarea.people import auth, duplicate_submissions
from balarea.ui.http_methods import require_http_methods


@duplicate_submissions.once
@case_pages.citizen_page
@require_http_methods(["GET", "HEAD", "POST"])
def transfer(request: HttpRequest, case: UUID) -> HttpResponse:
    """Agree to the transfer of a document, see the code, or take the consent back."""
    application = case_pages.application_of(request, case)
    session, at = auth.require_citizen_session(request), clock.of(request)
    if not application.owners & session.owners:
        raise errors.OnlyHolder
    if request.method == "POST":
        withdraws = request.POST.get("_step") == "withdraw"
        step = transferring.withdraw_consent if withdraws else transferring.agree
        step(case=case, owners=session.owners, by=session.actor, at=at)
        return redirect("applications:transfer", case)
    definition = catalogue.definition(application.definition)
    consent = after_issue.open_consent(application, at)
    document = after_issue.transferable(application, definition, clock.today(at))
    if document is None or definition.transfer is None:
        raise errors.CannotTransfer
    laws = {one.id: one.text for one in definition.standard.legal_basis}
    context = {
        "application": application,
        "title": definition.title.of(case_pages.language()),
        "reference": references.pretty(application.reference),
        "document": document,
        "law": laws[definition.transfer.legal_basis],
        "days": CONSENT_DAYS,
        "code": references.pretty(after_issue.consent_code(consent)) if consent else "",
        "until": consent.expires_at if consent else None,
    }
    return render(request, "applications/citizen/transfer.html", context)


@duplicate_submissions.once
@case_pages.citizen_page
@require_http_methods(["GET", "HEAD", "POST"])
def take_over(request: HttpRequest) -> HttpResponse:
    """Begin to take a document over, with the code that its holder passed on."""
    if request.method != "POST":
        return _take_over_page(request)
    session = auth.require_citizen_session(request)
    try:
        begun = transferring.begin_transfer(
            code=request.POST.get("code", ""),
            contact=session.contact,
            language=case_pages.language(),
            key=request.POST.get("idempotency_key") or case_pages.fresh_key(),
            by=session.actor,
            at=clock.of(request),
        )
    except Refusal as refusal:
        return _take_over_page(request, refusal)
    if begun is None:
        return _take_over_page(request, errors.ConsentUnknown())
    return redirect("applications:case", begun)


def _take_over_page(
    request: HttpRequest, refusal: Refusal | None = None
) -> HttpResponse:
    is_code = isinstance(refusal, errors.ConsentUnknown)
    context: dict[str, Any] = {
        "refusal": refusal,
        "fault": refusal.why if refusal and is_code else "",
        "typed": request.POST.get("code", ""),
    }
    status = refusal.status if refusal else 200
    return render(
        request, "applications/citizen/take_over.html", context, status=status
    )
