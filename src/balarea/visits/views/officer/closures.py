"""An agency doesn't come on a day: who is concerned, closing it, opening it again."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from balarea.catalogue import queries as catalogue
from balarea.foundation import clock, date_parsing, ids
from balarea.foundation.errors import NotPermitted, Refusal
from balarea.people import auth, duplicate_submissions
from balarea.people.queries import managers
from balarea.ui.http_methods import require_http_methods
from balarea.visits import errors
from balarea.visits.closed_words import CLOSURE_REASONS, words
from balarea.visits.operations import agency_days
from balarea.visits.queries import closures, places

if TYPE_CHECKING:
    from balarea.people.models import Site


@duplicate_submissions.once
@never_cache
@auth.officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """Closed days of agencies; with a day in the address, what closing it would do."""
    session = auth.require_officer_session(request)
    managed = managers.managed(session.scope)
    if managed is not None and not managed:
        raise NotPermitted
    site = places.site(request.GET.get("gedung", ""))
    if request.method != "POST":
        return _show(request, site, managed, request.GET)
    try:
        _act(request, session, site)
    except Refusal as refusal:
        return _show(request, site, managed, request.POST, refusal)
    return redirect(f"{reverse('visits:closures')}?gedung={site.code}")


def _act(request: HttpRequest, session: auth.OfficerSession, site: "Site") -> None:
    at, post = clock.of(request), request.POST
    agency, day = post.get("agency", ""), _day(post.get("day", ""), at)
    own: dict[str, Any] = {"scope": session.scope, "by": session.actor, "at": at}
    if post.get("do") == "reopen":
        agency_days.reopen(site=site, agency=agency, day=day, **own)
        messages.success(request, _("The queues open on this day."))
        return
    reason = post.get("reason", "")
    agency_days.close(site=site, agency=agency, day=day, reason=reason, **own)
    messages.success(
        request, _("The day is closed. Whoever can be reached gets a message.")
    )


def _day(text: str, at: dt.datetime) -> dt.date:
    """A typed day from today on; raises `errors.CannotClose`."""
    today = clock.today(at)
    try:
        return date_parsing.parse(text[:60], today, today, today + closures.AHEAD)
    except date_parsing.NotADate:
        raise errors.CannotClose from None


def _show(
    request: HttpRequest,
    site: "Site",
    managed: frozenset[str] | None,
    given: QueryDict,
    refusal: Refusal | None = None,
) -> HttpResponse:
    at = clock.of(request)
    names = {code: one.short_name for code, one in catalogue.edition().agencies.items()}
    here = [
        (code, names.get(code, code))
        for code in closures.agencies(site)
        if managed is None or code in managed
    ]
    concerned, day = None, None
    agency, reason = given.get("agency", ""), given.get("reason", "")
    if refusal is None and given.get("day"):
        try:
            day = _day(given.get("day", ""), at)
            if reason not in CLOSURE_REASONS or agency not in dict(here):
                raise errors.CannotClose
            concerned = closures.concerned(site, agency, day)
        except Refusal as unusable:
            refusal = unusable
    officer = auth.require_officer_session(request).scope.officer
    context: dict[str, Any] = {
        "agency_name": officer.agency.short_name,
        "officer_name": officer.name,
        "refusal": refusal,
        "site": site,
        "agencies": here,
        "reasons": CLOSURE_REASONS.items(),
        "given": given,
        "day": day,
        "agency": dict(here).get(agency, ""),
        "reason": words(reason),
        "concerned": concerned,
        "key": ids.uuid7(),
        "rows": [
            (date, code, names.get(code, code), words(why))
            for date, code, why in closures.ahead(site, managed, clock.today(at))
        ],
    }
    status = refusal.status if refusal else 200
    return render(request, "visits/officer/closures.html", context, status=status)
