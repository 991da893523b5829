"""The page of one requirement, whose files are saved one by one."""

from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from balarea.applications import queries
from balarea.applications.operations import drafting, reusing
from balarea.applications.presenters import files as presenter
from balarea.applications.presenters import reuse as reuse_presenter
from balarea.applications.queries import reuse
from balarea.applications.views import file_responses
from balarea.applications.views.citizen import case_pages, filling
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.catalogue.presenters import links
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
@case_pages.citizen_page
@require_http_methods(["GET", "HEAD", "POST"])
def requirement(request: HttpRequest, case: UUID, requirement: str) -> HttpResponse:
    """List the files of one requirement; by POST add some."""
    opened = case_pages.open_draft(request, case)
    definition = queries.requirement_with_files(
        opened.draft, opened.answers, requirement, clock.of(request)
    )
    if request.method != "POST":
        return _show(request, opened, definition, [])
    errors = _attach(request, case, requirement)
    if errors:
        return _show(request, case_pages.open_draft(request, case), definition, errors)
    return redirect(f"{request.path}?tersimpan=1#berkas")


def _attach(request: HttpRequest, case: UUID, requirement: str) -> list[str]:
    """Save each file by itself; returns a sentence for each that was refused."""
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
        owners=session.owners,
        requirement=requirement,
        name=file.name or "",
        content=file.read(),
        by=session.actor,
        at=clock.of(request),
    )


def _show(
    request: HttpRequest,
    opened: case_pages.OpenedDraft,
    requirement: engine.Requirement,
    errors: list[str],
) -> HttpResponse:
    session, at = auth.require_citizen_session(request), clock.of(request)
    names = documents.evidence_names(
        case=opened.draft.id, by=session.actor, purpose="OWN_DATA", at=at
    )
    rows = [f for f in opened.files if f.requirement == requirement.id]
    defects = filling.open_defects(request, opened)
    language, files_left = case_pages.language(), requirement.max_files - len(rows)
    context = {
        "opened": opened,
        "requested": presenter.requested_evidence(requirement, language),
        "source": links.link(requirement.service, catalogue.services(), language),
        "files": presenter.files(rows, names),
        "files_left": files_left,
        "may_send_many": files_left > 1,
        "offers": _offers(request, opened, requirement) if files_left > 0 else (),
        "unfit": presenter.unfit(opened.problems, requirement.id),
        "errors": [("file", text) for text in errors],
        "is_saved": "tersimpan" in request.GET and not errors,
        "next": opened.tasks.after(requirement.id),
        "previous": opened.tasks.before(requirement.id),
        "defect": next((d for d in defects if d.key == requirement.id), None),
        "case": opened.draft.id,
        "scan_open": reverse(
            "applications:scan_open", args=[opened.draft.id, requirement.id]
        ),
    }
    status = 422 if errors else 200
    return render(request, "applications/citizen/evidence.html", context, status=status)


def _offers(
    request: HttpRequest,
    opened: case_pages.OpenedDraft,
    requirement: engine.Requirement,
) -> list[reuse_presenter.Offer]:
    reusable = reuse.reusable(
        opened.draft,
        opened.answers,
        requirement,
        owners=auth.require_citizen_session(request).owners,
        today=clock.today(clock.of(request)),
    )
    titles = catalogue.titles(case_pages.language()) if reusable.files else {}
    return reuse_presenter.offers(reusable, opened.draft.id, requirement.id, titles)


@duplicate_submissions.once
@case_pages.citizen_page
@require_POST
def use_again(
    request: HttpRequest, case: UUID, requirement: str, source: UUID
) -> HttpResponse:
    """Copy an own document or an own earlier file into the draft."""
    case_pages.draft_of(request, case)
    session = auth.require_citizen_session(request)
    reusing.reuse(
        case=case,
        owners=session.owners,
        requirement=requirement,
        source=source,
        by=session.actor,
        at=clock.of(request),
    )
    address = reverse("applications:evidence", args=[case, requirement])
    return redirect(f"{address}?tersimpan=1#berkas")


@case_pages.citizen_page
@require_safe
def show(
    request: HttpRequest, case: UUID, requirement: str, file: UUID
) -> HttpResponse:
    """Show a file of the citizen, in the copy made for display."""
    row = case_pages.case_of(request, case)
    content, content_type, name = display.open_for_display(
        evidence=document_queries.evidence(file, case=row.id),
        by=auth.require_citizen_session(request).actor,
        purpose="OWN_DATA",
        at=clock.of(request),
        agency=row.agency,
        service=row.service,
    )
    return file_responses.inline(content, content_type, name)


@duplicate_submissions.idempotent("it only reads the file")
@case_pages.citizen_page
@require_http_methods(["GET", "HEAD", "POST"])
def sent(
    request: HttpRequest, case: UUID, requirement: str, file: UUID
) -> HttpResponse:
    """Download a file as the citizen sent it, after a warning."""
    row = case_pages.case_of(request, case)
    evidence = document_queries.evidence(file, case=row.id)
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
        agency=row.agency,
        service=row.service,
    )
    return file_responses.attached(content, name)


@duplicate_submissions.once
@case_pages.citizen_page
@require_POST
def remove(
    request: HttpRequest, case: UUID, requirement: str, file: UUID
) -> HttpResponse:
    """Remove a file."""
    case_pages.draft_of(request, case)
    session = auth.require_citizen_session(request)
    drafting.detach(
        case=case,
        owners=session.owners,
        evidence=file,
        by=session.actor,
        at=clock.of(request),
    )
    return redirect("applications:evidence", case, requirement)
