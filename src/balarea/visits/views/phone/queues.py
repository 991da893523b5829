"""The queues of today, and taking a number from home."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language

from balarea.catalogue import queries as catalogue
from balarea.catalogue import search
from balarea.foundation import clock
from balarea.foundation.errors import NotFound
from balarea.people import auth, duplicate_submissions
from balarea.ui.http_methods import require_http_methods, require_safe
from balarea.visits import remote_rules, subjects
from balarea.visits.operations import remote
from balarea.visits.presenters import queues as presenters
from balarea.visits.presenters import steps as steps_presenters
from balarea.visits.presenters.priority import PRIORITIES, priority_of
from balarea.visits.queries import outages, places, served, tickets, today
from balarea.visits.views.phone import private

SHOWN = 8  # services that a search lists


@private.uncached
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every queue of a building: served now, waiting, numbers left; and a search."""
    at, sites = clock.of(request), places.sites()
    text = request.GET.get("q", "").strip()
    context: dict[str, Any] = {"query": text, "sites": sites, "at": at}
    if sites:
        code = request.GET.get("lokasi", "")
        site = next((one for one in sites if one.code == code), sites[0])
        agencies = catalogue.edition().agencies
        context |= {
            "site": site,
            "queues": presenters.rows(today.overview(site, at), agencies, at),
            "own": _own(request),
            "outages": outages.sentences(site, at),
        }
        if text:
            context["services"] = _services(site, text)
    return render(request, "visits/phone/queues.html", context)


def _services(site: Any, text: str) -> list[tuple[str, str, Any]]:
    """Code, title and queue of the services that fit a search, the best first."""
    codes = search.search(text).codes
    titles = catalogue.titles(get_language() or "")
    queues = served.queues_of(site, codes[: SHOWN * 2])
    return [
        (code, titles.get(code, code), queues[code]) for code in codes if code in queues
    ][:SHOWN]


def _own(request: HttpRequest) -> list[tuple[str, str]]:
    """Address and name of this browser's visits that haven't ended."""
    result = []
    for token in private.own_tokens(request):
        visit = tickets.visit_of_token(token)
        name = steps_presenters.short_name(visit, clock.of(request))
        if name:
            result.append((token, name))
    return result


@require_safe
def for_service(request: HttpRequest, code: str) -> HttpResponseBase:
    """From a service's page to the queue that serves it, or to all queues."""
    sites = places.sites()
    queue = served.queues_of(sites[0], [code]).get(code) if sites else None
    if queue is None:
        return redirect("visits:queues")
    return redirect(f"{reverse('visits:take', args=[queue.id])}?layanan={code}")


@private.uncached
@require_safe
def for_case(request: HttpRequest, case: UUID) -> HttpResponseBase:
    """From one's own application or prepared file to the times of its queue."""
    owners = private.owners_of(request)
    if not owners:
        return redirect(f"/masuk/?lanjut={request.path}")
    own, sites = subjects.own_case(str(case), owners), places.sites()
    if own is None:
        raise NotFound
    queues = served.queues_of(sites[0], [own.service]) if sites else {}
    if (queue := queues.get(own.service)) is None:
        return redirect("visits:queues")
    times = reverse("visits:times", args=[queue.id])
    return redirect(f"{times}?layanan={own.service}&untuk={own.id}")


@duplicate_submissions.once
@private.uncached
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest, queue: UUID) -> HttpResponseBase:
    """Take a number before coming, with or without signing in."""
    at, row = clock.of(request), places.queue(queue)
    service = request.GET.get("layanan", "")
    if service and served.queues_of(row.site, [service]).get(service) != row:
        raise NotFound
    case = subjects.own_case(request.GET.get("untuk", ""), private.owners_of(request))
    if request.method == "POST":
        ticket = remote.take(
            queue=row,
            service=service,
            priority=priority_of(request.POST.get("priority", "")),
            language=get_language() or "id",
            asker=private.asker_of(request),
            case=case.id if case else None,
            key=request.POST.get(duplicate_submissions.FIELD, ""),
            by=None,
            at=at,
        )
        token = tickets.token_of(ticket.visit_id)
        return private.remember(request, redirect("visits:visit", token), token)
    now = today.queue_now(row, at)
    context = {
        "row": presenters.row(now, catalogue.edition().agencies, at),
        "now": now,
        "releases": presenters.releases(now),
        "service": catalogue.titles(get_language() or "").get(service, ""),
        "case": case,
        "priorities": PRIORITIES,
        "is_signed_in": auth.citizen_session_of(request) is not None,
        "minutes": int(remote_rules.ABSENT_AFTER.total_seconds() // 60),
        "bound": steps_presenters.bound(row),
    }
    return render(request, "visits/phone/take.html", context)
