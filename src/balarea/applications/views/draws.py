"""Draws of officers in public: what they are, one of them, and all for programs."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from balarea.applications import draw_rules
from balarea.applications.presenters import draws as presenters
from balarea.applications.providers import beacons, overseers
from balarea.applications.queries import drawing
from balarea.applications.views.citizen import case_pages
from balarea.catalogue import queries as catalogue
from balarea.foundation.errors import NotFound
from balarea.transparency.draw import audit, records, rounds
from balarea.ui.http_methods import require_safe

if TYPE_CHECKING:
    from balarea.applications import models

SHOWN = 25
POLICY = "aturan-saksi.txt"  # what `transparency` publishes with the verifiers


def _view(draw: "models.Draw") -> presenters.DrawView:
    service = records.read_request(draw.document).service
    titles = catalogue.titles(case_pages.language())
    return presenters.draw_view(draw, titles.get(service, service))


def _audit_command(request: HttpRequest) -> dict[str, object]:
    """What the command depends on that recomputes all draws."""
    return {
        "base": request.build_absolute_uri("/"),
        "policy": POLICY,
        "simulates_rounds": beacons.beacon().chain is rounds.SIMULATED,
    }


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What a draw is, who guards it, and the last ones."""
    drawn, waiting = drawing.counts()
    context = {
        "draws": [_view(one) for one in drawing.newest(SHOWN)],
        "drawn": drawn,
        "waiting": waiting,
        "overseers": overseers.overseers(),
        "max_weight": draw_rules.MAX_WEIGHT,
        "silence": int(draw_rules.SILENCE.total_seconds() // 60),
        "delay": int(draw_rules.ROUND_DELAY.total_seconds() // 60),
        **_audit_command(request),
    }
    return render(request, "applications/public/draws.html", context)


@require_safe
def show(request: HttpRequest, draw: UUID) -> HttpResponse:
    """One draw with everything from which it is recomputed; nobody's name."""
    row = drawing.published_draw(draw)
    if row is None:
        raise NotFound
    context = {"one": _view(row), **_audit_command(request)}
    return render(request, "applications/public/draw.html", context)


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Draws as JSON, page by page, for `balarea draws audit`."""
    try:
        after = UUID(request.GET["sesudah"]) if "sesudah" in request.GET else None
    except ValueError:
        raise NotFound from None
    draws = drawing.published(after)
    is_last = len(draws) < drawing.PUBLISHED_PAGE
    page = presenters.export(draws, "" if is_last else draws[-1].id.hex)
    response = HttpResponse(audit.write_export(page), content_type="application/json")
    response.headers["Cache-Control"] = "public, max-age=30"
    response.headers["Access-Control-Allow-Origin"] = "*"
    if page.after:
        address = reverse("applications:draws_export")
        response.headers["Link"] = f'<{address}?sesudah={page.after}>; rel="next"'
    return response
