"""Files that programs request of every site, and responses to faults."""

import datetime as dt
import sys

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views import csrf, defaults

from balarea.config import middleware, refusal_layout
from balarea.foundation import clock
from balarea.foundation.errors import NotFound, Refusal, Unavailable
from balarea.people import auth, duplicate_submissions
from balarea.ui.http_methods import allowed_methods, require_safe

# Information is for everybody. Cases, documents and sign-in pages are no results of a
# search; access to them is refused by their views, not by this file.
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
# RFC 9116 recommends less than a year, so that old copies expire.
GOOD_FOR = dt.timedelta(days=180)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    base = settings.BALAREA_BASE_URL.rstrip("/")
    return _text(f"{ROBOTS}\nSitemap: {base}{reverse('catalogue:sitemap')}\n")


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Where to report a vulnerability (RFC 9116); what follows is in SECURITY.md."""
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


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Respond to a form without a valid token: it was open for too long.

    Unless the address takes no form, or it is the second tap on a button that signed
    somebody in and so renewed the token.
    """
    match = request.resolver_match
    methods = allowed_methods(match.func) if match else None
    if methods and request.method not in methods:
        return HttpResponseNotAllowed(sorted(methods))
    if (repeated := duplicate_submissions.first_answer_of(request)) is not None:
        return repeated
    refusal_layout.resolve_officer(request)
    if auth.resolved_officer_session(request) is not None:
        return middleware.refusal_response(request, FormExpired())
    return csrf.csrf_failure(request, reason)


class FormExpired(Refusal):
    code = "FORM_EXPIRED"
    reason = _("This form was open for too long.")
    next_step = _("Go back, load the page again, and send it once more.")
    status = 403


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler of addresses that don't exist: officers stay at their desk."""
    refusal_layout.resolve_officer(request)
    if auth.resolved_officer_session(request) is None:
        return defaults.page_not_found(request, exception)
    return middleware.refusal_response(request, NotFound())


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler of exceptions: 503 if the database failed, else 500."""
    if isinstance(sys.exception(), refusal_layout.DATABASE_ERRORS):
        return middleware.refusal_response(request, Unavailable())
    return defaults.server_error(request)
