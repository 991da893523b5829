"""What a visit's page gives to take along: a calendar file, and a text to share."""

import datetime as dt

from balarea.visits.presenters.appointments import Appointment


def calendar(
    booking: Appointment, *, uid: str, title: str, location: str, now: dt.datetime
) -> bytes:
    """The appointment as a calendar file; importing it again moves the same event.

    `sequence` grows with each moment it is asked for, as calendars want of an update.
    The page's address isn't in it, since calendars are often shared.
    """
    # Importing it takes a third of a second, which every start would pay.
    import icalendar

    event = icalendar.Event()
    event.add("uid", uid)
    event.add("dtstamp", now.astimezone(dt.UTC))
    event.add("sequence", int(now.timestamp()) // 60)
    event.add("dtstart", booking.starts_at.astimezone(dt.UTC))
    end = booking.starts_at + dt.timedelta(minutes=booking.minutes)
    event.add("dtend", end.astimezone(dt.UTC))
    event.add("summary", title)
    event.add("location", location)
    event.add("description", booking.code)
    is_off = not (booking.is_booked or booking.is_reserved)
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    file = icalendar.Calendar()
    file.add("prodid", "-//Balarea//Antrean//ID")
    file.add("version", "2.0")
    file.add("method", "PUBLISH")
    file.add_component(event)
    return bytes(file.to_ical())
