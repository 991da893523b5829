"""The public log: no account needed, nothing personal in it."""

import datetime as dt
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from balarea.foundation import clock
from balarea.transparency import filters, presenters, queries
from balarea.ui.http_methods import require_safe

PAGE = 50


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """Steps of power, the newest first, a page at a time; the rest on request."""
    try:
        before = UUID(request.GET.get("sebelum", ""))
    except ValueError:
        before = None
    wish = filters.wish(request.GET)
    found = queries.latest(limit=PAGE + 1, before=before, by=wish.narrowed)
    day = clock.of(request) - dt.timedelta(days=1)
    context = {
        "lines": [presenters.line(entry) for entry in found[:PAGE]],
        "before": (last := found[PAGE - 1].id if len(found) > PAGE else None),
        "earlier": wish.query(sebelum=str(last)) if last else "",
        "is_first": before is None,
        "wish": wish,
        "groups": filters.groups(),
        "kinds": filters.kinds(),
        "agencies": filters.agencies(),
        "total": queries.size_estimate(),
        "today": queries.count_since(day),
    }
    response = render(request, "transparency/log.html", context)
    response.headers["Cache-Control"] = "public, max-age=30"
    return response
