"""What programs ask every site for, and what a form without its token is told."""

import datetime as dt
import sys

import psycopg
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import reverse
from django.views import csrf, defaults

from balarea.config import middleware
from balarea.foundation import clock
from balarea.foundation.errors import Unavailable
from balarea.people import duplicate_submissions
from balarea.ui.http_methods import allowed_methods, require_safe

# Information is for everybody. Cases, whoever holds a paper and whoever signs in are
# nobody's search result; what guards them is their door, not this.
ROBOTS = """\
User-agent: *
Allow: /
Disallow: /akun/
Disallow: /api/v1/verification/
Disallow: /keluar/
Disallow: /lacak/*/
Disallow: /lanjut/
Disallow: /masuk/
Disallow: /peraga/
Disallow: /permohonan/
Disallow: /petugas/
Disallow: /verifikasi/*/
"""
# RFC 9116 asks for less than a year: an old copy must not be believed for long.
GOOD_FOR = dt.timedelta(days=180)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return _text(ROBOTS)


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """To whom a weakness is reported (RFC 9116); how it goes on is in SECURITY.md."""
    ends = clock.of(request).astimezone(dt.UTC) + GOOD_FOR
    here = settings.BALAREA_BASE_URL + reverse("security")
    return _text(
        f"Contact: {settings.BALAREA_SECURITY_CONTACT}\n"
        f"Expires: {ends:%Y-%m-%dT00:00:00Z}\n"
        "Preferred-Languages: id, en\n"
        f"Canonical: {here}\n"
    )


def _text(text: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


def untokened(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token was open for too long, unless there is none here.

    Or it is the second tap on what signed somebody in, which made its token anew.
    """
    match = request.resolver_match
    methods = allowed_methods(match.func) if match else None
    if methods and request.method not in methods:
        return HttpResponseNotAllowed(sorted(methods))
    if (answer := duplicate_submissions.first_answer_of(request)) is not None:
        return answer
    return csrf.csrf_failure(request, reason)


# The database was not there, did not answer in time, or had to give up: no fault of
# what was asked, and it may go well in a moment.
AWAY = (OperationalError, InterfaceError, psycopg.OperationalError)


def fault(request: HttpRequest) -> HttpResponse:
    """What a view or a middleware broke on; Django calls this while it handles that."""
    if isinstance(sys.exception(), AWAY):
        return middleware.told(request, Unavailable())
    return defaults.server_error(request)
