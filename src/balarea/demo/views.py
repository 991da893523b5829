"""Pages of the demonstration alone: accounts, and a sample document to verify."""

import dataclasses
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from balarea.demo import loading
from balarea.foundation import clock, errors
from balarea.people import queries as people
from balarea.people import totp
from balarea.people.queries import villages as village_queries
from balarea.ui.http_methods import require_safe


@require_safe
def sample_document(request: HttpRequest) -> HttpResponse:
    """The sample document, signed like any other, to try verification with."""
    path = Path(settings.DATA) / "demo-document.pdf"
    if not settings.BALAREA_DEMO or not path.exists():
        raise Http404
    response = HttpResponse(path.read_bytes(), content_type="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="contoh-dokumen.pdf"'
    return response


@dataclasses.dataclass(frozen=True, slots=True)
class Officer:
    """An officer of the demonstration, with the current code of their second factor."""

    login: str
    name: str
    agency: str
    code: str


@never_cache
@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    """The accounts of the demonstration, each officer's with its current code.

    Invented people have no phones with an authenticator app. Passwords are shown only
    to those who start the demonstration, so a code alone lets nobody sign in.
    """
    card = loading.read_card() if settings.BALAREA_DEMO else None
    if card is None:
        raise errors.NotFound
    at = clock.of(request)
    names = people.agencies() | village_queries.villages()
    accounts = card["accounts"].values()
    context = {
        "officers": [
            Officer(
                one["login"],
                one["name"],
                names[one["agency"]].short_name,
                totp.code_at(one["totp_secret"], at),
            )
            for one in accounts
            if "totp_secret" in one
        ],
        "citizens": [one for one in accounts if "contact" in one],
        "seconds": totp.seconds_left(at),
    }
    return render(request, "demo/accounts.html", context)
