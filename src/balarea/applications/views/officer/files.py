"""The files of an application, for officers."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse
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
