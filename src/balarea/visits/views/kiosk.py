"""The kiosk: three taps to a number, whole without script."""

import datetime as dt
import functools
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from balarea.catalogue import queries as catalogue
from balarea.foundation import clock, ids
from balarea.foundation.errors import NotFound, Refusal
from balarea.foundation.operation import Actor, ActorKind
from balarea.people import duplicate_submissions, networks
from balarea.people import queries as people
from balarea.ui.http_methods import require_http_methods, require_POST, require_safe
from balarea.visits import kiosk_requests
from balarea.visits.kiosk_requests import Machine
from balarea.visits.operations import estimating, kiosk_arrivals, printing
from balarea.visits.operations.issuing import Wish
from balarea.visits.presenters import kiosk_menu, kiosk_ticket
from balarea.visits.queries import kiosks, outages, tickets
from balarea.visits.rules import FAVOURED, Channel, PriorityClass

CLEARS_AFTER = 60  # seconds; the style sheet warns before
WAITS_FOR_PRINT = 4  # seconds until a page looks again whether the slip came out
END = "/kios/selesai/"

type Page = Callable[..., HttpResponse]


def _page(view: Page) -> Page:
    """A page that nothing stores and that empties itself."""

    @never_cache
    @functools.wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs)

    return shown


def _show(
    request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    response = render(request, f"visits/kiosk/{template}.html", context, status=status)
    # The first page stays as it is, unless somebody chose a language and went.
    if not context.get("is_home") or settings.LANGUAGE_COOKIE_NAME in request.COOKIES:
        after = context.get("refresh", CLEARS_AFTER)
        target = "" if "refresh" in context else f"; url={END}"
        response.headers["Refresh"] = f"{after}{target}"
    return response


def _here(request: HttpRequest) -> Machine:
    return kiosk_requests.machine(request, clock.of(request))


@require_safe
@_page
def home(request: HttpRequest) -> HttpResponse:
    """Search, events of life as pictures, agencies: the first tap."""
    site = _here(request).site
    menu = kiosk_menu.menu(site)
    context = {
        "is_home": True,
        "outages": outages.sentences(site, clock.of(request)),
        "events": menu.events(),
        "agencies": menu.agencies(),
    }
    return _show(request, "home", context)


@require_safe
@_page
def agency(request: HttpRequest, code: str) -> HttpResponse:
    """The services of an agency: the second tap."""
    items = kiosk_menu.menu(_here(request).site).of_agency(code)
    if not items:
        raise NotFound
    return _show(
        request, "services", {"title": kiosk_ticket.agency_name(code), "items": items}
    )


@require_safe
@_page
def event(request: HttpRequest, code: str) -> HttpResponse:
    """The services of an event of life: the second tap."""
    own = catalogue.edition().life_events.get(code)
    items = kiosk_menu.menu(_here(request).site).of_event(code)
    if own is None or not items:
        raise NotFound
    title = own.name.of(get_language() or "")
    return _show(request, "services", {"title": title, "items": items})


@require_safe
@_page
def search(request: HttpRequest) -> HttpResponse:
    """What was typed, searched as everywhere in the mall."""
    text = request.GET.get("q", "").strip()[:200]
    items = kiosk_menu.menu(_here(request).site).matching(text) if text else []
    context = {"title": text, "items": items, "is_search": True}
    return _show(request, "services", context)


@require_safe
@_page
def service(request: HttpRequest, code: str) -> HttpResponse:
    """What to have ready, and the buttons that give a number: the third tap."""
    return _service(request, code)


def _service(
    request: HttpRequest, code: str, refusal: Refusal | None = None
) -> HttpResponse:
    here = _here(request)
    item = kiosk_menu.menu(here.site).item(code)
    context = {
        "item": item,
        "bring": kiosk_menu.bring(catalogue.current(code)),
        "outages": outages.sentences(here.site, clock.of(request)),
        "priorities": list(kiosk_menu.PRIORITIES.items()),
        "form_key": ids.uuid7().hex,
        "refusal": refusal,
        "may_issue": here.may_issue,
    }
    return _show(request, "service", context, refusal.status if refusal else 200)


@duplicate_submissions.idempotent("the form's own key gives the same number again")
@require_POST
@_page
def take(request: HttpRequest) -> HttpResponse:
    """A number for the service that was chosen."""
    here = _here(request)
    code = request.POST.get("service", "")
    queue = kiosk_menu.menu(here.site).queues.get(code)
    if queue is None:
        raise NotFound
    chosen = request.POST.get("priority", "")
    try:
        kiosk_requests.require_issuing(here)
        ticket = printing.take_number(
            kiosk=here.kiosk if here.prints else None,
            wish=Wish(
                queue=queue,
                service=code,
                channel=Channel.KIOSK,
                priority=PriorityClass(chosen)
                if chosen in FAVOURED
                else PriorityClass.REGULAR,
                language=get_language() or "id",
            ),
            key=request.POST.get("form_key", "")[:64],
            by=None,
            at=clock.of(request),
        )
    except Refusal as refusal:
        return _service(request, code, refusal)
    return _shown(ticket, clock.of(request))


def _shown(ticket: Any, at: dt.datetime) -> HttpResponse:
    """Lead to the page of a number, with an estimate of its waiting time."""
    visitor = Actor(ActorKind.VISITOR, ticket.visit_id)
    estimating.show(ticket=ticket, by=visitor, at=at)
    token = tickets.token_of(ticket.visit_id)
    return redirect(kiosk_requests.number_address(token, at))


@duplicate_submissions.idempotent("whoever has arrived, has arrived")
@require_http_methods(["GET", "HEAD", "POST"])
@_page
def arrive(request: HttpRequest) -> HttpResponse:
    """Take a number from home or an appointment, by its QR code."""
    here, at = _here(request), clock.of(request)
    if request.method != "POST":
        return _show(request, "arrive", {})
    visitor, refusal = people.anonymous_actor(), None
    try:
        kiosk_requests.require_issuing(here)
        visit = kiosk_arrivals.find(
            text=request.POST.get("code", "")[:400],
            network=networks.network_of(request),
            by=visitor,
            at=at,
        )
        if visit is not None and visit.site_id == here.site.id:
            ticket = kiosk_arrivals.check_in(
                visit=visit,
                kiosk=here.kiosk if here.prints else None,
                by=Actor(ActorKind.VISITOR, visit.id),
                at=at,
            )
            return _shown(ticket, at)
    except Refusal as refused:
        refusal = refused
    context = {"refusal": refusal, "is_wrong": refusal is None}
    return _show(request, "arrive", context, refusal.status if refusal else 422)


@require_safe
@_page
def number(request: HttpRequest, token: str) -> HttpResponse:
    """The numbers of a visit, for some minutes after they were taken or shown."""
    at, here = clock.of(request), _here(request)
    visit = tickets.visit_of_token(token)
    rows = [row for row in tickets.tickets_of(visit) if not tickets.has_ended(row)]
    if not rows or not kiosk_requests.is_shown(request, token, at):
        return redirect("visits:kiosk")
    ticket = rows[0]
    state, count = kiosks.last_print(ticket, at)
    context = {
        "ticket": ticket,
        "texts": kiosk_ticket.texts(ticket),
        "others": rows[1:],
        "token": token,
        "prints": here.prints,
        "print_state": state or "",
        "is_reprint": count > 0,
    }
    if state in {"QUEUED", "SENT"}:
        context["refresh"] = WAITS_FOR_PRINT
    return _show(request, "number", context)


@duplicate_submissions.idempotent("a print that waits is not asked for twice")
@require_POST
@_page
def print_again(request: HttpRequest, token: str) -> HttpResponse:
    """Print the slip once more, marked as a copy."""
    here, at = _here(request), clock.of(request)
    rows = tickets.tickets_of(tickets.visit_of_token(token))
    if here.prints and here.kiosk is not None and rows:
        actor = Actor(ActorKind.VISITOR, rows[0].visit_id)
        printing.print_again(ticket=rows[0].id, kiosk=here.kiosk, by=actor, at=at)
    return redirect(kiosk_requests.number_address(token, at))


@require_safe
@_page
def offline_ticket(request: HttpRequest, secret: str) -> HttpResponse:
    """The QR code of a number that a kiosk gave out by itself."""
    try:
        ticket = kiosks.offline_ticket(secret)
    except NotFound:
        return _show(request, "not_yet", {"is_home": True}, 404)
    return redirect(kiosk_ticket.path(ticket))


@require_safe
@_page
def end(request: HttpRequest) -> HttpResponse:
    """Nothing of this visitor stays: language, pages, what was typed."""
    response = redirect("visits:kiosk")
    response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@duplicate_submissions.idempotent("the browser is this kiosk's afterwards")
@require_http_methods(["GET", "HEAD", "POST"])
@_page
def pair(request: HttpRequest, link: str) -> HttpResponse:
    """Make this browser a kiosk, by a manager's link."""
    kiosk = kiosk_requests.kiosk_of_link(link, clock.of(request))
    if request.method != "POST":
        return _show(request, "pair", {"kiosk": kiosk, "is_home": True})
    return kiosk_requests.pair(redirect("visits:kiosk"), kiosk)
