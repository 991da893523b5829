"""The desk's screen: one visitor at a time, one key for each action."""

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from balarea.foundation import clock
from balarea.foundation.errors import NotFound, Refusal
from balarea.people import auth, duplicate_submissions
from balarea.people.rules import Action
from balarea.ui.http_methods import require_POST, require_safe
from balarea.visits.operations import arriving, calling, desks, serving
from balarea.visits.presenters import desk as presenter
from balarea.visits.queries import places, tickets
from balarea.visits.rules import HoldReason

HOLD_MINUTES = (5, 10, 15, 30, 60)


@never_cache
@auth.officer_required
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Who is at the desk, who comes next; or the choice of a desk to open."""
    _require(request)
    return _show(request)


def _require(request: HttpRequest) -> auth.OfficerSession:
    session = auth.require_officer_session(request)
    session.scope.require(Action.CALL)
    return session


def _show(
    request: HttpRequest, refusal: Refusal | None = None, status: int = 200
) -> HttpResponse:
    session, at = auth.require_officer_session(request), clock.of(request)
    officer = session.scope.officer
    context: dict[str, Any] = {
        "agency_name": officer.agency.short_name,
        "officer_name": officer.name,
        "refusal": refusal,
        "takes_in": Action.RECEIVE in session.scope.actions,
    }
    own = places.open_session(officer.id)
    if own is None:
        agencies = session.scope.reach(Action.CALL)
        context["desks"] = [
            (site, list(places.desks(agencies, site))) for site in places.sites()
        ]
        page = "visits/officer/open_desk.html"
        return render(request, page, context, status=status)
    day, desk = clock.today(at), own.desk
    current = tickets.at_desk(desk.id)
    queues = places.queues_of_desk(desk)
    counts = tickets.waiting_counts([one.id for one in queues], day)
    context |= {
        "desk": desk,
        "is_paused": own.pauses.filter(ended_at__isnull=True).exists(),
        "current": presenter.visitor(current, at) if current else None,
        "next": presenter.visitors(tickets.next_of_desk(desk.id, day), at),
        "on_hold": presenter.visitors(tickets.on_hold(desk.id, day), at),
        "missed": presenter.visitors(tickets.missed(desk.id, day), at),
        "queues": [
            (presenter.queue_name(one), one.prefix, counts.get(one.id, 0))
            for one in queues
        ],
        "others": [
            (one.id, presenter.queue_name(one), one.prefix)
            for one in places.queues(desk.site)
            if current is None or one.id != current.queue_id
        ],
        "hold_reasons": presenter.HOLD_REASONS.items(),
        "hold_minutes": HOLD_MINUTES,
        "pause_reasons": presenter.PAUSE_REASONS.items(),
    }
    return render(request, "visits/officer/desk.html", context, status=status)


@duplicate_submissions.once
@never_cache
@auth.officer_required
@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """One action of a key or button; whatever is refused is said on the same page."""
    _require(request)
    action = ACTIONS.get(request.POST.get("do", ""))
    if action is None:
        raise NotFound
    try:
        action(request)
    except Refusal as refusal:
        return _show(request, refusal, refusal.status)
    return redirect("visits:desk")


def _by(request: HttpRequest) -> dict[str, Any]:
    session = auth.require_officer_session(request)
    return {"by": session.actor, "at": clock.of(request)}


def _officer(request: HttpRequest) -> dict[str, Any]:
    return {"scope": auth.require_officer_session(request).scope, **_by(request)}


def _ticket(request: HttpRequest) -> dict[str, Any]:
    return {
        "ticket": _id(request, "ticket"),
        "version": _number(request, "version"),
        **_by(request),
    }


def _id(request: HttpRequest, name: str) -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        raise NotFound from None


def _number(request: HttpRequest, name: str) -> int:
    try:
        return int(request.POST.get(name, ""))
    except ValueError:
        raise NotFound from None


def _own_desk(request: HttpRequest) -> UUID:
    session = places.open_session(auth.require_officer_session(request).actor.id)
    if session is None:
        raise NotFound
    return session.desk_id


def _call_next(request: HttpRequest) -> None:
    calling.call_next(desk=_own_desk(request), **_by(request))


def _call(request: HttpRequest) -> None:
    reason = request.POST.get("reason", "")
    if reason not in presenter.CALL_REASONS:
        raise NotFound
    calling.call(desk=_own_desk(request), reason=reason, **_ticket(request))


def _hold(request: HttpRequest) -> None:
    try:
        reason = HoldReason(request.POST.get("reason", ""))
    except ValueError:
        raise NotFound from None
    minutes = _number(request, "minutes")
    if minutes not in HOLD_MINUTES:
        raise NotFound
    due_at = clock.of(request) + dt.timedelta(minutes=minutes)
    serving.hold(reason=reason, due_at=due_at, **_ticket(request))


def _transfer(request: HttpRequest) -> None:
    queue = places.queue(_id(request, "queue"))
    serving.transfer(queue=queue, **_ticket(request))


def _pause(request: HttpRequest) -> None:
    reason = request.POST.get("reason", "")
    if reason not in presenter.PAUSE_REASONS:
        raise NotFound
    desks.pause(reason=reason, **_officer(request))


ACTIONS: dict[str, Callable[[HttpRequest], object]] = {
    "open": lambda r: desks.open_session(desk=_id(r, "desk"), **_officer(r)),
    "close": lambda r: desks.close_session(**_officer(r)),
    "pause": _pause,
    "go_on": lambda r: desks.resume(**_officer(r)),
    "next": _call_next,
    "call": _call,
    "recall": lambda r: calling.recall(**_ticket(r)),
    "put_back": lambda r: calling.put_back(**_ticket(r)),
    "miss": lambda r: calling.miss(**_ticket(r)),
    "start": lambda r: serving.start(**_ticket(r)),
    "hold": _hold,
    "resume": lambda r: serving.resume(**_ticket(r)),
    "requeue": lambda r: serving.requeue(is_any_desk=True, **_ticket(r)),
    "finish": lambda r: serving.finish(**_ticket(r)),
    "transfer": _transfer,
    "return": lambda r: arriving.return_missed(**_ticket(r)),
}
