"""A phone as scanner, for a citizen who fills in a draft on a computer."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from balarea.applications import permissions
from balarea.applications.views import scan_pages
from balarea.applications.views.citizen import case_pages
from balarea.foundation import clock
from balarea.people import auth, duplicate_submissions
from balarea.ui.http_methods import (
    require_http_methods,
    require_POST,
    require_safe,
)


def _place(request: HttpRequest, case: UUID, requirement: str) -> scan_pages.Place:
    """The citizen's own draft; raises as `case_pages.open_draft`."""
    draft = case_pages.draft_of(request, case)
    permissions.check_not_expired(draft, clock.of(request))
    back = reverse("applications:evidence", args=[case, requirement])
    return scan_pages.Place(
        draft=draft,
        by=auth.require_citizen_session(request).actor,
        names="scan",
        template="applications/citizen/scan.html",
        back=f"{back}?tersimpan=1#berkas" if request.method == "POST" else back,
    )


@duplicate_submissions.once
@case_pages.citizen_page
@require_POST
def open_link(request: HttpRequest, case: UUID, requirement: str) -> HttpResponse:
    """Open a link for a phone; the one before it ends."""
    place = _place(request, case, requirement)
    return scan_pages.open_link(request, place, requirement)


@duplicate_submissions.once
@case_pages.citizen_page
@require_POST
def end_link(request: HttpRequest, case: UUID, requirement: str) -> HttpResponse:
    """End the link before its time."""
    place = _place(request, case, requirement)
    return scan_pages.end_link(request, place, requirement)


@duplicate_submissions.once
@case_pages.citizen_page
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, case: UUID, requirement: str) -> HttpResponse:
    """Show the code and the photos; by POST make a file of them."""
    place = _place(request, case, requirement)
    return scan_pages.show(request, place, requirement)


@case_pages.citizen_page
@require_safe
def photo(
    request: HttpRequest, case: UUID, requirement: str, photo: UUID
) -> HttpResponse:
    """Show a photo that waits."""
    place = _place(request, case, requirement)
    return scan_pages.photo(request, place, requirement, photo)


@duplicate_submissions.once
@case_pages.citizen_page
@require_POST
def remove(
    request: HttpRequest, case: UUID, requirement: str, photo: UUID
) -> HttpResponse:
    """Remove a photo that waits."""
    place = _place(request, case, requirement)
    return scan_pages.remove(request, place, requirement, photo)
