"""Representatives who file for many people, for those who oversee."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from balarea.applications.queries import brokers as queries
from balarea.foundation import clock
from balarea.people import auth, mandate_rules
from balarea.people.rules import Action
from balarea.ui.http_methods import require_safe


@require_safe
@never_cache
@auth.officer_required
def brokers(request: HttpRequest) -> HttpResponse:
    """Counts and masked names; nothing is opened."""
    scope = auth.require_officer_session(request).scope
    scope.require(Action.OVERSEE)
    context = {
        "rows": queries.brokers(scope, clock.of(request)),
        "days": mandate_rules.BROKER_DAYS,
        "most": mandate_rules.MAX_PRINCIPALS,
        "family": mandate_rules.MAX_FAMILY,
        "agency_name": scope.officer.agency.short_name,
        "officer_name": scope.officer.name,
    }
    return render(request, "applications/officer/brokers.html", context)
