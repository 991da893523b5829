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
    """A page of the log, newest first; steps of power unless others are requested."""
    try:
        before = UUID(request.GET.get("sebelum", ""))
    except ValueError:
        before = None
    log_filter = filters.parse(request.GET)
    entries = queries.latest(
        limit=PAGE + 1, before=before, criteria=log_filter.criteria
    )
    day = clock.of(request) - dt.timedelta(days=1)
    context = {
        "lines": [presenters.line(entry) for entry in entries[:PAGE]],
        "before": (last := entries[PAGE - 1].id if len(entries) > PAGE else None),
        "earlier": log_filter.query(sebelum=str(last)) if last else "",
        "is_first": before is None,
        "log_filter": log_filter,
        "groups": filters.groups(),
        "kinds": filters.kinds(),
        "agencies": filters.agencies(),
        "total": queries.size_estimate(),
        "is_empty": not entries and queries.is_empty(),
        "today": queries.count_since(day),
    }
    response = render(request, "transparency/log.html", context)
    response.headers["Cache-Control"] = "public, max-age=30"
    return response
