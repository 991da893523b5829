"""Context processor: what waits for an officer, for the counts in their menu."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from balarea.applications import queries
from balarea.people import auth


def waiting(request: HttpRequest) -> dict[str, object]:
    """`counts`: address → how much waits there; read only where a menu shows it."""
    session = auth.resolved_officer_session(request)
    if session is None:
        return {}
    return {"counts": SimpleLazyObject(lambda: queries.waiting_counts(session.scope))}
