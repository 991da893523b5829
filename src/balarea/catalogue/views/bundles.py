"""The public page of a bundle."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from balarea.catalogue import page_cache, queries
from balarea.catalogue.presenters import bundles
from balarea.foundation.errors import NotFound
from balarea.ui.http_methods import require_safe

ALL = ("/layanan/", _("Services"))


@require_safe
@page_cache.cacheable
def bundle(request: HttpRequest, code: str) -> HttpResponse:
    """What a bundle does, and which services may be in it."""
    if code != code.upper():
        return redirect("catalogue:bundle", code.upper())
    shown = queries.bundles().get(code)
    if shown is None:
        raise NotFound
    language, edition = get_language() or "", queries.edition()
    trail: list[tuple[str, object]] = [ALL]
    event = edition.life_events.get(shown.life_event)
    if event is not None:
        address = f"/layanan/peristiwa/{event.code}/"
        trail.append((address, event.name.of(language)))
    context = {
        "trail": trail,
        "bundle": shown,
        "card": bundles.card(shown, language),
        "intro": shown.intro.of(language),
        "members": bundles.members(shown.members, queries.services(), language),
        "later": bundles.later(shown.later, language),
    }
    return render(request, "catalogue/bundle.html", context)
