"""The reviews that citizens asked for after rules decided, the most urgent first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from balarea.applications import queries
from balarea.applications.presenters import rule_decisions as presenters
from balarea.applications.views.officer.worklist import cursor
from balarea.catalogue import queries as catalogue
from balarea.foundation import calendar, clock
from balarea.foundation.errors import NotPermitted
from balarea.people import auth
from balarea.people.rules import Action
from balarea.ui.http_methods import require_safe


@require_safe
@never_cache
@auth.officer_required
def reviews(request: HttpRequest) -> HttpResponse:
    """Applications that rules granted and a person is to look at again."""
    scope = auth.require_officer_session(request).scope
    if Action.DECIDE not in scope.actions:
        raise NotPermitted
    after = cursor(request.GET.get("sesudah", ""))
    items = queries.awaited_reviews(scope, after=after, limit=queries.PAGE + 1)
    shown = items[: queries.PAGE]
    language, today = get_language() or "", clock.today(clock.of(request))
    context = {
        "agency_name": scope.officer.agency.short_name,
        "officer_name": scope.officer.name,
        "rows": [
            presenters.review_row(
                item,
                catalogue.definition(item.definition),
                language,
                today,
                calendar.overrides(),
            )
            for item in shown
        ],
        "is_first": after == queries.FIRST,
        "next": shown[-1].cursor if len(items) > queries.PAGE else None,
    }
    return render(request, "applications/officer/reviews.html", context)
