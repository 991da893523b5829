"""The next opening hours of an agency's desk as a calendar file (RFC 5545).

Times are UTC, which every calendar shows in its own time; the events are transparent,
so that they block no appointment. Importing the file again moves the same events.
"""

import datetime as dt
from collections.abc import Mapping, Sequence

from balarea.catalogue.definition import Agency
from balarea.foundation import open_now
from balarea.foundation.open_now import Span

OPEN_DAYS = 5  # as many are written: a week


def spans(
    agency: Agency, now: dt.datetime, overrides: Mapping[dt.date, bool]
) -> list[Span]:
    """The next days on which the desk is open, without hours that have passed.

    `now` is in local time, which the hours of the agency are in as well.
    """
    return open_now.spans(agency, now, overrides)[:OPEN_DAYS]


def calendar(
    days: Sequence[Span],
    *,
    uid: str,
    title: str,
    description: str,
    location: str,
    now: dt.datetime,
) -> bytes:
    """The file: one event a day. `uid` identifies the service in this mall."""
    # Importing it takes a third of a second, which every start would pay.
    import icalendar

    file = icalendar.Calendar()
    file.add("prodid", "-//Balarea//Layanan//ID")
    file.add("version", "2.0")
    file.add("method", "PUBLISH")
    for span in days:
        event = icalendar.Event()
        event.add("uid", f"{span.opens:%Y%m%d}.{uid}")
        event.add("dtstamp", now.astimezone(dt.UTC))
        event.add("dtstart", span.opens.astimezone(dt.UTC))
        event.add("dtend", span.closes.astimezone(dt.UTC))
        event.add("summary", title)
        event.add("description", description)
        event.add("location", location)
        event.add("transp", "TRANSPARENT")
        file.add_component(event)
    return bytes(file.to_ical())
