"""What templates may know of who reads. Costs no query: it asks for nobody anew."""

from django.http import HttpRequest

from balarea.people import doors


def desk(request: HttpRequest) -> dict[str, object]:
    """`actions`: what the grants of an officer allow, on a page behind their door."""
    known = doors.known_desk(request)
    return {"actions": known.scope.actions} if known else {}
