"""Documents to add: one requirement a page, its files saved one by one."""

from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from balarea.applications import queries
from balarea.applications.operations import drafting
from balarea.applications.presenters import files as presenter
from balarea.applications.views import file_responses
from balarea.applications.views.citizen import case_pages, filling
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.catalogue.presenters import standard
from balarea.documents import display
from balarea.documents import operations as documents
from balarea.documents import queries as document_queries
from balarea.foundation import clock
from balarea.foundation.errors import NotFound, Refusal
from balarea.people import auth, duplicate_submissions
from balarea.ui.http_methods import (
    require_http_methods,
    require_POST,
    require_safe,
)


@duplicate_submissions.once
@case_pages.own
@require_http_methods(["GET", "HEAD", "POST"])
def requirement(request: HttpRequest, case: UUID, requirement: str) -> HttpResponse:
    """The files of one requirement: see, add, take away."""
    writing = case_pages.writing(request, case)
    wanted = queries.asked_for(writing.draft, writing.answers, requirement)
    if request.method != "POST":
        return _show(request, writing, wanted, [])
    errors = _attach(request, case, requirement)
    if errors:
        return _show(request, case_pages.writing(request, case), wanted, errors)
    return redirect(f"{request.path}?tersimpan=1#berkas")


def _attach(request: HttpRequest, case: UUID, requirement: str) -> list[str]:
    """Save each file by itself; a refused one doesn't undo the others."""
    sent = request.FILES.getlist("file")
    if not sent:
        return [presenter.none_chosen()]
    errors = []
    for file in sent:
        try:
            _attach_one(request, case, requirement, file)
        except Refusal as refusal:
            errors.append(presenter.refused(file.name or "", refusal, len(sent)))
    return errors


def _attach_one(
    request: HttpRequest, case: UUID, requirement: str, file: "UploadedFile[bytes]"
) -> None:
    session = auth.require_citizen_session(request)
    drafting.attach(
        case=case,
        contacts=session.contacts,
        requirement=requirement,
        name=file.name or "",
        content=file.read(),
        by=session.actor,
        at=clock.of(request),
    )


def _show(
    request: HttpRequest,
    writing: case_pages.Writing,
    wanted: engine.Requirement,
    errors: list[str],
) -> HttpResponse:
    session, at = auth.require_citizen_session(request), clock.of(request)
    names = documents.evidence_names(
        case=writing.draft.id, by=session.actor, purpose="OWN_DATA", at=at
    )
    rows = [f for f in writing.files if f.requirement == wanted.id]
    defects = filling.defects(request, writing)
    context = {
        "writing": writing,
        "wanted": presenter.wanted(wanted, case_pages.language()),
        "source": standard.source(
            wanted.service, catalogue.services(), case_pages.language()
        ),
        "files": presenter.files(rows, names),
        "room": wanted.max_files - len(rows),
        "is_room_for_many": wanted.max_files - len(rows) > 1,
        "errors": [("file", text) for text in errors],
        "is_saved": "tersimpan" in request.GET and not errors,
        "next": writing.tasks.after(wanted.id),
        "previous": writing.tasks.before(wanted.id),
        "defect": next((d for d in defects if d.key == wanted.id), None),
        "case": writing.draft.id,
    }
    status = 422 if errors else 200
    return render(request, "applications/citizen/evidence.html", context, status=status)


@case_pages.own
@require_safe
def show(
    request: HttpRequest, case: UUID, requirement: str, file: UUID
) -> HttpResponse:
    """One's own file, as the mall shows it to everybody."""
    owned = case_pages.owned(request, case)
    content, content_type, name = display.open_for_display(
        evidence=document_queries.evidence(file, case=owned.id),
        by=auth.require_citizen_session(request).actor,
        purpose="OWN_DATA",
        at=clock.of(request),
        agency=owned.agency,
        service=owned.service,
    )
    return file_responses.inline(content, content_type, name)


@duplicate_submissions.idempotent("it hands the file out again and changes nothing")
@case_pages.own
@require_http_methods(["GET", "HEAD", "POST"])
def sent(
    request: HttpRequest, case: UUID, requirement: str, file: UUID
) -> HttpResponse:
    """One's own file as one sent it: first a warning, then the file to keep."""
    owned = case_pages.owned(request, case)
    evidence = document_queries.evidence(file, case=owned.id)
    if not evidence.has_original:
        raise NotFound
    if request.method != "POST":
        back = reverse("applications:file", args=[case, requirement, file])
        return file_responses.warning(request, evidence, back)
    content, name = documents.open_sent(
        evidence=evidence,
        by=auth.require_citizen_session(request).actor,
        purpose="OWN_DATA",
        at=clock.of(request),
        agency=owned.agency,
        service=owned.service,
    )
    return file_responses.attached(content, name)


@duplicate_submissions.once
@case_pages.own
@require_POST
def remove(
    request: HttpRequest, case: UUID, requirement: str, file: UUID
) -> HttpResponse:
    """Take a file away again."""
    case_pages.draft_of(request, case)
    session = auth.require_citizen_session(request)
    drafting.detach(
        case=case,
        contacts=session.contacts,
        evidence=file,
        by=session.actor,
        at=clock.of(request),
    )
    return redirect("applications:evidence", case, requirement)
