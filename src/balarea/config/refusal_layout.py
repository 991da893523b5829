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


def template(request: HttpRequest) -> str:
    """The officers' for a signed-in one whose session was resolved, at their pages."""
    session = auth.resolved_officer_session(request)
    is_at_desk = session is not None and request.path.startswith(DESK)
    return "ui/refusal_officer.html" if is_at_desk else "ui/refusal.html"


def context(request: HttpRequest) -> dict[str, object]:
    """For the template of a refusal: the way back, and what the officers' layout shows.

    A refusal may mean that the database can't be asked, so its menu has no counts.
    """
    session = auth.resolved_officer_session(request)
    if session is None or not request.path.startswith(DESK):
        return {"home": DESK if request.path.startswith(DESK) else "/"}
    return {
        "home": DESK,
        "agency_name": session.scope.officer.agency.short_name,
        "officer_name": session.scope.officer.name,
        "counts": {},
    }
