"""Figures of agencies and services about deadlines, without personal data."""

import datetime as dt
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from balarea.applications import queries
from balarea.applications.presenters import figures as presenters
from balarea.applications.presenters import officer as wording
from balarea.applications.rules import CLOSED, State
from balarea.applications.views.officer.worklist import cursor
from balarea.catalogue import queries as catalogue
from balarea.catalogue.presenters import words
from balarea.foundation import calendar, clock
from balarea.foundation.errors import NotFound, NotPermitted
from balarea.notices import permissions
from balarea.people import auth
from balarea.people import queries as people
from balarea.people.presenters import agency_name
from balarea.people.queries import Scope
from balarea.people.rules import Action
from balarea.ui.http_methods import require_safe

WINDOW = dt.timedelta(days=presenters.CLOSED_WITHIN_DAYS)


def _scope(request: HttpRequest) -> Scope:
    scope = auth.require_officer_session(request).scope
    if not scope.reach(Action.OVERSEE):
        raise NotPermitted
    return scope


def _services(scope: Scope, agency: str, service: str = "") -> list[str]:
    """Codes of the agency's services that the officer oversees, or of the one named.

    Raises:
        NotFound: there are none.
    """
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
        "oversees_mall": permissions.oversees_the_mall(scope),
        "days": presenters.CLOSED_WITHIN_DAYS,
    }


def _table(
    rows: Sequence[queries.Figures], lines: Sequence[presenters.Line]
) -> dict[str, object]:
    return {
        "rows": lines,
        "groups": presenters.GROUPS,
        "outcomes": [line for line in lines if line.has_outcomes],
        "outcome_columns": presenters.OUTCOMES,
        "open": sum(row.open for row in rows),
        "late": sum(row.late for row in rows),
        "closed": sum(row.closed for row in rows),
    }


def _proofs(
    scope: Scope, at: dt.datetime, agency: str = ""
) -> list[tuple[str, queries.Proofs]]:
    """Titles of services, with how often they were sent what the state holds."""
    titles = catalogue.titles(get_language() or "")
    rows = queries.proofs(scope, agency, since=at - WINDOW)
    return [(titles[row.service], row) for row in rows]


@require_safe
@never_cache
@auth.officer_required
def figures(request: HttpRequest) -> HttpResponse:
    """Open, late and closed applications of the services that an officer oversees."""
    scope, at, names = _scope(request), clock.of(request), people.agencies()
    rows = queries.figures(scope, today=clock.today(at), since=at - WINDOW)
    lines = [presenters.agency(row, agency_name(names[row.of])) for row in rows]
    context = {
        **_page(scope),
        **_table(rows, lines),
        "ways": words.ways(),
        "proofs": _proofs(scope, at),
    }
    return render(request, "applications/officer/figures.html", context)


@require_safe
@never_cache
@auth.officer_required
def agency(request: HttpRequest, agency: str) -> HttpResponse:
    """The same for each service of an agency."""
    scope, at = _scope(request), clock.of(request)
    _services(scope, agency)
    titles = catalogue.titles(get_language() or "")
    rows = queries.figures_of(scope, agency, today=clock.today(at), since=at - WINDOW)
    lines = [presenters.service(row, titles[row.of], agency) for row in rows]
    context = {
        **_page(scope),
        **_table(rows, lines),
        "of": agency_name(people.agencies()[agency]),
        "proofs": _proofs(scope, at, agency),
    }
    return render(request, "applications/officer/figures.html", context)


@require_safe
@never_cache
@auth.officer_required
def service(request: HttpRequest, agency: str, service: str) -> HttpResponse:
    """Where the cases of a service stand, and how long they stood there."""
    scope, at = _scope(request), clock.of(request)
    _services(scope, agency, service)
    rows = queries.steps(service, today=clock.today(at), since=at - WINDOW)
    context = {
        **_page(scope),
        "title": catalogue.titles(get_language() or "")[service],
        "agency": agency,
        "of": agency_name(people.agencies()[agency]),
        "rows": [presenters.step(row, agency, service) for row in rows],
    }
    return render(request, "applications/officer/figures_steps.html", context)


@require_safe
@never_cache
@auth.officer_required
def cases(request: HttpRequest, agency: str) -> HttpResponse:
    """The applications behind one number, by reference; none is opened."""
    scope, at = _scope(request), clock.of(request)
    code, figure = request.GET.get("layanan", ""), request.GET.get("angka", "")
    step = request.GET.get("langkah", "")
    services = _services(scope, agency, code)
    if figure not in presenters.NAMES or step not in {"", *set(State) - CLOSED}:
        raise NotFound
    today, titles = clock.today(at), catalogue.titles(get_language() or "")
    rows = queries.counted(
        figure,
        services,
        state=step,
        today=today,
        since=at - WINDOW,
        after=cursor(request.GET.get("sesudah", "")),
        limit=queries.PAGE + 1,
    )
    shown, params = rows[: queries.PAGE], request.GET.copy()
    if len(rows) > queries.PAGE:
        day, last = shown[-1].cursor
        params["sesudah"] = f"{day.isoformat()},{last}"
    context = {
        **_page(scope),
        "figure": presenters.NAMES[figure],
        "step": wording.status(step)[1] if step else "",
        "of": titles[code] if code else agency_name(people.agencies()[agency]),
        "agency": agency,
        "service": code,
        "rows": presenters.cases(shown, titles, today, calendar.overrides()),
        "next": params.urlencode() if len(rows) > queries.PAGE else "",
    }
    return render(request, "applications/officer/figures_cases.html", context)
