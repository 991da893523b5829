"""The computer's side of a phone as scanner: the QR code, and the photos that came."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from balarea.applications import models, permissions
from balarea.applications.errors import UnknownRequirement
from balarea.applications.operations import scanning as operations
from balarea.applications.presenters import files as files_presenter
from balarea.applications.presenters import scanning as presenter
from balarea.applications.queries import scanning as queries
from balarea.applications.views import file_responses
from balarea.applications.views.citizen import case_pages
from balarea.catalogue import definition as engine
from balarea.documents import operations as documents
from balarea.documents import queries as document_queries
from balarea.foundation import clock
from balarea.foundation.errors import Refusal
from balarea.people import auth, duplicate_submissions
from balarea.ui.http_methods import (
    require_http_methods,
    require_POST,
    require_safe,
)
from balarea.vault.rules import owner_purpose


def _draft(request: HttpRequest, case: UUID) -> models.Draft:
    draft = case_pages.draft_of(request, case)
    permissions.check_not_expired(draft, clock.of(request))
    return draft


def _requirement(draft: models.Draft, requirement: str) -> engine.Requirement:
    try:
        return queries.requirement_by_id(draft, requirement)
    except LookupError:
        raise UnknownRequirement from None


@duplicate_submissions.once
@case_pages.citizen_page
@require_POST
def open_link(request: HttpRequest, case: UUID, requirement: str) -> HttpResponse:
    """Open a link for a phone; the one before it ends."""
    _draft(request, case)
    session = auth.require_citizen_session(request)
    operations.open_link(
        case=case,
        owners=session.owners,
        requirement=requirement,
        by=session.actor,
        at=clock.of(request),
    )
    return redirect("applications:scan", case, requirement)


@duplicate_submissions.once
@case_pages.citizen_page
@require_POST
def end_link(request: HttpRequest, case: UUID, requirement: str) -> HttpResponse:
    """End the link before its time."""
    _draft(request, case)
    session = auth.require_citizen_session(request)
    operations.end_link(
        case=case,
        owners=session.owners,
        requirement=requirement,
        by=session.actor,
        at=clock.of(request),
    )
    return redirect("applications:scan", case, requirement)


@duplicate_submissions.once
@case_pages.citizen_page
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, case: UUID, requirement: str) -> HttpResponse:
    """Show the code and the photos; by POST make a file of them.

    The order and the turns stand in the form, so that looking again loses none.
    """
    draft = _draft(request, case)
    wanted = _requirement(draft, requirement)
    if request.method != "POST":
        return _show(request, draft, wanted, None)
    if request.POST.get("aksi") == "lihat":
        return redirect(f"{request.path}?{presenter.choices(request.POST.dict())}")
    rows = document_queries.photos_of(case, requirement)
    seen = [row for row in rows if f"urut-{row.id}" in request.POST]
    session = auth.require_citizen_session(request)
    try:
        operations.use_photos(
            case=case,
            owners=session.owners,
            requirement=requirement,
            turns=presenter.chosen(presenter.photos(seen, request.POST.dict())),
            by=session.actor,
            at=clock.of(request),
        )
    except Refusal as refusal:
        return _show(request, draft, wanted, refusal)
    address = reverse("applications:evidence", args=[case, requirement])
    return redirect(f"{address}?tersimpan=1#berkas")


def _show(
    request: HttpRequest,
    draft: models.Draft,
    requirement: engine.Requirement,
    refusal: Refusal | None,
) -> HttpResponse:
    at = clock.of(request)
    rows = document_queries.photos_of(draft.id, requirement.id)
    chosen = request.POST if request.method == "POST" else request.GET
    context = {
        "case": draft.id,
        "requested": files_presenter.requested_evidence(
            requirement, case_pages.language()
        ),
        "requirement": requirement.id,
        "back": reverse("applications:evidence", args=[draft.id, requirement.id]),
        "link": presenter.link(queries.scan_link(draft.id, requirement.id, at), at),
        "photos": presenter.photos(rows, chosen.dict()),
        "turns": presenter.turns(),
        "becomes_pdf": "PDF" in requirement.accepts,
        "errors": [("foto", f"{refusal.why} {refusal.then}")] if refusal else [],
    }
    status = refusal.status if refusal else 200
    return render(request, "applications/citizen/scan.html", context, status=status)


@case_pages.citizen_page
@require_safe
def photo(
    request: HttpRequest, case: UUID, requirement: str, photo: UUID
) -> HttpResponse:
    """Show a photo that waits."""
    draft = _draft(request, case)
    session = auth.require_citizen_session(request)
    row = document_queries.photo(photo, case=case, requirement=requirement)
    [content] = documents.open_photos(
        photos=[row],
        case=case,
        by=session.actor,
        purpose=owner_purpose(session.actor.kind),
        at=clock.of(request),
        agency=draft.agency,
        service=draft.service,
    )
    return file_responses.inline(content, "image/jpeg")


@duplicate_submissions.once
@case_pages.citizen_page
@require_POST
def remove(
    request: HttpRequest, case: UUID, requirement: str, photo: UUID
) -> HttpResponse:
    """Remove a photo that waits."""
    _draft(request, case)
    session = auth.require_citizen_session(request)
    operations.remove_photo(
        case=case,
        owners=session.owners,
        requirement=requirement,
        photo=photo,
        by=session.actor,
        at=clock.of(request),
    )
    return redirect("applications:scan", case, requirement)
