"""The computer's side of a phone as scanner, for a citizen's PC and for the desk.

The views of each find the draft, and pass it on as a `Place`.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from balarea.applications.errors import UnknownRequirement
from balarea.applications.operations import scanning as operations
from balarea.applications.presenters import scanning as presenter
from balarea.applications.queries import scanning as queries
from balarea.applications.views import file_responses
from balarea.catalogue import definition as engine
from balarea.documents import operations as documents
from balarea.documents import queries as document_queries
from balarea.foundation import clock
from balarea.foundation.errors import Refusal
from balarea.foundation.operation import Actor
from balarea.vault.rules import owner_purpose

if TYPE_CHECKING:
    from balarea.applications import models


class Place(NamedTuple):
    """Where photos are looked at: whose draft it is, and by whom.

    `names`: of the addresses, `scan` for `applications:scan`, `…:scan_open` and so on;
    `back`: the page to which a file leads once it is made; `context`: of the template.
    """

    draft: "models.Draft"
    by: Actor
    names: str
    template: str
    back: str
    context: Mapping[str, object] = {}

    @property
    def step(self) -> dict[str, Any]:
        """The arguments of each operation that say whose draft it is, and who acts."""
        return {"case": self.draft.id, "owners": self.draft.owners, "by": self.by}


def open_link(request: HttpRequest, place: Place, requirement: str) -> HttpResponse:
    """Open a link for a phone; the one before it ends."""
    at = clock.of(request)
    operations.open_link(requirement=requirement, at=at, **place.step)
    return _to_page(place, requirement)


def end_link(request: HttpRequest, place: Place, requirement: str) -> HttpResponse:
    """End the link before its time."""
    at = clock.of(request)
    operations.end_link(requirement=requirement, at=at, **place.step)
    return _to_page(place, requirement)


def remove(
    request: HttpRequest, place: Place, requirement: str, photo: UUID
) -> HttpResponse:
    """Remove a photo that waits; what was chosen for the others is shown again."""
    operations.remove_photo(
        requirement=requirement, photo=photo, at=clock.of(request), **place.step
    )
    return _to_page(place, requirement, presenter.choices(request.POST.dict()))


def show(request: HttpRequest, place: Place, requirement: str) -> HttpResponse:
    """Show the code and the photos; by POST make a file of them, or look again.

    The order and the turns stand in the form, so that looking again loses none.
    """
    if request.method != "POST":
        return page(request, place, requirement)
    sent = request.POST.dict()
    if sent.get("aksi") == "lihat":
        return _to_page(place, requirement, presenter.choices(sent))
    rows = document_queries.photos_of(place.draft.id, requirement)
    seen = [row for row in rows if presenter.is_in(sent, row.id)]
    try:
        operations.use_photos(
            requirement=requirement,
            turns=presenter.chosen(seen, sent),
            at=clock.of(request),
            **place.step,
        )
    except Refusal as refusal:
        error = f"{refusal.why} {refusal.then}"
        return page(request, place, requirement, [("foto", error)], refusal.status)
    return redirect(place.back)


def photo(
    request: HttpRequest, place: Place, requirement: str, photo: UUID
) -> HttpResponse:
    """Show a photo that waits."""
    draft = place.draft
    row = document_queries.photo(photo, case=draft.id, requirement=requirement)
    [content] = documents.open_photos(
        photos=[row],
        case=draft.id,
        by=place.by,
        purpose=owner_purpose(place.by.kind),
        at=clock.of(request),
        agency=draft.agency,
        service=draft.service,
    )
    return file_responses.inline(content, "image/jpeg")


def _requirement(draft: "models.Draft", requirement: str) -> engine.Requirement:
    try:
        return queries.requirement_by_id(draft, requirement)
    except LookupError:
        raise UnknownRequirement from None


def _to_page(place: Place, requirement: str, choices: str = "") -> HttpResponse:
    path = reverse(f"applications:{place.names}", args=[place.draft.id, requirement])
    return redirect(f"{path}?{choices}" if choices else path)


def page(
    request: HttpRequest,
    place: Place,
    requirement: str,
    errors: Sequence[tuple[str, str]] = (),
    status: int = 422,
) -> HttpResponse:
    """The page of one requirement; `status` is of one that shows errors."""
    wanted = _requirement(place.draft, requirement)
    case, at = place.draft.id, clock.of(request)
    chosen = request.POST if request.method == "POST" else request.GET
    scan = presenter.page(
        case,
        wanted,
        link=queries.scan_link(case, requirement, at),
        photos=document_queries.photos_of(case, requirement),
        chosen=chosen.dict(),
        names=place.names,
        at=at,
    )
    context = {"scan": scan, "back": place.back, "errors": errors, **place.context}
    status = status if errors else 200
    return render(request, place.template, context, status=status)
