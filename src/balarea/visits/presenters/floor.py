"""The live floor in words, and its chart of waits."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_lazy as _

from balarea.visits.closed_words import Lazy, words
from balarea.visits.presenters.desk import PAUSE_REASONS, queue_name
from balarea.visits.queries.floor import DeskFloor, QueueFloor

WIDTH, BAR, STEP = 640, 18, 26  # of the chart, in units of its drawing


@dataclasses.dataclass(frozen=True, slots=True)
class QueueRow:
    """A line of the table; waits in whole minutes, None where there are none."""

    id: object
    prefix: str
    name: str
    agency: str
    is_open: bool
    is_stopped: bool
    why: Lazy
    waiting: int
    desks: int
    waited: tuple[int, int] | None
    now: tuple[int, int] | None
    longest: int
    served: int
    no_shows: int
    not_printed: int
    unserved: int
    promised: int
    on_time: int
    on_time_percent: int
    late: int
    late_soon: int
    lacking: int
    is_bad: bool

    @property
    def is_quiet(self) -> bool:
        """Whether nothing has happened in it today, and nobody serves it."""
        return not (
            self.waiting
            or self.desks
            or self.served
            or self.no_shows
            or self.waited
            or self.is_stopped
            or self.is_bad
        )


def queue_row(row: QueueFloor) -> QueueRow:
    now = row.now
    return QueueRow(
        id=now.queue.id,
        prefix=now.queue.prefix,
        name=queue_name(now.queue),
        agency=now.queue.agency,
        is_open=now.is_open,
        is_stopped=now.is_stopped,
        why=words(now.closed_for or now.stopped_for),
        waiting=now.waiting,
        desks=now.desks,
        waited=_rounded(row.waited),
        now=_rounded(row.waiting),
        longest=round(row.longest),
        served=row.served,
        no_shows=row.no_shows,
        not_printed=row.not_printed,
        unserved=row.unserved,
        promised=row.promised,
        on_time=row.on_time,
        on_time_percent=100 * row.on_time // row.promised if row.promised else 0,
        late=row.late.already if row.late else 0,
        late_soon=row.late.soon if row.late else 0,
        lacking=row.lacking,
        is_bad=bool(row.unserved or row.late or row.lacking),
    )


def _rounded(pair: Sequence[float] | None) -> tuple[int, int] | None:
    return (round(pair[0]), round(pair[1])) if pair else None


@dataclasses.dataclass(frozen=True, slots=True)
class Bar:
    """One queue of the chart, in units of the drawing."""

    prefix: str
    p50: int
    p80: int
    y: int
    middle: int
    width50: int
    width80: int


@dataclasses.dataclass(frozen=True, slots=True)
class Chart:
    """Waits of those called today; empty where nobody was."""

    bars: Sequence[Bar]
    width: int
    height: int


def chart(rows: Iterable[QueueRow]) -> Chart:
    waited = [(row.prefix, *row.waited) for row in rows if row.waited]
    longest = max((p80 for _, _, p80 in waited), default=0) or 1
    room = WIDTH - 120  # beside the labels
    bars = [
        Bar(
            prefix=prefix,
            p50=p50,
            p80=p80,
            y=place * STEP,
            middle=place * STEP + BAR - 4,
            width50=room * p50 // longest,
            width80=room * p80 // longest,
        )
        for place, (prefix, p50, p80) in enumerate(waited)
    ]
    return Chart(bars, WIDTH, max(1, len(bars)) * STEP)


@dataclasses.dataclass(frozen=True, slots=True)
class DeskCell:
    """One desk; `kind` is the colour of its state."""

    code: str
    kind: str
    state: Lazy
    officer: str
    label: str
    since: dt.datetime | None
    session: object


def desk_cell(one: DeskFloor) -> DeskCell:
    state: Lazy
    if one.should_open:
        kind, state = "bad", _("should be open")
    elif one.since is None:
        kind, state = "", _("closed")
    elif one.paused_since is not None:
        kind, state = "warn", PAUSE_REASONS.get(one.pause_reason, _("break"))
    elif one.label:
        kind, state = "ok", _("busy")
    else:
        kind, state = "info", _("free")
    return DeskCell(
        code=one.desk.code,
        kind=kind,
        state=state,
        officer=one.officer,
        label=one.label,
        since=one.paused_since or one.since,
        session=one.session,
    )
