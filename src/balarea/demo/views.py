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
from balarea.ui.http_methods import require_safe


@require_safe
def sample_document(request: HttpRequest) -> HttpResponse:
    """The demo's one open document, signed like any other, to try verification with."""
    path = Path(settings.DATA) / "demo-document.pdf"
    if not settings.BALAREA_DEMO or not path.exists():
        raise Http404
    response = HttpResponse(path.read_bytes(), content_type="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="contoh-dokumen.pdf"'
    return response


@dataclasses.dataclass(frozen=True, slots=True)
class Officer:
    """An officer of the demonstration, and what their authenticator app shows now."""

    login: str
    name: str
    agency: str
    code: str


@never_cache
@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    """Who can sign in here, each officer with the code of their app.

    Nobody holds the phones of invented people. Their passwords stay where the
    demonstration was started, so whoever merely passes by signs in as nobody.
    """
    card = loading.read_card() if settings.BALAREA_DEMO else None
    if card is None:
        raise errors.NotFound
    at, names = clock.of(request), people.agencies()
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
