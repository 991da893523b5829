"""Device cookies: a browser that signed in before has its own limits of tries.

Guesses from elsewhere, or from the same network, use up the tries of that network and
of that contact, and would lock out its owner. The signed cookie holds a random name and
fingerprints of the logins and contacts that signed in there: it gives no access and
identifies nobody. After OWASP, "Slow down online guessing attacks with device cookies".
"""

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from balarea.vault import queries as vault

SALT = "balarea.device"
AGE = 180 * 24 * 3600  # in seconds
MOST = 12  # logins and contacts of one browser; village offices share theirs


def device_of(request: HttpRequest, who: str) -> str:
    """The browser's name if `who`, a login or contact, signed in there; else empty."""
    name, people = _read(request)
    return f"device {name}" if _fingerprint(who) in people else ""


def remember(request: HttpRequest, response: HttpResponse, who: str) -> HttpResponse:
    """Note in the cookie that `who` signed in with this browser."""
    name, people = _read(request)
    people = [_fingerprint(who), *(one for one in people if one != _fingerprint(who))][
        :MOST
    ]
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
    value = request.COOKIES.get(settings.BALAREA_DEVICE_COOKIE, "")
    try:
        name, *people = signing.loads(value, salt=SALT, max_age=AGE)
    except signing.BadSignature:
        return secrets.token_hex(8), []
    return name, people


def _fingerprint(who: str) -> str:
    return vault.blind_index("device", who).hex()[:24]
