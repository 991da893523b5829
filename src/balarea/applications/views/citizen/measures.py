"""What an office means to do, or did, to a citizen's document; answering it."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header

from balarea.applications import errors
from balarea.applications.operations import measure_answers
from balarea.applications.operations import measures as operations
from balarea.applications.presenters import measures as presenters
from balarea.applications.queries import measures
from balarea.applications.rules import MAX_TEXT, MIN_LETTERS
from balarea.applications.views.citizen import case_pages
from balarea.catalogue import queries as catalogue
from balarea.documents import operations as documents
from balarea.documents import queries as document_queries
from balarea.foundation import calendar, clock, references
from balarea.foundation.errors import NotFound, Refusal
from balarea.people import auth, duplicate_submissions
from balarea.ui.http_methods import require_http_methods, require_safe

if TYPE_CHECKING:
    from balarea.applications import models


def _own(
    request: HttpRequest, case: UUID, measure: UUID
) -> "tuple[models.Application, models.Measure]":
    """A measure against one's own document.

    Raises:
        NotFound: it isn't theirs, or isn't shown to its holder.
    """
    application = case_pages.application_of(request, case)
    row = measures.measure(measure, case=application.id)
    if row is None or not presenters.is_for_holder(row):
        raise NotFound
    return application, row


@duplicate_submissions.once
@case_pages.citizen_page
@require_http_methods(["GET", "HEAD", "POST"])
def measure(request: HttpRequest, case: UUID, measure: UUID) -> HttpResponse:
    """Its reasons and days; by POST answer the proposal."""
    _own(request, case, measure)
    if request.method != "POST":
        return _show(request, case, measure)
    session = auth.require_citizen_session(request)
    try:
        measure_answers.answer(
            case=case,
            measure=measure,
            owners=session.owners,
            text=request.POST.get("text", ""),
            by=session.actor,
            at=clock.of(request),
        )
    except NotFound:
        raise
    except Refusal as refusal:
        return _show(request, case, measure, refusal)
    return redirect("applications:measure", case, measure)


def _show(
    request: HttpRequest, case: UUID, measure: UUID, refusal: Refusal | None = None
) -> HttpResponse:
    application, row = _own(request, case, measure)
    at = clock.of(request)
    texts = operations.open_texts(
        measure=row,
        application=application,
        purpose="OWN_DATA",
        by=auth.require_citizen_session(request).actor,
        at=at,
    )
    definition = catalogue.definition(application.definition)
    is_text = isinstance(refusal, errors.ReasonsMissing | errors.TextTooLong)
    context = {
        "application": application,
        "reference": references.pretty(application.reference),
        "title": definition.title.of(case_pages.language()),
        "number": row.document.number,
        "one": presenters.measure_view(
            row, clock.today(at), calendar.overrides(), texts
        ),
        "may_answer": measures.may_answer(row, clock.today(at), calendar.overrides()),
        "refusal": refusal,
        "fault": refusal.why if refusal and is_text else "",
        "typed": request.POST.get("text", ""),
        "min_letters": MIN_LETTERS,
        "max_text": MAX_TEXT,
    }
    status = refusal.status if refusal else 200
    return render(request, "applications/citizen/measure.html", context, status=status)


@case_pages.citizen_page
@require_safe
def letter(request: HttpRequest, case: UUID, measure: UUID) -> HttpResponse:
    """The signed letter, byte for byte as issued."""
    _, row = _own(request, case, measure)
    issued = document_queries.document_of(row.id)
    if issued is None:
        raise NotFound
    content = documents.open_document(
        document=issued,
        by=auth.require_citizen_session(request).actor,
        purpose="OWN_DATA",
        at=clock.of(request),
    )
    response = HttpResponse(content, content_type="application/pdf")
    name = f"{issued.number.replace('/', '-')}.pdf"
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response["Content-Disposition"] = disposition or "attachment"
    return response
