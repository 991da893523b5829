"""The layout of a refusal and where it leads back: officers have their own."""

import contextlib

import psycopg
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest

from balarea.people import auth

DESK = "/petugas/"
# The database was unreachable, too slow, or gave up: the request may succeed later.
DATABASE_ERRORS = (OperationalError, InterfaceError, psycopg.OperationalError)


def resolve_officer(request: HttpRequest) -> None:
    """Find out who is signed in, where no view has; without a database nobody is."""
    if request.path.startswith(DESK) and hasattr(request, "session"):
        with contextlib.suppress(*DATABASE_ERRORS):
            auth.officer_session_of(request)


def context(request: HttpRequest) -> dict[str, object]:
    """For the template of a refusal.

    The layout is the officers' for a signed-in one whose session was found already: a
    refusal may mean that the database can't be asked. So the menu has no counts there.
    """
    if not request.path.startswith(DESK):
        return {"layout": "ui/layout_error.html", "home": "/"}
    session = auth.resolved_officer_session(request)
    if session is None:
        return {"layout": "ui/layout_error.html", "home": DESK}
    return {
        "layout": "ui/layout_officer_error.html",
        "home": DESK,
        "agency_name": session.scope.officer.agency.short_name,
        "officer_name": session.scope.officer.name,
        "counts": {},
    }
