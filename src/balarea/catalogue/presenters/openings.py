"""“Open now” of desks, by the clock of the mall; how many wait there isn't known."""

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.http import HttpResponse
from django.utils.formats import date_format
from django.utils.http import http_date
from django.utils.translation import gettext as _

from balarea.catalogue import editions
from balarea.catalogue.definition import Agency
from balarea.foundation import clock, open_now
from balarea.foundation.opening_hours import SpecialDay, Week
from balarea.ui import desks

SHOWN_DAYS = 14  # special days are announced this long before


class InformationDesk:
    """The mall's own desk, whose hours stand in `mall.yaml`."""

    @property
    def hours(self) -> Week:
        return settings.BALAREA_MALL.hours

    @property
    def special(self) -> tuple[SpecialDay, ...]:
        return ()


def opening(
    desk: open_now.Desk, edition: editions.Edition, at: dt.datetime
) -> desks.Opening:
    """Whether a desk is open, as a sentence in the active language."""
    now = clock.local(at)
    state = open_now.opening(desk, now, edition.calendar)
    return desks.Opening(state.is_open, _sentence(state, now))


def _sentence(state: open_now.Opening, now: dt.datetime) -> str:
    if state.changes_at is None:
        return _("Closed now")
    time, day = clock.hour(state.changes_at), state.changes_at.date()
    if state.is_open:
        return _("Open now, until %(time)s") % {"time": time}
    if day == now.date():
        return _("Closed now, opens today at %(time)s") % {"time": time}
    if day == now.date() + dt.timedelta(days=1):
        return _("Closed now, opens tomorrow at %(time)s") % {"time": time}
    words = {"day": date_format(day, "l, j F"), "time": time}
    return _("Closed now, opens on %(day)s at %(time)s") % words


def special_days(agency: Agency, at: dt.datetime) -> list[tuple[dt.date, str, str]]:
    """The days of the next weeks with other hours: day, hours and reason."""
    today = clock.today(at)
    last = today + dt.timedelta(days=SHOWN_DAYS)
    return [
        (one.day, desks.times(one.hours) if one.hours else _("closed"), one.reason)
        for one in sorted(agency.special, key=lambda one: one.day)
        if today <= one.day <= last
    ]


def expire(
    response: HttpResponse,
    shown: Iterable[open_now.Desk],
    edition: editions.Edition,
    at: dt.datetime,
) -> HttpResponse:
    """Say until when a page is true that shows whether these desks are open.

    The page cache renders it anew from then on.
    """
    moment = open_now.changes_at(shown, clock.local(at), edition.calendar)
    response.headers["Expires"] = http_date(moment.timestamp())
    return response
