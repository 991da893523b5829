"""Appointments: choose a service, a day and a time; confirm, move, cancel."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from balarea.catalogue import queries as catalogue
from balarea.catalogue import search
from balarea.foundation import clock
from balarea.foundation.errors import NotFound, Refusal
from balarea.people import duplicate_submissions, networks
from balarea.people import queries as people
from balarea.ui.http_methods import require_http_methods, require_POST, require_safe
from balarea.visits import actors, subjects
from balarea.visits.operations import booking, looking_up
from balarea.visits.presenters import appointments as presenters
from balarea.visits.presenters import queues as queue_presenters
from balarea.visits.queries import (
    bookings,
    places,
    remote,
    served,
    slots,
    tickets,
    today,
)
from balarea.visits.rules import CancelReason
from balarea.visits.views.phone import private

SHOWN = 8  # services that a search lists


@private.uncached
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Choose what for: a search, or a queue; the first free times stand first."""
    at, sites = clock.of(request), places.sites()
    text = request.GET.get("q", "").strip()
    context: dict[str, Any] = {"query": text}
    if sites:
        every = list(places.queues(sites[0]))
        first = slots.first_free([one.id for one in every], at)
        rows = [
            (one, tickets.name_in(one, get_language()), first.get(one.id))
            for one in every
        ]
        rows.sort(key=lambda row: (row[2] is None, row[2] or at, row[0].prefix))
        context["queues"] = rows
        if text:
            context["services"] = _services(sites[0], text, first)
    return render(request, "visits/phone/appointments.html", context)


def _services(site: Any, text: str, first: dict[UUID, Any]) -> list[tuple[Any, ...]]:
    codes = search.search(text).codes[: SHOWN * 2]
    titles = catalogue.titles(get_language() or "")
    queues = served.queues_of(site, codes)
    return [
        (code, titles.get(code, code), queues[code], first.get(queues[code].id))
        for code in codes
        if code in queues
    ][:SHOWN]


@duplicate_submissions.once
@private.uncached
@require_http_methods(["GET", "HEAD", "POST"])
def times(request: HttpRequest, queue: UUID) -> HttpResponseBase:
    """The days and times of a queue; a press reserves one for a few minutes."""
    at, row = clock.of(request), places.queue(queue)
    service = request.GET.get("layanan", "")
    if service and served.queues_of(row.site, [service]).get(service) != row:
        raise NotFound
    case = subjects.own_case(request.GET.get("untuk", ""), private.owners_of(request))
    refusal: Refusal | None = None
    if request.method == "POST":
        asker = private.asker_of(request)
        try:
            reserved = booking.reserve(
                slot=_slot_of(request, row.id),
                request=booking.Request(
                    service=service,
                    language=get_language() or "id",
                    person_index=remote.person_index(asker),
                    subject=asker.owner,
                    case=case.id if case else None,
                    network=asker.network,
                ),
                key=request.POST.get(duplicate_submissions.FIELD, ""),
                by=None,
                at=at,
            )
        except NotFound:
            raise
        except Refusal as refused:
            refusal = refused
        else:
            token = tickets.token_of(reserved.visit_id)
            return private.remember(request, redirect("visits:visit", token), token)
    context = _times(row, at) | {
        "service": catalogue.titles(get_language() or "").get(service, ""),
        "case": case,
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "visits/phone/times.html", context, status=status)


def _times(queue: Any, at: Any) -> dict[str, Any]:
    days = slots.days(queue, at)
    offered = presenters.offered(days)
    return {
        "queue": queue,
        "name": tickets.name_in(queue, get_language()),
        "days": offered,
        "has_free": any(day.free for day in offered),
        "horizon": presenters.horizon(),
        "row": queue_presenters.row(
            today.queue_now(queue, at), catalogue.edition().agencies, at
        ),
    }


def _slot_of(request: HttpRequest, queue: UUID) -> UUID:
    """The time that was pressed, of this queue; raises `NotFound` for any other."""
    try:
        slot = slots.slot(UUID(request.POST.get("slot", "")))
    except ValueError:
        raise NotFound from None
    if slot.queue_id != queue:
        raise NotFound
    return slot.id


@duplicate_submissions.idempotent("a confirmed time stays confirmed")
@private.uncached
@require_POST
def confirm(request: HttpRequest, token: str) -> HttpResponseBase:
    """Make the reserved time an appointment."""
    row = _booking_of(token)
    by = actors.visitor(row.visit_id)
    booking.confirm(booking=row.id, by=by, at=clock.of(request))
    return redirect("visits:visit", token)


@duplicate_submissions.once
@private.uncached
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, token: str) -> HttpResponseBase:
    """Choose another time of the same queue; until then the old one stays."""
    row, at = _booking_of(token), clock.of(request)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            booking.move(
                booking=row.id,
                slot=_slot_of(request, row.slot.queue_id),
                by=actors.visitor(row.visit_id),
                at=at,
            )
        except NotFound:
            raise
        except Refusal as refused:
            refusal = refused
        else:
            return redirect("visits:visit", token)
    context = _times(row.slot.queue, at) | {
        "token": token,
        "booking": presenters.appointment(row, at),
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "visits/phone/times.html", context, status=status)


@duplicate_submissions.idempotent("what was cancelled is so once")
@private.uncached
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, token: str) -> HttpResponseBase:
    """Give the time back, after asking."""
    row, at = _booking_of(token), clock.of(request)
    if request.method == "POST":
        booking.cancel(
            booking=row.id,
            reason=CancelReason.BY_VISITOR,
            by=actors.visitor(row.visit_id),
            at=at,
        )
        return redirect("visits:visit", token)
    context = {"token": token, "booking": presenters.appointment(row, at)}
    return render(request, "visits/phone/cancel.html", context)


def _booking_of(token: str) -> Any:
    row = bookings.of_visit(tickets.visit_of_token(token))
    if row is None:
        raise NotFound
    return row


@duplicate_submissions.idempotent("it looks up and changes nothing")
@private.uncached
@require_http_methods(["GET", "HEAD", "POST"])
def by_code(request: HttpRequest) -> HttpResponseBase:
    """Find an appointment by its code."""
    at, problem = clock.of(request), False
    if request.method == "POST":
        row = looking_up.by_code(
            code=request.POST.get("code", ""),
            network=networks.network_of(request),
            by=people.anonymous_actor(),
            at=at,
        )
        if row is not None:
            token = tickets.token_of(row.visit_id)
            return private.remember(request, redirect("visits:visit", token), token)
        problem = True
    context = {"problem": problem, "code": request.POST.get("code", "")}
    status = 422 if problem else 200
    return render(request, "visits/phone/by_code.html", context, status=status)
