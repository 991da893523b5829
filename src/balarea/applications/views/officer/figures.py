"""How an agency keeps its promises, in figures; nothing about any person."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from balarea.applications import queries
from balarea.applications.presenters import listing
from balarea.foundation import clock
from balarea.foundation.errors import NotPermitted
from balarea.people import doors
from balarea.people import queries as people
from balarea.people.rules import Action

WINDOW = dt.timedelta(days=30)


@require_GET
@never_cache
@doors.officer_required
def figures(request: HttpRequest) -> HttpResponse:
    """Open, late and closed applications of the services that an officer oversees."""
    scope = doors.the_desk(request).scope
    if not scope.reach(Action.OVERSEE):
        raise NotPermitted
    at = clock.now()
    names = people.agencies()
    rows = [
        (listing.agency_name(names[row.agency]), row)
        for row in queries.figures(scope, today=clock.today(at), since=at - WINDOW)
    ]
    context = {
        "rows": rows,
        "open": sum(row.open for _, row in rows),
        "late": sum(row.late for _, row in rows),
        "closed": sum(row.closed for _, row in rows),
        "agency_name": scope.officer.agency.short_name,
        "officer_name": scope.officer.name,
    }
    return render(request, "applications/officer/figures.html", context)
