"""Closing and opening days: a year's calendar, and a preview of what would move."""

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from balarea.applications.presenters import year_calendar
from balarea.applications.queries import running_deadlines
from balarea.catalogue import queries as catalogue
from balarea.foundation import calendar, clock, date_parsing, ids, references
from balarea.foundation.errors import Refusal
from balarea.people import auth, duplicate_submissions, errors, manager_pages
from balarea.people.operations import calendar as operations
from balarea.people.queries import calendar as queries
from balarea.ui.http_methods import require_http_methods, require_safe

SHOWN = 50  # moved deadlines that the preview lists
CHOICES = (
    ("CLOSE", _("Close: not a working day"), _("Running deadlines become longer.")),
    ("OPEN", _("Open: a working day"), _("Running deadlines stay as they are.")),
)


def _session(request: HttpRequest) -> auth.OfficerSession:
    session = auth.require_officer_session(request)
    queries.require_calendar_manager(session.scope)
    return session


def _officer(request: HttpRequest) -> dict[str, Any]:
    officer = _session(request).scope.officer
    return {"agency_name": officer.agency.short_name, "officer_name": officer.name}


@dataclasses.dataclass(frozen=True, slots=True)
class Span:
    """The days of a form, as typed; an empty last day means the first."""

    first: str = ""
    last: str = ""
    what: str = "CLOSE"
    reason: str = ""

    @classmethod
    def of(cls, form: Mapping[str, str]) -> "Span":
        return cls(
            first=form.get("first", "").strip()[:60],
            last=form.get("last", "").strip()[:60],
            what=form.get("what", "CLOSE"),
            reason=form.get("reason", "").strip()[:400],
        )

    @property
    def is_open(self) -> bool:
        return self.what == "OPEN"

    def bounds(self, today: dt.date) -> tuple[dt.date, dt.date]:
        """First and last day; raises `errors.DaysUnreadable`."""
        most = dt.date(today.year + 1, 12, 31)
        try:
            first = date_parsing.parse(self.first, today, today, most)
            last = date_parsing.parse(self.last or self.first, today, today, most)
        except date_parsing.NotADate:
            raise errors.DaysUnreadable(count=queries.LONGEST) from None
        return first, last


@require_safe
@never_cache
@auth.officer_required
def year(request: HttpRequest) -> HttpResponse:
    """The calendar of a year, with the form that closes or opens days."""
    return _show(request, Span.of(request.GET))


def _show(
    request: HttpRequest, span: Span, refusal: Refusal | None = None
) -> HttpResponse:
    today = clock.today(clock.of(request))
    years = (today.year, today.year + 1)
    number = request.GET.get("tahun", "")
    chosen = int(number) if number in map(str, years) else today.year
    exceptions = calendar.exceptions(chosen)
    address = reverse("applications:closed_days")
    context = {
        "refusal": refusal,
        "span": span,
        "choices": CHOICES,
        "year": chosen,
        "tabs": manager_pages.tabs(manager_pages.CLOSED_DAYS),
        "years": [(f"{address}?tahun={n}", str(n), None, n == chosen) for n in years],
        "weekdays": year_calendar.weekdays(),
        "months": year_calendar.months(
            chosen, exceptions, today, get_language() or "id"
        ),
        "legend": list(year_calendar.LEGEND.values()),
        "exceptions": [(one, one.day >= today) for one in exceptions],
        **_officer(request),
    }
    page = "applications/officer/closed_days.html"
    return render(request, page, context, status=refusal.status if refusal else 200)


@require_safe
@never_cache
@auth.officer_required
def preview(request: HttpRequest) -> HttpResponse:
    """What would be closed or opened, and which running deadlines would move."""
    _session(request)
    return _preview(request, Span.of(request.GET))


def _preview(
    request: HttpRequest, span: Span, refusal: Refusal | None = None
) -> HttpResponse:
    today = clock.today(clock.of(request))
    try:
        reason = queries.checked_reason(span.reason)
        first, last = span.bounds(today)
        days = queries.days_to_change(
            first=first, last=last, is_open=span.is_open, today=today
        )
    except Refusal as unusable:
        return _show(request, span, unusable)
    moved = [] if span.is_open else running_deadlines.moved_by_closing(days)
    agencies = catalogue.edition().agencies
    titles = catalogue.titles(get_language() or "")
    count = Counter(one.agency for one in moved)
    context = {
        "refusal": refusal,
        "span": dataclasses.replace(span, reason=reason),
        "days": days,
        "left_out": (last - first).days + 1 - len(days),
        "days_value": ",".join(day.isoformat() for day in days),
        "moved_count": len(moved),
        "more": max(0, len(moved) - SHOWN),
        "agencies": [
            (agencies[code].short_name if code in agencies else code, number)
            for code, number in count.most_common()
        ],
        "moved": [
            (references.pretty(one.reference), titles.get(one.service, ""), one)
            for one in moved[:SHOWN]
        ],
        "key": ids.uuid7(),
        **_officer(request),
    }
    page = "applications/officer/closed_days_preview.html"
    return render(request, page, context, status=refusal.status if refusal else 200)


@duplicate_submissions.once
@never_cache
@auth.officer_required
@require_http_methods(["POST"])
def save(request: HttpRequest) -> HttpResponse:
    """Close or open the days of the preview."""
    session, at, span = _session(request), clock.of(request), Span.of(request.POST)
    try:
        first, last = span.bounds(clock.today(at))
        days = operations.change_days(
            first=first,
            last=last,
            is_open=span.is_open,
            reason=span.reason,
            previewed=_previewed(request.POST.get("days", "")),
            scope=session.scope,
            by=session.actor,
            at=at,
        )
    except errors.CalendarChanged as changed:
        return _preview(request, span, changed)
    except (
        errors.NoReasonGiven,
        errors.DaysUnreadable,
        errors.CalendarUnchanged,
    ) as refusal:
        return _show(request, span, refusal)
    count = {"count": len(days)}
    if span.is_open:
        text = ngettext("%(count)d day is open.", "%(count)d days are open.", len(days))
    else:
        text = ngettext(
            "%(count)d day is closed. Whoever waits longer gets a message.",
            "%(count)d days are closed. Whoever waits longer gets a message.",
            len(days),
        )
    messages.success(request, text % count)
    return redirect(f"{reverse('applications:closed_days')}?tahun={days[0].year}")


def _previewed(text: str) -> list[dt.date]:
    """The days that the preview listed; none if the field was changed by hand."""
    try:
        return [dt.date.fromisoformat(day) for day in text.split(",")]
    except ValueError:
        return []
