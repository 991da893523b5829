"""Browsers in which somebody proved who they are: strangers' tries don't lock them out.

Whoever guesses from elsewhere, or from the same network, uses up the tries of that
network and of that contact; a browser that was let in before has its own. The cookie
holds a random name and fingerprints of those who were let in there, signed: it opens
nothing, and tells nobody who they are. After OWASP, "Slow down online guessing attacks
with device cookies".
"""

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from balarea.vault import queries as vault

SALT = "balarea.device"
AGE = 180 * 24 * 3600  # in seconds
MOST = 12  # people of one browser; the desk of a village office has a few


def known(request: HttpRequest, who: str) -> str:
    """The browser's name, if `who` was let in by it before; else empty."""
    name, people = _read(request)
    return f"device {name}" if _print(who) in people else ""


def remember(request: HttpRequest, response: HttpResponse, who: str) -> HttpResponse:
    """Let the browser know that `who` was let in by it."""
    name, people = _read(request)
    people = [_print(who), *(one for one in people if one != _print(who))][:MOST]
    response.set_cookie(
        settings.BALAREA_DEVICE_COOKIE,
        signing.dumps([name, *people], salt=SALT),
        max_age=AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    given = request.COOKIES.get(settings.BALAREA_DEVICE_COOKIE, "")
    try:
        name, *people = signing.loads(given, salt=SALT, max_age=AGE)
    except signing.BadSignature:
        return secrets.token_hex(8), []
    return name, people


def _print(who: str) -> str:
    return vault.blind_index("device", who).hex()[:24]
