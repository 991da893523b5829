"""Of which kiosk a request is: signed by its program, or of a paired browser."""

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from balarea.foundation.errors import NotFound
from balarea.people.models import Site
from balarea.visits import errors, kiosk_rules
from balarea.visits.programs import kiosk_signing
from balarea.visits.queries import kiosks, places

if TYPE_CHECKING:
    from balarea.visits.models import Kiosk

COOKIE = "kios"
_BROWSER, _LINK = "balarea.visits.kiosk", "balarea.visits.kiosk-link"
_NUMBER = "balarea.visits.kiosk-number"
YEAR = 365 * 24 * 3600


class Machine(NamedTuple):
    """Where the kiosk's pages are shown.

    Attributes:
        kiosk: which one; None for a browser that isn't one.
        may_issue: whether it gives numbers: it stands in the building, or all of this
            is a demonstration.
        prints: whether its program prints; else the browser does.
    """

    site: Site
    kiosk: "Kiosk | None"
    may_issue: bool
    prints: bool


def signed_request(request: HttpRequest) -> kiosks.SignedRequest:
    """The part of a request that a kiosk's program signs."""
    return kiosks.SignedRequest(
        request.headers.get(kiosk_signing.CODE, "")[:5],
        request.headers.get(kiosk_signing.TIME, ""),
        request.headers.get(kiosk_signing.SIGNATURE, ""),
        request.method or "",
        request.get_full_path(),
        request.body,
    )


def machine(request: HttpRequest, at: dt.datetime) -> Machine:
    """The kiosk of a request.

    `?kios=K1` names one in a demonstration only: elsewhere anybody could take numbers
    of the building from home.
    """
    if kiosk_signing.SIGNATURE in request.headers:
        kiosk = kiosks.signer(signed_request(request), at)
        return Machine(kiosk.site, kiosk, may_issue=True, prints=True)
    if (paired := _paired(request)) is not None:
        return Machine(paired.site, paired, may_issue=True, prints=False)
    if settings.BALAREA_DEMO:
        code = request.GET.get("kios", "")
        named = kiosks.kiosk_of_code(code) if code else None
        site = named.site if named else places.site()
        return Machine(site, named, may_issue=True, prints=False)
    return Machine(places.site(), None, may_issue=False, prints=False)


def _paired(request: HttpRequest) -> "Kiosk | None":
    try:
        identity = UUID(hex=signing.loads(request.COOKIES[COOKIE], salt=_BROWSER))
        return kiosks.kiosk(identity)
    except (KeyError, ValueError, TypeError, signing.BadSignature, NotFound):
        return None


def pairing_link(kiosk: "Kiosk", at: dt.datetime) -> str:
    """What makes the browser that opens it a kiosk, for an hour."""
    until = int((at + kiosk_rules.PAIRING_LIFE).timestamp())
    return signing.dumps([kiosk.id.hex, until], salt=_LINK)


def kiosk_of_link(link: str, at: dt.datetime) -> "Kiosk":
    """Raises `NotFound` for a link that is none, or too old."""
    try:
        identity, until = signing.loads(link, salt=_LINK)
    except (signing.BadSignature, ValueError, TypeError):
        raise NotFound from None
    if at.timestamp() > until:
        raise NotFound
    return kiosks.kiosk(UUID(hex=identity))


def pair(response: HttpResponse, kiosk: "Kiosk") -> HttpResponse:
    """Make the browser this kiosk's; no script on its pages can read the cookie."""
    response.set_cookie(
        COOKIE,
        signing.dumps(kiosk.id.hex, salt=_BROWSER),
        max_age=YEAR,
        path="/kios/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return response


def number_address(token: str, at: dt.datetime) -> str:
    """The page of a visit's number at the kiosk, which opens for some minutes only.

    Whoever goes back in the browser's history afterwards doesn't see it.
    """
    until = int((at + kiosk_rules.NUMBER_SHOWN).timestamp())
    query = urlencode({"sampai": signing.dumps([token, until], salt=_NUMBER)})
    return f"{reverse('visits:kiosk_number', args=[token])}?{query}"


def is_shown(request: HttpRequest, token: str, at: dt.datetime) -> bool:
    """Whether the page of a number may be shown still."""
    try:
        signed, until = signing.loads(request.GET.get("sampai", ""), salt=_NUMBER)
    except (signing.BadSignature, ValueError, TypeError):
        return False
    return bool(signed == token and at.timestamp() <= until)


def require_issuing(here: Machine) -> None:
    """Raises `errors.NotAtKiosk` where a browser isn't a kiosk's."""
    if not here.may_issue:
        raise errors.NotAtKiosk
