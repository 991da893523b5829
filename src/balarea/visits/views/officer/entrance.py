"""The code of the day, for the information desk and to print for the entrance."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from balarea.foundation import clock
from balarea.foundation.errors import NotPermitted
from balarea.people import auth
from balarea.people.rules import Action
from balarea.ui.http_methods import require_safe
from balarea.visits.queries import entrance, places

MAY = frozenset({Action.CALL, Action.RECEIVE, Action.MANAGE})


@never_cache
@auth.officer_required
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Today's code of each building, with what visitors scan instead of typing it."""
    session, at = auth.require_officer_session(request), clock.of(request)
    if not MAY & session.scope.actions:
        raise NotPermitted
    officer, day = session.scope.officer, clock.today(at)
    codes = [(site, entrance.code_of(site, day)) for site in places.sites()]
    context = {
        "agency_name": officer.agency.short_name,
        "officer_name": officer.name,
        "day": day,
        "codes": [
            (
                site,
                code,
                request.build_absolute_uri(reverse("visits:arrived", args=[code])),
            )
            for site, code in codes
        ],
    }
    return render(request, "visits/officer/entrance.html", context)
