"""What templates may know of who reads. Costs no query: it asks for nobody anew."""

from django.http import HttpRequest

from balarea.people import auth


def desk(request: HttpRequest) -> dict[str, object]:
    """`actions`: what the grants of an officer allow, on a page behind their door."""
    known = auth.resolved_officer_session(request)
    return {"actions": known.scope.actions} if known else {}
