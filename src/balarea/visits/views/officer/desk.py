"""The desk's screen: one visitor at a time, one key for each action."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from balarea.foundation import clock
from balarea.foundation.errors import NotFound, Refusal
from balarea.people import auth, duplicate_submissions
from balarea.people.rules import Action
from balarea.ui.http_methods import require_POST, require_safe
from balarea.visits import errors, streams
from balarea.visits.operations import at_desk
from balarea.visits.presenters import desk as presenter
from balarea.visits.presenters import desk_steps, visitors
from balarea.visits.queries import journeys, outages, places, tickets
from balarea.visits.views.officer.desk_actions import ACTIONS, HOLD_MINUTES
from balarea.visits.views.officer.visitors import OPENED

if TYPE_CHECKING:
    from balarea.people.models import Site
    from balarea.visits import models

RELOADS_AFTER = 15  # seconds, of a page without script while nobody is at the desk
VISIT = "kunjungan"  # the visit that was looked up, in the page's address


@never_cache
@auth.officer_required
@require_safe
@streams.follows_stream
def show(request: HttpRequest) -> HttpResponse:
    """Who is at the desk, who comes next; or the choice of a desk to open."""
    return _show(request)


def require(request: HttpRequest) -> auth.OfficerSession:
    """Somebody who may call visitors."""
    session = auth.require_officer_session(request)
    session.scope.require(Action.CALL)
    return session


def _show(
    request: HttpRequest, refusal: Refusal | None = None, status: int = 200
) -> HttpResponse:
    session = require(request)
    officer = session.scope.officer
    context: dict[str, Any] = {
        "agency_name": officer.agency.short_name,
        "officer_name": officer.name,
        "refusal": refusal,
        "takes_in": Action.RECEIVE in session.scope.actions,
    }
    own = places.open_session(officer.id)
    if own is None:
        context["sites"] = [
            (site, presenter.desk_choices(site, session.scope.reach(Action.CALL)))
            for site in places.sites()
        ]
        page = "visits/officer/open_desk.html"
    else:
        context |= _desk(request, own)
        page = "visits/officer/desk.html"
    return render(request, page, context, status=status)


def _desk(request: HttpRequest, own: "models.DeskSession") -> dict[str, Any]:
    at, desk = clock.of(request), own.desk
    scope = auth.require_officer_session(request).scope
    day = clock.today(at)
    current = tickets.at_desk(desk.id)
    queues = places.queues_of_desk(desk)
    counts = tickets.waiting_counts([one.id for one in queues], day)
    shown_visit = _looked_up(request, desk.site)
    steps = desk_steps.steps(current.visit, desk, at) if current else []
    return {
        "desk": desk,
        "at": at,
        "pause": presenter.pause(own),
        "current": presenter.at_desk(current, at) if current else None,
        "files": current
        and visitors.files(current, scope, request.session.get(OPENED, "")),
        "steps": steps if len(steps) > 1 else [],
        "next": presenter.visitors(tickets.next_of_desk(desk.id, day), at),
        "on_hold": presenter.visitors(tickets.on_hold(desk.id, day), at),
        "missed": presenter.visitors(tickets.missed(desk.id, day), at),
        "queues": [
            (presenter.queue_line(one), counts.get(one.id, 0)) for one in queues
        ],
        "others": presenter.other_queues(desk, steps),
        "is_looking": "cari" in request.GET
        or shown_visit is not None
        or request.path == reverse("visits:desk_find"),
        "visit": shown_visit and desk_steps.visit(shown_visit, desk, at),
        "outages": presenter.outages(
            outages.current(desk.site, at), scope.reach(Action.CALL)
        ),
        "systems": presenter.SYSTEMS.items(),
        "stream": streams.address(),
        "followed": " ".join(str(one.id) for one in queues),
        "is_still": "diam" in request.GET,
        "reload_seconds": RELOADS_AFTER,
        "hold_reasons": presenter.HOLD_REASONS.items(),
        "hold_minutes": HOLD_MINUTES,
        "call_reasons": presenter.CALL_REASONS.items(),
        "priorities": presenter.GIVEN_PRIORITIES.items(),
        "priority_reasons": presenter.PRIORITY_REASONS.items(),
        "cancel_reasons": presenter.CANCEL_REASONS.items(),
        "pause_reasons": presenter.PAUSE_REASONS.items(),
        "transfer_reasons": presenter.TRANSFER_REASONS.items(),
    }


def _looked_up(request: HttpRequest, site: "Site") -> "models.Visit | None":
    try:
        visit = UUID(request.GET.get(VISIT, ""))
    except ValueError:
        return None
    return journeys.visit_at(site, visit)


@duplicate_submissions.once
@never_cache
@auth.officer_required
@require_POST
@streams.follows_stream
def act(request: HttpRequest) -> HttpResponse:
    """One action of a key or button; whatever is refused is said on the same page."""
    require(request)
    action = ACTIONS.get(request.POST.get("do", ""))
    if action is None:
        raise NotFound
    try:
        action(request)
    except Refusal as refusal:
        return _show(request, refusal, refusal.status)
    return redirect("visits:desk")


@duplicate_submissions.idempotent("it only looks up whose number it is")
@never_cache
@auth.officer_required
@require_POST
@streams.follows_stream
def find(request: HttpRequest) -> HttpResponse:
    """The number that a visitor says, or what a scanner types of their QR code."""
    session = require(request)
    text = request.POST.get("nomor", "")[:200]
    try:
        visit = at_desk.find(text=text, by=session.actor, at=clock.of(request))
        if visit is None:
            raise errors.NumberUnknown
    except Refusal as refusal:
        return _show(request, refusal, refusal.status)
    return redirect(f"{reverse('visits:desk')}?{urlencode({VISIT: visit.id})}")
