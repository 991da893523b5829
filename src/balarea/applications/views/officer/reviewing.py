"""The reviews that citizens asked for after rules decided, the most urgent first."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from balarea.applications import queries
from balarea.applications.presenters import rule_decisions as presenters
from balarea.applications.views.officer import waiting_lists
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
    template = "applications/officer/reviews.html"
    return waiting_lists.page(
        request, scope, queries.awaited_reviews, presenters.review_row, template
    )
