"""What the keys and buttons of the desk's screen do."""

import datetime as dt
from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from balarea.foundation import clock
from balarea.foundation.errors import NotFound
from balarea.people import auth
from balarea.visits import errors
from balarea.visits.operations import (
    at_desk,
    calling,
    desks,
    journeys,
    outages,
    serving,
)
from balarea.visits.outage_rules import System
from balarea.visits.presenters import desk as presenter
from balarea.visits.queries import places
from balarea.visits.rules import CancelReason, HoldReason, PriorityClass, PriorityReason

HOLD_MINUTES = (5, 10, 15, 30, 60)

type Action = Callable[[HttpRequest], object]


def _by(request: HttpRequest) -> dict[str, Any]:
    session = auth.require_officer_session(request)
    return {"by": session.actor, "at": clock.of(request)}


def _officer(request: HttpRequest) -> dict[str, Any]:
    return {"scope": auth.require_officer_session(request).scope, **_by(request)}


def _ticket(request: HttpRequest) -> dict[str, Any]:
    """Every action on a number says which of its versions the page showed."""
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


def _reason(request: HttpRequest, reasons: Collection[str]) -> str:
    """One of the coded reasons that the page offers."""
    reason = request.POST.get("reason", "")
    if reason not in reasons:
        raise NotFound
    return reason


def _own_desk(request: HttpRequest) -> UUID:
    session = places.open_session(auth.require_officer_session(request).actor.id)
    if session is None:
        raise errors.DeskClosed
    return session.desk_id


def _call_next(request: HttpRequest) -> None:
    calling.call_next(desk=_own_desk(request), **_by(request))


def _call(request: HttpRequest) -> None:
    reason = _reason(request, presenter.CALL_REASONS)
    calling.call(desk=_own_desk(request), reason=reason, **_ticket(request))


def _hold(request: HttpRequest) -> None:
    reason = HoldReason(_reason(request, presenter.HOLD_REASONS))
    minutes = _number(request, "minutes")
    if minutes not in HOLD_MINUTES:
        raise NotFound
    due_at = clock.of(request) + dt.timedelta(minutes=minutes)
    serving.hold(reason=reason, due_at=due_at, **_ticket(request))


def _transfer(request: HttpRequest) -> None:
    serving.transfer(
        queue=places.queue(_id(request, "queue")),
        reason=_reason(request, presenter.TRANSFER_REASONS),
        **_ticket(request),
    )


def _add_step(request: HttpRequest) -> None:
    journeys.add_step(queue=places.queue(_id(request, "queue")), **_ticket(request))


def _cancel_step(request: HttpRequest) -> None:
    reason = CancelReason(_reason(request, presenter.CANCEL_REASONS))
    journeys.cancel_step(reason=reason, **_ticket(request))


def _pause(request: HttpRequest) -> None:
    desks.pause(reason=_reason(request, presenter.PAUSE_REASONS), **_officer(request))


def _report(request: HttpRequest) -> None:
    system = System(_reason(request, presenter.SYSTEMS))
    outages.report(system=system, **_officer(request))


def _change_priority(request: HttpRequest) -> None:
    try:
        priority = PriorityClass(request.POST.get("priority", ""))
        reason = PriorityReason(request.POST.get("reason", ""))
    except ValueError:
        raise NotFound from None
    at_desk.change_priority(priority=priority, reason=reason, **_ticket(request))


ACTIONS: dict[str, Action] = {
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
    "add_step": _add_step,
    "cancel_step": _cancel_step,
    "priority": _change_priority,
    "return": lambda r: at_desk.return_missed(**_ticket(r)),
    "outage": _report,
    "outage_end": lambda r: outages.end(outage=_id(r, "outage"), **_officer(r)),
    "check_in": lambda r: at_desk.check_in(visit=_id(r, "visit"), **_by(r)),
}
