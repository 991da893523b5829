"""Papers at the desk: a phone as scanner, and files from a scanner's folder.

For one requirement of a draft that an officer takes in. The page opens none of the
draft's answers; each photo that is looked at is an access on record.
"""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache

from balarea.applications import permissions
from balarea.applications import queries as case_queries
from balarea.applications.errors import UnknownRequirement
from balarea.applications.operations import drafting
from balarea.applications.presenters import files as file_presenter
from balarea.applications.queries import scanning as queries
from balarea.applications.views import scan_pages
from balarea.applications.views.citizen import case_pages
from balarea.documents import queries as document_queries
from balarea.foundation import clock
from balarea.foundation.errors import NotFound, Refusal
from balarea.people import auth, duplicate_submissions
from balarea.ui.http_methods import (
    require_http_methods,
    require_POST,
    require_safe,
)

TEMPLATE = "applications/officer/scan.html"


def _place(request: HttpRequest, case: UUID, requirement: str) -> scan_pages.Place:
    """The draft of a service that the officer takes in.

    Raises:
        NotFound: there is none, or it isn't theirs to take in.
    """
    session = auth.require_officer_session(request)
    draft = queries.draft_to_take_in(case, session.scope)
    if draft is None:
        raise NotFound
    permissions.check_not_expired(draft, clock.of(request))
    try:
        wanted = queries.requirement_by_id(draft, requirement)
    except LookupError:
        raise UnknownRequirement from None
    rows = [
        row
        for row in case_queries.current_evidence(case)
        if row.requirement == requirement
    ]
    address, language = [case, requirement], case_pages.language()
    return scan_pages.Place(
        draft=draft,
        by=session.actor,
        names="desk_scan",
        template=TEMPLATE,
        back=reverse("applications:desk_scan", args=address),
        context={
            "files": [file_presenter.facts(row) for row in rows],
            "files_left": wanted.max_files - len(rows),
            "requested": file_presenter.requested_evidence(wanted, language),
            "upload": reverse("applications:desk_scan_upload", args=address),
            "state": reverse("applications:desk_scan_state", args=address),
            "agency_name": session.scope.officer.agency.short_name,
            "officer_name": session.scope.officer.name,
        },
    )


@duplicate_submissions.once
@never_cache
@auth.officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, case: UUID, requirement: str) -> HttpResponse:
    """Show the code, the photos and the files; by POST make a file of the photos."""
    place = _place(request, case, requirement)
    return scan_pages.show(request, place, requirement)


@never_cache
@auth.officer_required
@require_safe
def state(request: HttpRequest, case: UUID, requirement: str) -> HttpResponse:
    """Which photos wait, for the script that looks whether another one has come."""
    place = _place(request, case, requirement)
    rows = document_queries.photos_of(place.draft.id, requirement)
    return JsonResponse({"photos": [str(row.id) for row in rows]})


@duplicate_submissions.once
@never_cache
@auth.officer_required
@require_POST
def upload(request: HttpRequest, case: UUID, requirement: str) -> HttpResponse:
    """Save each file by itself; what is refused is named with its reason."""
    place = _place(request, case, requirement)
    sent = request.FILES.getlist("file")
    errors = [] if sent else [file_presenter.none_chosen()]
    for file in sent:
        try:
            drafting.attach(
                requirement=requirement,
                name=file.name or "",
                content=file.read(),
                at=clock.of(request),
                **place.step,
            )
        except Refusal as refusal:
            name = file.name or ""
            errors.append(file_presenter.refused(name, refusal, len(sent)))
    if errors:
        place = _place(request, case, requirement)
        return scan_pages.page(
            request, place, requirement, [("file", e) for e in errors]
        )
    return redirect(place.back)


@duplicate_submissions.once
@never_cache
@auth.officer_required
@require_POST
def open_link(request: HttpRequest, case: UUID, requirement: str) -> HttpResponse:
    """Open a link for a phone; the one before it ends."""
    place = _place(request, case, requirement)
    return scan_pages.open_link(request, place, requirement)


@duplicate_submissions.once
@never_cache
@auth.officer_required
@require_POST
def end_link(request: HttpRequest, case: UUID, requirement: str) -> HttpResponse:
    """End the link before its time."""
    place = _place(request, case, requirement)
    return scan_pages.end_link(request, place, requirement)


@never_cache
@auth.officer_required
@require_safe
def photo(
    request: HttpRequest, case: UUID, requirement: str, photo: UUID
) -> HttpResponse:
    """Show a photo that waits; the access is logged."""
    place = _place(request, case, requirement)
    return scan_pages.photo(request, place, requirement, photo)


@duplicate_submissions.once
@never_cache
@auth.officer_required
@require_POST
def remove(
    request: HttpRequest, case: UUID, requirement: str, photo: UUID
) -> HttpResponse:
    """Remove a photo that waits."""
    place = _place(request, case, requirement)
    return scan_pages.remove(request, place, requirement, photo)
