"""Objecting and appealing: the form, the files, the letter, taking it back."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header

from balarea.applications import errors, queries
from balarea.applications.objection_rules import MAX_FILES
from balarea.applications.operations import objecting
from balarea.applications.presenters import objections as presenters
from balarea.applications.presenters import talk
from balarea.applications.queries import objections
from balarea.applications.rules import MAX_TEXT, MIN_LETTERS
from balarea.applications.views import file_responses, uploaded_files
from balarea.applications.views.citizen import case_pages
from balarea.catalogue import queries as catalogue
from balarea.documents import display
from balarea.documents import operations as documents
from balarea.documents import queries as document_queries
from balarea.foundation import calendar, clock, references
from balarea.foundation.errors import NotFound, Refusal
from balarea.people import auth, duplicate_submissions
from balarea.people import queries as people
from balarea.people.presenters import agency_name
from balarea.ui.http_methods import require_http_methods, require_safe

if TYPE_CHECKING:
    from balarea.applications import models


@duplicate_submissions.once
@case_pages.citizen_page
@require_http_methods(["GET", "HEAD", "POST"])
def file_objection(request: HttpRequest, case: UUID) -> HttpResponse:
    """Object to a refusal, or appeal after an objection was rejected."""
    application = case_pages.application_of(request, case)
    if request.method != "POST":
        if _remedy(request, application) is None:
            if queries.objections_of(application):
                return redirect("applications:case", case)
            raise errors.NothingToObject
        return _show(request, case)
    session = auth.require_citizen_session(request)
    try:
        objecting.file_objection(
            case=case,
            owners=session.owners,
            text=request.POST.get("text", ""),
            files=uploaded_files.examined(request, "file"),
            by=session.actor,
            at=clock.of(request),
        )
    except errors.NothingToObject:
        if queries.objections_of(application):  # sent twice, or by two windows
            return redirect("applications:case", case)
        raise
    except NotFound:
        raise
    except Refusal as refusal:
        return _show(request, case, refusal)
    return redirect("applications:case", case)


def _remedy(
    request: HttpRequest, application: "models.Application"
) -> objections.Open | None:
    today = clock.today(clock.of(request))
    return queries.open_remedy(application, calendar.overrides(), today=today)


def _show(
    request: HttpRequest, case: UUID, refusal: Refusal | None = None
) -> HttpResponse:
    application = case_pages.application_of(request, case)
    definition = catalogue.definition(application.definition)
    agency = agency_name(people.agencies().get(application.agency))
    today, overrides = clock.today(clock.of(request)), calendar.overrides()
    course = presenters.course(
        application, definition, agency, today, overrides, rows=()
    )
    is_text = isinstance(refusal, errors.ReasonsMissing | errors.TextTooLong)
    is_late = isinstance(refusal, errors.TooLateToObject)
    context = {
        "application": application,
        "title": definition.title.of(case_pages.language()),
        "reference": references.pretty(application.reference),
        "offer": course.offer,
        "notice": talk.notice_of(application),
        "min_letters": MIN_LETTERS,
        "max_text": MAX_TEXT,
        "max_files": MAX_FILES,
        "refusal": refusal,
        "text_fault": refusal.why if refusal and is_text else "",
        "file_fault": refusal.why if refusal and not (is_text or is_late) else "",
        "typed": request.POST.get("text", ""),
    }
    status = refusal.status if refusal else 200
    return render(
        request, "applications/citizen/objection.html", context, status=status
    )


@duplicate_submissions.once
@case_pages.citizen_page
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, case: UUID, objection: UUID) -> HttpResponse:
    """Take back an objection or appeal that waits, after a question."""
    application = case_pages.application_of(request, case)
    row = queries.objection(objection, case=application.id)
    if row is None:
        raise NotFound
    refusal: Refusal | None = None
    if request.method == "POST":
        session = auth.require_citizen_session(request)
        try:
            objecting.withdraw_objection(
                case=case,
                objection=objection,
                owners=session.owners,
                by=session.actor,
                at=clock.of(request),
            )
        except errors.NotWaiting as over:
            refusal = over
        else:
            return redirect("applications:case", case)
    definition = catalogue.definition(application.definition)
    context = {
        "application": application,
        "title": definition.title.of(case_pages.language()),
        "reference": references.pretty(application.reference),
        "one": presenters.filed(row, calendar.overrides()),
        "may_withdraw": objections.is_waiting(row),
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(
        request, "applications/citizen/withdraw_objection.html", context, status=status
    )


@case_pages.citizen_page
@require_safe
def letter(request: HttpRequest, case: UUID, objection: UUID) -> HttpResponse:
    """The signed letter about the outcome, byte for byte as issued."""
    application = case_pages.application_of(request, case)
    row = queries.objection(objection, case=application.id)
    issued = document_queries.document_of(row.id) if row else None
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


@case_pages.citizen_page
@require_safe
def file(request: HttpRequest, case: UUID, objection: UUID, file: UUID) -> HttpResponse:
    """A file that was sent with one's own objection."""
    application = case_pages.application_of(request, case)
    row = queries.objection(objection, case=application.id)
    if row is None:
        raise NotFound
    content, content_type, _ = display.open_for_display(
        evidence=document_queries.evidence(file, case=row.id),
        by=auth.require_citizen_session(request).actor,
        purpose="OWN_DATA",
        at=clock.of(request),
        agency=application.agency,
        service=application.service,
    )
    return file_responses.inline(content, content_type)
