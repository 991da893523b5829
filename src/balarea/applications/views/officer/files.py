"""The files of an application, for officers."""

import base64
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache

from balarea.applications import permissions, queries
from balarea.applications.views import file_responses
from balarea.documents import display
from balarea.documents import operations as documents
from balarea.documents import queries as document_queries
from balarea.foundation import clock
from balarea.foundation.errors import NotFound
from balarea.people import auth, duplicate_submissions
from balarea.ui.http_methods import require_http_methods, require_safe

if TYPE_CHECKING:
    from balarea.applications.models import Application
    from balarea.documents.models import Evidence


def _filed(
    request: HttpRequest, case: UUID, evidence: UUID
) -> "tuple[Application, Evidence]":
    """A filed file of an application within the officer's rights, or the outcome's.

    Raises:
        NotFound: there is none.
    """
    application = queries.case_in_reach(
        case, auth.require_officer_session(request).scope
    )
    if application is None:
        raise NotFound
    filed, _ = queries.filed_evidence(application, queries.deficiency_of(application))
    outcome = queries.register_outcome(application)
    outcome_file = {outcome.paper_id} if outcome else set()
    if evidence not in {item.id for item in filed} | outcome_file:
        raise NotFound
    return application, document_queries.evidence(evidence, case=case)


@require_safe
@never_cache
@auth.officer_required
def file(request: HttpRequest, case: UUID, evidence: UUID) -> HttpResponse:
    """Show a file, after the access is logged."""
    application, item = _filed(request, case, evidence)
    session = auth.require_officer_session(request)
    content, content_type, _ = display.open_for_display(
        evidence=item,
        by=session.actor,
        purpose=permissions.purpose_of(session.scope, application),
        at=clock.of(request),
        agency=application.agency,
        service=application.service,
    )
    return file_responses.inline(content, content_type)


@require_safe
@never_cache
@auth.officer_required
def pages(request: HttpRequest, case: UUID, evidence: UUID) -> HttpResponse:
    """Some pages of a PDF as pictures, for the panel beside the checklist.

    JSON: `total`, `first` (counts from 1), and `pages` as `data:` addresses.
    """
    application, item = _filed(request, case, evidence)
    if item.kind != "PDF":
        raise NotFound
    session = auth.require_officer_session(request)
    drawn = display.open_pages(
        evidence=item,
        first=_page_number(request.GET.get("dari", ""), item.pages),
        by=session.actor,
        purpose=permissions.purpose_of(session.scope, application),
        at=clock.of(request),
        agency=application.agency,
        service=application.service,
    )
    pictures = [base64.b64encode(one).decode() for one in drawn.pictures]
    return JsonResponse(
        {
            "total": drawn.total,
            "first": drawn.first,
            "pages": [f"data:image/jpeg;base64,{one}" for one in pictures],
        }
    )


def _page_number(text: str, most: int) -> int:
    """A page of the file, counted from 1; the first if the text is no such number."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 1
    return number if 1 <= number <= most else 1


@duplicate_submissions.idempotent("it only reads the file")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@auth.officer_required
def sent(request: HttpRequest, case: UUID, evidence: UUID) -> HttpResponse:
    """Download a file as it was sent, after a warning; the access is logged."""
    application, item = _filed(request, case, evidence)
    if not item.has_original:
        raise NotFound
    if request.method != "POST":
        back = reverse("applications:desk_case", args=[case])
        return file_responses.warning(request, item, back, for_officer=True)
    session = auth.require_officer_session(request)
    content, _ = documents.open_sent(
        evidence=item,
        by=session.actor,
        purpose=permissions.purpose_of(session.scope, application),
        at=clock.of(request),
        agency=application.agency,
        service=application.service,
    )
    return file_responses.attached(content, f"asli-{item.requirement}.pdf")
