"""How an agency keeps its promises, in figures; nothing about any person."""

import datetime as dt
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from balarea.applications import queries
from balarea.applications.presenters import figures as presenters
from balarea.applications.presenters import listing
from balarea.applications.presenters import officer as wording
from balarea.applications.rules import CLOSED, State
from balarea.applications.views.officer.worklist import place
from balarea.catalogue import queries as catalogue
from balarea.foundation import calendar, clock
from balarea.foundation.errors import NotFound, NotPermitted
from balarea.people import auth
from balarea.people import queries as people
from balarea.people.queries import Scope
from balarea.people.rules import Action
from balarea.ui.http_methods import require_safe

WINDOW = dt.timedelta(days=30)


def _scope(request: HttpRequest) -> Scope:
    scope = auth.require_officer_session(request).scope
    if not scope.reach(Action.OVERSEE):
        raise NotPermitted
    return scope


def _services(scope: Scope, agency: str, service: str = "") -> list[str]:
    """The services of an agency that an officer oversees, or the one of them."""
    codes = queries.overseen(scope, agency)
    if service:
        codes = [code for code in codes if code == service]
    if not codes:
        raise NotFound
    return codes


def _page(scope: Scope) -> dict[str, object]:
    return {
        "agency_name": scope.officer.agency.short_name,
        "officer_name": scope.officer.name,
    }


def _table(
    found: Sequence[queries.Figures], lines: Sequence[presenters.Line]
) -> dict[str, object]:
    return {
        "rows": lines,
        "names": presenters.NAMES.values(),
        "open": sum(row.open for row in found),
        "late": sum(row.late for row in found),
        "closed": sum(row.closed for row in found),
    }


@require_safe
@never_cache
@auth.officer_required
def figures(request: HttpRequest) -> HttpResponse:
    """Open, late and closed applications of the services that an officer oversees."""
    scope, at, names = _scope(request), clock.of(request), people.agencies()
    found = queries.figures(scope, today=clock.today(at), since=at - WINDOW)
    lines = [
        presenters.agency(row, listing.agency_name(names[row.of])) for row in found
    ]
    context = {**_page(scope), **_table(found, lines)}
    return render(request, "applications/officer/figures.html", context)


@require_safe
@never_cache
@auth.officer_required
def agency(request: HttpRequest, agency: str) -> HttpResponse:
    """The same of each service of an agency."""
    scope, at = _scope(request), clock.of(request)
    _services(scope, agency)
    titles = catalogue.titles(get_language() or "")
    found = queries.figures_of(scope, agency, today=clock.today(at), since=at - WINDOW)
    lines = [presenters.service(row, titles[row.of], agency) for row in found]
    context = {
        **_page(scope),
        **_table(found, lines),
        "of": listing.agency_name(people.agencies()[agency]),
    }
    return render(request, "applications/officer/figures.html", context)


@require_safe
@never_cache
@auth.officer_required
def service(request: HttpRequest, agency: str, service: str) -> HttpResponse:
    """Where the cases of a service stand, and how long they stood there."""
    scope, at = _scope(request), clock.of(request)
    _services(scope, agency, service)
    found = queries.steps(service, today=clock.today(at), since=at - WINDOW)
    context = {
        **_page(scope),
        "title": catalogue.titles(get_language() or "")[service],
        "agency": agency,
        "of": listing.agency_name(people.agencies()[agency]),
        "rows": [presenters.step(row, agency, service) for row in found],
    }
    return render(request, "applications/officer/figures_steps.html", context)


@require_safe
@never_cache
@auth.officer_required
def cases(request: HttpRequest, agency: str) -> HttpResponse:
    """The cases behind one number, by reference: to oversee opens none of them."""
    scope, at = _scope(request), clock.of(request)
    code, figure = request.GET.get("layanan", ""), request.GET.get("angka", "")
    step = request.GET.get("langkah", "")
    services = _services(scope, agency, code)
    if figure not in presenters.NAMES or step not in {"", *set(State) - CLOSED}:
        raise NotFound
    today, titles = clock.today(at), catalogue.titles(get_language() or "")
    found = queries.counted(
        figure,
        services,
        state=step,
        today=today,
        since=at - WINDOW,
        after=place(request.GET.get("sesudah", "")),
        limit=queries.PAGE + 1,
    )
    shown, asked = found[: queries.PAGE], request.GET.copy()
    if len(found) > queries.PAGE:
        day, last = shown[-1].place
        asked["sesudah"] = f"{day.isoformat()},{last}"
    context = {
        **_page(scope),
        "figure": presenters.NAMES[figure],
        "step": wording.status(step)[1] if step else "",
        "of": titles[code] if code else listing.agency_name(people.agencies()[agency]),
        "agency": agency,
        "service": code,
        "rows": presenters.cases(shown, titles, today, calendar.overrides()),
        "next": asked.urlencode() if len(found) > queries.PAGE else "",
    }
    return render(request, "applications/officer/figures_cases.html", context)
