"""The table of how simple services are: rows, and the order chosen for them."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from balarea.applications import queries
from balarea.catalogue import definition as engine

WORST = "berulang"
ORDERS: Mapping[str, str | Promise] = {
    WORST: _("Asked although known"),
    "pertanyaan": _("Questions"),
    "diketahui": _("Known questions"),
    "halaman": _("Pages"),
    "dokumen": _("Documents"),
    "tersimpan": _("Held documents"),
    "menit": _("Time to file"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One service; `numbers` follow `ORDERS`, without the time; 0 minutes: unknown."""

    code: str
    title: str
    numbers: Sequence[int]
    minutes: int
    time: str

    @property
    def cells(self) -> list[tuple[str | Promise, str]]:
        """Name of the column and content, as the columns stand."""
        contents = [*map(str, self.numbers), self.time]
        return list(zip(ORDERS.values(), contents, strict=True))


@dataclasses.dataclass(frozen=True, slots=True)
class Column:
    """A column's name, and whether the rows are in its order."""

    key: str
    name: str | Promise
    is_chosen: bool


def columns(order: str) -> list[Column]:
    """The columns of numbers; `order` is a key of `ORDERS`."""
    return [Column(key, name, key == order) for key, name in ORDERS.items()]


def rows(
    definitions: Iterable[engine.Definition],
    titles: Mapping[str, str],
    times: Mapping[str, queries.FilingTime],
    order: str,
) -> list[Row]:
    """Online services, the worst first: the most of what is chosen.

    Among equals more questions and documents come first; without a time, last.
    """
    listed = [
        _row(one, titles[one.code], times.get(one.code))
        for one in definitions
        if one.online
    ]
    place = list(ORDERS).index(order)

    def worse(row: Row) -> tuple[int, int, str]:
        chosen = (*row.numbers, row.minutes)[place]
        return -chosen, -(row.numbers[1] + row.numbers[4]), row.code

    return sorted(listed, key=worse)


def _row(
    definition: engine.Definition, title: str, time: queries.FilingTime | None
) -> Row:
    figures = engine.simplicity(definition)
    minutes = time.minutes if time is not None else 0
    shown = _shown(minutes) if minutes else "–"
    return Row(definition.code, title, (figures.needless, *figures), minutes, shown)


def _shown(minutes: int) -> str:
    """Minutes up to two hours, then hours, then days."""
    if minutes <= 120:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    hours = round(minutes / 60)
    if hours <= 48:
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    days = round(hours / 24)
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
