"""Announced applications: the public list, one of them, and objecting to it."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from balarea.applications import errors
from balarea.applications.objection_rules import MAX_THIRD_PARTY_FILES
from balarea.applications.operations import third_parties as operations
from balarea.applications.presenters import third_parties as presenters
from balarea.applications.queries import third_parties
from balarea.applications.rules import MAX_TEXT, MIN_LETTERS
from balarea.applications.views import file_responses, uploaded_files
from balarea.applications.views.citizen import case_pages
from balarea.catalogue import queries as catalogue
from balarea.documents import display
from balarea.documents import queries as document_queries
from balarea.documents.errors import FileRefused
from balarea.foundation import clock
from balarea.foundation.errors import NotFound, Refusal
from balarea.people import auth, duplicate_submissions
from balarea.people import queries as people
from balarea.people.presenters import agency_name
from balarea.ui.http_methods import require_http_methods, require_safe

if TYPE_CHECKING:
    from balarea.applications import models


def _announced(
    request: HttpRequest, row: "models.Announcement"
) -> presenters.Announced:
    definition = catalogue.definition(row.application.definition)
    return presenters.announced(
        row,
        definition,
        agency_name(people.agencies().get(row.agency)),
        case_pages.language(),
        clock.today(clock.of(request)),
    )


def _row(announcement: UUID) -> "models.Announcement":
    row = third_parties.announcement(announcement)
    if row is None:
        raise NotFound
    return row


def _after(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What is announced today: services and places, nobody's name."""
    today = clock.today(clock.of(request))
    after = _after(request.GET.get("sesudah", ""))
    rows = third_parties.open_announcements(today, after=after)
    shown = rows[: third_parties.ANNOUNCED_PAGE]
    context = {
        "rows": [_announced(request, row) for row in shown],
        "next": shown[-1].public_id if len(rows) > len(shown) else None,
    }
    return render(request, "applications/public/announcements.html", context)


@require_safe
def show(request: HttpRequest, announcement: UUID) -> HttpResponse:
    """One announced application; after its days it is found no more."""
    one = _announced(request, _row(announcement))
    if one.is_over:
        raise NotFound
    return render(request, "applications/public/announcement.html", {"one": one})


@duplicate_submissions.once
@case_pages.citizen_page
@require_http_methods(["GET", "HEAD", "POST"])
def object_to(request: HttpRequest, announcement: UUID) -> HttpResponse:
    """Object to an announced application, or read one's own objection again."""
    _row(announcement)
    if request.method != "POST":
        return _show(request, announcement)
    session = auth.require_citizen_session(request)
    try:
        operations.object_to(
            announcement=announcement,
            contact=session.contact,
            owners=session.owners,
            text=request.POST.get("text", ""),
            language=case_pages.language(),
            files=uploaded_files.examined(request, "file"),
            by=session.actor,
            at=clock.of(request),
        )
    except errors.ObjectedAlready:  # sent twice, or by two windows
        return redirect("applications:object_to", announcement)
    except (errors.ReasonsMissing, errors.TextTooLong, FileRefused) as refusal:
        return _show(request, announcement, refusal)
    return redirect("applications:object_to", announcement)


def _show(
    request: HttpRequest, announcement: UUID, refusal: Refusal | None = None
) -> HttpResponse:
    row, session = _row(announcement), auth.require_citizen_session(request)
    one = _announced(request, row)
    own = third_parties.own_third_party_objection(row.application, session.owners)
    is_applicant = bool(session.owners & row.application.owners)
    if own is None and one.is_over:
        raise errors.AnnouncementOver(last=f"{row.closes_on:%d-%m-%Y}")
    if is_applicant:
        raise errors.OwnApplication
    objected = None
    if own is not None:
        texts = operations.open_texts(
            application=row.application,
            objection=own,
            purpose="OWN_DATA",
            by=session.actor,
            at=clock.of(request),
        )
        objected = presenters.objected(own, texts)
    is_file = isinstance(refusal, FileRefused)
    context = {
        "one": one,
        "objected": objected,
        "min_letters": MIN_LETTERS,
        "max_text": MAX_TEXT,
        "refusal": refusal,
        "fault": refusal.why if refusal and not is_file else "",
        "file_fault": refusal.why if refusal and is_file else "",
        "max_files": MAX_THIRD_PARTY_FILES,
        "typed": request.POST.get("text", ""),
    }
    status = refusal.status if refusal else 200
    return render(request, "applications/public/object_to.html", context, status=status)


@case_pages.citizen_page
@require_safe
def file(request: HttpRequest, announcement: UUID, file: UUID) -> HttpResponse:
    """A file that was sent with one's own objection."""
    row, session = _row(announcement), auth.require_citizen_session(request)
    own = third_parties.own_third_party_objection(row.application, session.owners)
    if own is None:
        raise NotFound
    content, content_type, _ = display.open_for_display(
        evidence=document_queries.evidence(file, case=own.id),
        by=session.actor,
        purpose="OWN_DATA",
        at=clock.of(request),
        agency=row.agency,
        service=row.service,
    )
    return file_responses.inline(content, content_type)
