"""Texts on the boards: a manager writes one, and it goes by itself at its time."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache

from balarea.foundation import clock
from balarea.foundation.errors import Refusal
from balarea.people import auth, duplicate_submissions
from balarea.people.rules import Action
from balarea.ui.http_methods import require_http_methods
from balarea.visits.operations import announcing
from balarea.visits.presenters import boards as presenters
from balarea.visits.queries import boards, places
from balarea.visits.rules import MAX_TEXT

DAY = "day"
MINUTES = (15, 60, 180)  # how long a text can be shown, besides all day


@duplicate_submissions.once
@never_cache
@auth.officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """The texts that are shown now, and a form for another one."""
    session = auth.require_officer_session(request)
    session.scope.require(Action.MANAGE)
    if request.method != "POST":
        return _show(request)
    try:
        _announce(request, session)
    except Refusal as refusal:
        return _show(request, refusal, refusal.status)
    return redirect("visits:announcements")


def _announce(request: HttpRequest, session: auth.OfficerSession) -> None:
    at, post = clock.of(request), request.POST
    site = places.site(post.get("site", ""))
    zone = post.get("zone", "")
    english = post.get("text_en", "").strip()
    announcing.announce_text(
        site=site,
        zone=zone if zone in boards.zones(site) else "",
        text=post.get("text", "").strip(),
        translations={"en": english} if english else {},
        until=_until(post.get("period", ""), at),
        scope=session.scope,
        by=session.actor,
        at=at,
    )


def _until(period: str, at: dt.datetime) -> dt.datetime:
    end = clock.start_of(clock.today(at) + dt.timedelta(days=1))
    if period in map(str, MINUTES):
        return min(at + dt.timedelta(minutes=int(period)), end)
    return end


def _periods() -> list[tuple[str, str]]:
    """How long a text can be shown: value of the form and its words."""
    sentence = ngettext("%(minutes)s minute", "%(minutes)s minutes", MINUTES[0])
    minutes = [(str(one), sentence % {"minutes": one}) for one in MINUTES]
    return [*minutes, (DAY, gettext("Until the end of the day"))]


def _show(
    request: HttpRequest, refusal: Refusal | None = None, status: int = 200
) -> HttpResponse:
    at, officer = clock.of(request), auth.require_officer_session(request).scope.officer
    site = places.site(request.GET.get("lokasi", "")[:20])
    context: dict[str, Any] = {
        "agency_name": officer.agency.short_name,
        "officer_name": officer.name,
        "refusal": refusal,
        "site": site,
        "zones": boards.zones(site),
        "texts": [presenters.valid_text(row) for row in boards.valid_texts(site, at)],
        "periods": _periods(),
        "longest": MAX_TEXT,
        "given": request.POST,
    }
    page = "visits/officer/announcements.html"
    return render(request, page, context, status=status)
