"""What the visitor's pages share: headers, the visit of an address, and the cookie.

The cookie holds a random value, by which numbers without signing in are counted, and
the addresses of this browser's last visits. Script can't read it, and nothing of it is
written into a page other than the links to those visits.
"""

import functools
import re
import secrets
from collections.abc import Callable
from typing import Concatenate, NamedTuple
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from balarea.foundation.errors import NotFound
from balarea.people import auth, networks
from balarea.visits.queries import tickets
from balarea.visits.queries.remote import Asker

COOKIE = "antrean"
PATH = "/antrean/"
LAST = 4  # visits that a browser remembers
AGE = 60 * 60 * 24 * 15  # seconds: as long as appointments can be made ahead
_DEVICE = re.compile(r"[\w-]{16,32}")

type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def uncached[**P](view: View[P]) -> View[P]:
    """Keep a page out of caches, search engines and other sites' referrers."""

    @functools.wraps(view)
    def run(
        request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex"
        response.headers.setdefault("Referrer-Policy", "same-origin")
        return response

    return run


class Browser(NamedTuple):
    """What the cookie says: a random value, and tokens of visits, the last first."""

    device: str
    tokens: tuple[str, ...]


def browser_of(request: HttpRequest) -> Browser:
    """The browser of a request; a new one without a cookie, or with a damaged one.

    It is the same for the whole request, so that what was counted under a new value is
    counted under it the next time too.
    """
    browser: Browser = request.__dict__.setdefault("_browser", _browser(request))
    return browser


def _browser(request: HttpRequest) -> Browser:
    device, *tokens = request.COOKIES.get(COOKIE, "").split(".")
    if not _DEVICE.fullmatch(device):
        return Browser(secrets.token_urlsafe(16), ())
    return Browser(device, tuple(tokens[:LAST]))


def remember(
    request: HttpRequest, response: HttpResponseBase, token: str
) -> HttpResponseBase:
    """Let the browser find this visit again at `/antrean/`."""
    device, tokens = browser_of(request)
    others = [one for one in tokens if one != token]
    response.set_cookie(
        COOKIE,
        ".".join([device, token, *others][: LAST + 1]),
        max_age=AGE,
        path=PATH,
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Lax",
    )
    return response


def asker_of(request: HttpRequest) -> Asker:
    """Who asks for a number or an appointment."""
    session = auth.citizen_session_of(request)
    return Asker(
        owner=session.contact if session is not None else None,
        device=browser_of(request).device,
        network=networks.network_of(request),
    )


def own_tokens(request: HttpRequest) -> list[str]:
    """The tokens in the cookie that open a visit."""
    result = []
    for token in browser_of(request).tokens:
        try:
            tickets.visit_of_token(token)
        except NotFound:
            continue
        result.append(token)
    return result


def owners_of(request: HttpRequest) -> frozenset[UUID]:
    """Under which ids the cases of whoever is signed in are found; empty: nobody is."""
    session = auth.citizen_session_of(request)
    return session.owners if session is not None else frozenset()
