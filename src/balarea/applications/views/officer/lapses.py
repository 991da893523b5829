"""Decisions whose last day has passed, for heads and for the inspectorate."""

import datetime as dt
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from balarea.applications import queries
from balarea.applications.presenters import lapses as presenters
from balarea.catalogue import queries as catalogue
from balarea.foundation.errors import NotPermitted
from balarea.people import auth
from balarea.people.rules import Action
from balarea.ui.http_methods import require_safe


def _cursor(text: str) -> queries.LapseCursor | None:
    """After which a page begins; None, the newest, if the text is unreadable."""
    at, _, last = text.partition(",")
    try:
        moment, row = dt.datetime.fromisoformat(at), UUID(last)
    except ValueError:
        return None
    return (moment, row) if moment.tzinfo else None


@require_safe
@never_cache
@auth.officer_required
def lapses(request: HttpRequest) -> HttpResponse:
    """The passed deadlines, the newest first; nothing personal."""
    scope = auth.require_officer_session(request).scope
    if not scope.actions & {Action.DECIDE, Action.OVERSEE}:
        raise NotPermitted
    after = _cursor(request.GET.get("sesudah", ""))
    items = queries.passed_deadlines(scope, after=after, limit=queries.PAGE + 1)
    shown = items[: queries.PAGE]
    titles = catalogue.titles(get_language() or "")
    context = {
        "agency_name": scope.officer.agency.short_name,
        "officer_name": scope.officer.name,
        "rows": [
            presenters.row(
                item,
                titles[item.service],
                may_open=scope.allows(
                    Action.DECIDE, agency=item.agency, service=item.service
                ),
            )
            for item in shown
        ],
        "is_first": after is None,
        "next": f"{shown[-1].at.isoformat()},{shown[-1].id}"
        if len(items) > queries.PAGE
        else "",
    }
    return render(request, "applications/officer/lapses.html", context)
