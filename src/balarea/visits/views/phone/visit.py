"""The page of a visit: its numbers, checking in, coming back, leaving."""

import hashlib
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from balarea.foundation import clock
from balarea.foundation.errors import NotFound, Refusal
from balarea.people import duplicate_submissions, networks
from balarea.ui.http_methods import require_http_methods, require_POST, require_safe
from balarea.visits import actors, streams
from balarea.visits.operations import arriving, estimating, remote
from balarea.visits.presenters import appointments
from balarea.visits.presenters import steps as presenters
from balarea.visits.queries import estimates, outages, tickets
from balarea.visits.rules import OPEN, State
from balarea.visits.views.phone import private

# Seconds until the page without script reloads itself, longer each time.
INTERVALS = (15, 20, 30, 45, 60, 90, 120)


@private.uncached
@require_safe
@streams.follows_stream
def page(request: HttpRequest, token: str) -> HttpResponse:
    """The numbers of a visit, and what to do now."""
    visit, at = tickets.visit_of_token(token), clock.of(request)
    _estimate(visit, at)
    steps = presenters.steps(visit, at)
    is_live = any(step.is_open for step in steps)
    context: dict[str, Any] = {
        "token": token,
        "visit": visit,
        "steps": steps,
        "step": _shown_first(steps),
        "at": at,
        "address": request.build_absolute_uri(reverse("visits:visit", args=[token])),
        "booking": appointments.shown(visit, at),
        "is_live": is_live,
        # Of what the page shows: a call before its script first asks is news to it.
        "tag": _digest(_data(steps)),
        "needs_check_in": is_live and visit.arrived_at is None,
        "is_today": visit.business_date == clock.today(at),
        "outages": outages.sentences(visit.site, at) if is_live else [],
        "stream": streams.address(),
        "queues": " ".join({step.queue_id for step in steps if step.is_open}),
    }
    if is_live and "tetap" not in request.GET:
        context |= _refresh(request)
    return render(request, "visits/phone/visit.html", context)


def _estimate(visit: Any, at: Any) -> None:
    """Keep the waiting time that the page shows, at most once a minute a number."""
    for row in tickets.tickets_of(visit):
        if row.state == State.WAITING and estimates.is_due(row, at):
            estimating.show(ticket=row, by=actors.visitor(visit.id), at=at)


def _shown_first(steps: list[presenters.Step]) -> presenters.Step | None:
    """The number that matters now: called, else the first that is open."""
    for wished in ("is_called", "is_open"):
        for step in steps:
            if getattr(step, wished):
                return step
    return steps[-1] if steps else None


def _refresh(request: HttpRequest) -> dict[str, Any]:
    """When and to which address a page without script reloads itself."""
    text = request.GET.get("ke", "")
    count = int(text) if text.isdecimal() and len(text) < 3 else 0
    return {
        "refresh_seconds": INTERVALS[min(count, len(INTERVALS) - 1)],
        "refresh_count": min(count + 1, len(INTERVALS) - 1),
    }


@private.uncached
@require_safe
def state(request: HttpRequest, token: str) -> HttpResponseBase:
    """The same for the page's script; answers 304 while nothing has changed."""
    visit, at = tickets.visit_of_token(token), clock.of(request)
    _estimate(visit, at)
    steps = presenters.steps(visit, at)
    data = _data(steps)
    response = JsonResponse(data | {"at": f"{clock.local(at):%H.%M}"})
    tag = _digest(data)
    if streams.has(request, tag):
        return HttpResponse(status=304, headers={"ETag": f'"{tag}"'})
    response["ETag"] = f'"{tag}"'
    return response


def _data(steps: list[presenters.Step]) -> dict[str, Any]:
    """What the page's script asks for, to see whether anything has changed."""
    return {
        "steps": [
            {
                "label": one.label,
                "state": one.state,
                "word": one.word,
                "what": one.what,
                "wait": one.wait,
                "desk": one.desk,
            }
            for one in steps
        ],
        "is_live": any(one.is_open for one in steps),
    }


def _digest(data: dict[str, Any]) -> str:
    return hashlib.sha256(repr(data).encode()).hexdigest()[:20]


@duplicate_submissions.once
@private.uncached
@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: HttpRequest, token: str) -> HttpResponseBase:
    """Check in by the code that is shown in the building today."""
    visit, at = tickets.visit_of_token(token), clock.of(request)
    refusal: Refusal | None = None
    if request.method == "POST":
        by = actors.visitor(visit.id)
        try:
            remote.count_code_try(
                visit=visit, network=networks.network_of(request), by=by, at=at
            )
            remote.check_in_by_code(
                visit=visit, code=request.POST.get("code", ""), by=by, at=at
            )
        except NotFound:
            raise
        except Refusal as refused:
            refusal = refused
        else:
            return redirect("visits:visit", token)
    context = {"token": token, "visit": visit, "refusal": refusal}
    status = refusal.status if refusal else 200
    return render(request, "visits/phone/check_in.html", context, status=status)


@private.uncached
@require_safe
def arrived(request: HttpRequest, code: str) -> HttpResponse:
    """What the code at the entrance leads to: this browser's numbers, to check in."""
    at, waiting = clock.of(request), []
    for token in private.own_tokens(request):
        visit = tickets.visit_of_token(token)
        name = presenters.short_name(visit, at)
        is_today = visit.business_date == clock.today(at)
        if name and is_today and visit.arrived_at is None:
            waiting.append((token, name))
    context = {"code": code[:12], "waiting": waiting}
    return render(request, "visits/phone/arrived.html", context)


@duplicate_submissions.idempotent("the version of its form lets it happen once")
@private.uncached
@require_POST
def come_back(request: HttpRequest, token: str, ticket: UUID) -> HttpResponseBase:
    """Somebody who missed their call is back."""
    visit = tickets.visit_of_token(token)
    own = {one.id for one in tickets.tickets_of(visit)}
    version = request.POST.get("version", "")
    if ticket not in own or not version.isdecimal():
        raise NotFound
    arriving.return_missed(
        ticket=ticket,
        version=int(version),
        by=actors.visitor(visit.id),
        at=clock.of(request),
    )
    return redirect("visits:visit", token)


@duplicate_submissions.idempotent("what has been given back is so once")
@private.uncached
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponseBase:
    """Give every number of the visit back, after asking."""
    visit, at = tickets.visit_of_token(token), clock.of(request)
    if request.method == "POST":
        arriving.leave(visit=visit, by=actors.visitor(visit.id), at=at)
        return redirect("visits:visit", token)
    context = {
        "token": token,
        "labels": [row.label for row in tickets.tickets_of(visit) if row.state in OPEN],
    }
    return render(request, "visits/phone/leave.html", context)
