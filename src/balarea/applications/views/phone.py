"""The phone's side of a phone as scanner: whoever has the link sends photos by it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from balarea.applications import errors
from balarea.applications.operations import scanning as operations
from balarea.applications.presenters import files as presenter
from balarea.applications.queries import scanning as queries
from balarea.applications.views.citizen import case_pages
from balarea.catalogue import queries as catalogue
from balarea.foundation import clock
from balarea.foundation.errors import Refusal, TooMany
from balarea.foundation.operation import SYSTEM
from balarea.people import duplicate_submissions, networks
from balarea.ui.http_methods import require_http_methods


@duplicate_submissions.idempotent("a photo that is there already isn't added again")
@case_pages.uncached
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, token: str) -> HttpResponse:
    """Show for what photos are wanted, and nothing about anybody; by POST take some."""
    link = operations.find_link(
        token=token,
        network=networks.network_of(request),
        by=SYSTEM,
        at=clock.of(request),
    )
    if link is None:
        raise errors.ScanLinkOver
    refusals = _take(request, token) if request.method == "POST" else []
    if request.method == "POST" and not refusals:
        return redirect(f"{request.path}?terkirim=1")
    return _page(request, link, refusals)


def _take(request: HttpRequest, token: str) -> list[str]:
    """Store each photo by itself; a sentence for each that was refused."""
    sent = request.FILES.getlist("foto")
    if not sent:
        return [presenter.none_chosen()]
    refusals = []
    for file in sent:
        try:
            operations.send_photo(
                token=token,
                content=file.read(),
                network=networks.network_of(request),
                at=clock.of(request),
            )
        except (errors.ScanLinkOver, TooMany):
            raise
        except Refusal as refusal:
            refusals.append(presenter.refused(file.name or "", refusal, len(sent)))
    return refusals


def _page(
    request: HttpRequest, link: operations.OpenLink, refusals: list[str]
) -> HttpResponse:
    language, draft = case_pages.language(), link.draft
    requirement = queries.requirement_by_id(draft, link.link.requirement)
    context = {
        "service": catalogue.definition(draft.definition).title.of(language),
        "requirement": requirement.title.of(language),
        "hint": requirement.hint.of(language) if requirement.hint else "",
        "accept": presenter.PHOTOS,
        "count": queries.photo_count(link.link),
        "until": link.link.expires_at,
        "is_sent": "terkirim" in request.GET and not refusals,
        "errors": [("foto", text) for text in refusals],
    }
    status = 422 if refusals else 200
    return render(request, "applications/public/phone.html", context, status=status)
