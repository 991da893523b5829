"""The queues of today as visitors read them."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from balarea.catalogue.definition import Agency
from balarea.foundation import clock
from balarea.visits import closed_words
from balarea.visits.queries.tickets import name_in
from balarea.visits.queries.today import QueueNow


class QueueRow(NamedTuple):
    """One queue; sentences are in the active language.

    Attributes:
        state, kind: a word on whether it serves now, and the kind of its tag.
        opening: until when, from when, or why not.
        numbers: what can be taken now, as a sentence.
    """

    id: str
    prefix: str
    name: str
    agency: str
    zone: str
    serving: str
    waiting: int
    desks: int
    left: int
    remote_left: int
    can_take: bool
    kind: str
    state: str
    opening: str
    numbers: str


def rows(
    queues: Iterable[QueueNow], agencies: Mapping[str, Agency], at: dt.datetime
) -> list[QueueRow]:
    """The rows of a page, those that serve or will serve today first."""
    every = [row(one, agencies, at) for one in queues]
    return sorted(every, key=lambda one: (one.kind == "", one.prefix))


def row(one: QueueNow, agencies: Mapping[str, Agency], at: dt.datetime) -> QueueRow:
    """One queue's row."""
    agency, language = agencies.get(one.queue.agency), get_language()
    kind, state = _state(one)
    return QueueRow(
        id=str(one.queue.id),
        prefix=one.queue.prefix,
        name=name_in(one.queue, language),
        agency=agency.short_name if agency is not None else one.queue.agency,
        zone=one.queue.zone,
        serving=", ".join(
            f"{label} → {desk}" if desk else label for label, desk in one.serving[:4]
        ),
        waiting=one.waiting,
        desks=one.desks,
        left=one.left,
        remote_left=one.remote_left,
        can_take=one.remote_left > 0,
        kind=kind,
        state=state,
        opening=opening(one, at),
        numbers=numbers(one),
    )


def _state(one: QueueNow) -> tuple[str, str]:
    if not one.spans:
        return "", _("Closed today")
    if one.is_open and one.desks:
        return "ok", _("Open")
    if one.is_open:
        return "warn", _("No desk open yet")
    if one.is_stopped:
        return "", _("Closed for today")
    return "info", _("Opens later")


def opening(one: QueueNow, at: dt.datetime) -> str:
    """Until when it is open, when it opens, or why it doesn't."""
    local = clock.local(at)
    if one.is_open:
        now = f"{local:%H:%M}"
        end = next(end for start, end in one.spans if start <= now < end)
        return _("until %(time)s") % {"time": _dotted(end)}
    words = [_sentence(one.closed_for)] if one.closed_for else []
    if one.opens_at is not None:
        words.append(opens(one.opens_at, at))
    return ". ".join(words)


def _sentence(reason: str) -> str:
    text = str(closed_words.words(reason)).rstrip(".")
    return text[:1].upper() + text[1:]


def opens(moment: dt.datetime, at: dt.datetime) -> str:
    """`opens today at 13.00`, `opens on Monday, 30 November, at 08.00`."""
    local, today = clock.local(moment), clock.today(at)
    time = clock.hour(moment)
    if local.date() == today:
        return _("opens today at %(time)s") % {"time": time}
    if local.date() == today + dt.timedelta(days=1):
        return _("opens tomorrow at %(time)s") % {"time": time}
    words = {"day": date_format(local, "l, j F"), "time": time}
    return _("opens on %(day)s at %(time)s") % words


def numbers(one: QueueNow) -> str:
    """How many numbers are left, and when more are released."""
    if one.stopped_for:
        why = closed_words.words(one.stopped_for)
        return _("No more numbers today: %(why)s") % {"why": why}
    if one.is_stopped:
        return _("No more numbers today")
    if one.left:
        words = {"left": one.left, "remote": one.remote_left}
        return _("%(left)s left, %(remote)s of them from home") % words
    if one.next_release:
        return _("More at %(time)s") % {"time": _dotted(one.next_release)}
    return _("All taken for today")


def releases(one: QueueNow) -> list[tuple[str, int]]:
    """When how many percent of a day's numbers are released."""
    if one.quota is None:
        return []
    return [(_dotted(since), percent) for since, percent in one.queue.releases]


def _dotted(time: str) -> str:
    return time.replace(":", ".")
