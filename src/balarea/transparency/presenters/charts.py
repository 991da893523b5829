"""Charts of what was logged: by day, and by kind. Drawn as SVG beside a table."""

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence

from django.utils.functional import Promise

from balarea.transparency.entry_types import ENTRY_TYPES, Group
from balarea.transparency.queries import DayCount

DAYS = 14
# Units of the drawing, which the page scales to its width.
WIDTH, HEIGHT, GAP = 700, 160, 10


@dataclasses.dataclass(frozen=True, slots=True)
class DayBar:
    """One day; `x`, `y`, `width` and `height` in units of the drawing."""

    day: dt.date
    count: int
    x: int
    y: int
    width: int
    height: int


@dataclasses.dataclass(frozen=True, slots=True)
class KindBar:
    """One group of entry types; `width` in units of the drawing."""

    key: str
    label: str | Promise
    count: int
    width: int


@dataclasses.dataclass(frozen=True, slots=True)
class Charts:
    """What the charts of the page show.

    Attributes:
        highest: the largest count of a day; 0 if nothing was logged.
    """

    days: Sequence[DayBar]
    kinds: Sequence[KindBar]
    highest: int
    total: int
    width: int = WIDTH
    height: int = HEIGHT


def charts(counts: Iterable[DayCount], last: dt.date) -> Charts:
    """The charts of the `DAYS` days up to `last`; days without entries count zero."""
    by_day: Counter[dt.date] = Counter()
    by_group: Counter[Group] = Counter()
    for one in counts:
        by_day[one.day] += one.count
        if one.type in ENTRY_TYPES:
            by_group[ENTRY_TYPES[one.type].group] += one.count
    highest = max(by_day.values(), default=0)
    most = max(by_group.values(), default=0)
    first = last - dt.timedelta(days=DAYS - 1)
    step = WIDTH // DAYS
    return Charts(
        days=[
            _day_bar(place, first + dt.timedelta(days=place), by_day, highest, step)
            for place in range(DAYS)
        ],
        kinds=[
            KindBar(
                group.key,
                group.label,
                by_group[group],
                _scaled(by_group[group], most, WIDTH),
            )
            for group in Group
        ],
        highest=highest,
        total=sum(by_day.values()),
    )


def _day_bar(
    place: int, day: dt.date, by_day: Counter[dt.date], highest: int, step: int
) -> DayBar:
    height = _scaled(by_day[day], highest, HEIGHT)
    return DayBar(day, by_day[day], place * step, HEIGHT - height, step - GAP, height)


def _scaled(count: int, highest: int, size: int) -> int:
    """`count` as a length; what was logged at all is visible."""
    if not count:
        return 0
    return max(2, count * size // highest)
