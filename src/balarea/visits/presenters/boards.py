"""A board in words, in the reader's language, and as its page's script reads it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from balarea.foundation import clock, languages
from balarea.visits.queries.boards import SPOKEN_FOR, Board
from balarea.visits.streaming import messages
from balarea.visits.streaming.messages import SPOKEN_KINDS

if TYPE_CHECKING:
    from balarea.visits import models

MOST_CALLS = 4


@dataclass(frozen=True, slots=True)
class Call:
    key: str
    label: str
    desk: str


@dataclass(frozen=True, slots=True)
class Line:
    """One queue: `serving` holds pairs of number and desk; `more` counts the others."""

    prefix: str
    name: str
    serving: tuple[tuple[str, str], ...]
    more: int
    waiting: int
    desks: int
    is_closed: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """What the template shows.

    Attributes:
        call: the newest; None before the first of the day.
        size: a class of the stylesheet, so that all queues fit on the wall.
        others: how many queues aren't open and nobody waits there.
        minutes: how old the data are, where the database is away; else None.
    """

    call: Call | None
    earlier: tuple[Call, ...]
    lines: tuple[Line, ...]
    size: str
    others: int
    texts: tuple[str, ...]
    at: dt.datetime
    minutes: int | None


# How many queues at most → class of the stylesheet, and how many numbers of a queue are
# shown as served.
SIZES = ((8, "few", 3), (14, "many", 2), (999, "crowd", 1))


def shown(board: Board, language: str, age: float | None) -> Shown:
    """A board as its page shows it.

    Args:
        age: seconds since the data were read, where the database is away now.
    """
    calls = _calls(board)
    active = [one for one in board.lines if one.desks or one.waiting or one.serving]
    # A zone has few queues and shows them all; a hall leaves out those that are closed.
    rows = board.lines if board.zone else active
    _, size, serving = next(one for one in SIZES if len(rows) <= one[0])
    lines = tuple(
        Line(
            one.prefix,
            _in(one.names, language),
            one.serving[:serving],
            max(len(one.serving) - serving, 0),
            one.waiting,
            one.desks,
            one.is_closed,
        )
        for one in rows
    )
    return Shown(
        calls[0] if calls else None,
        calls[1:MOST_CALLS],
        lines,
        size,
        len(board.lines) - len(lines),
        tuple(_in(text, language) for text in board.texts),
        board.at,
        None if age is None else int(age // 60),
    )


def recent(board: Board, later: float = 0.0) -> list[dict[str, object]]:
    """What was announced in the last minute, oldest first, as the stream sends it.

    Args:
        later: seconds since the board was read.
    """
    return [
        messages.payload(one, one.age + later)
        for one in reversed(board.latest)
        if one.age + later <= SPOKEN_FOR
    ]


@dataclass(frozen=True, slots=True)
class ValidText:
    """A text of a manager, in both languages, with the hour at which it goes."""

    text: str
    english: str
    zone: str
    until: str


def valid_text(row: "models.Announcement") -> ValidText:
    until = clock.hour(row.until) if row.until else ""
    english = row.text_translations.get("en", "")
    return ValidText(row.text, english, row.zone, until)


def _calls(board: Board) -> tuple[Call, ...]:
    """The last calls, each number once."""
    calls: dict[str, Call] = {}
    for one in board.latest:
        if one.kind in SPOKEN_KINDS and one.label not in calls:
            calls[one.label] = Call(f"{one.zone}:{one.seq}", one.label, one.desk)
    return tuple(calls.values())


def _in(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or texts.get(languages.DEFAULT, "")
