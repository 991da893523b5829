"""Next week's plan as a table of a day, and as a spreadsheet of all days."""

import dataclasses
import io
from collections.abc import Sequence

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from balarea.visits.queries.tickets import name_in
from balarea.visits.queries.week_plan import DayPlan, WeekPlan, time_of


@dataclasses.dataclass(frozen=True, slots=True)
class Cell:
    """Desks of one queue in a half-hour; 0: it is closed or nobody comes."""

    time: str
    desks: int
    is_short: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One queue on a day. `hours`: desk-hours of the day."""

    prefix: str
    name: str
    cells: Sequence[Cell]
    available: int
    short: int
    hours: str


@dataclasses.dataclass(frozen=True, slots=True)
class Sharing:
    """What it saves if all desks of a group serve all of its queues."""

    group: str
    queues: str
    separate_hours: str
    together_hours: str
    separate_peak: int
    together_peak: int
    saved: str


def times(day: DayPlan) -> list[str]:
    """The half-hours in which some queue is open, from the first to the last."""
    return [time_of(slot).replace(":", ".") for slot in _slots(day)]


def _slots(day: DayPlan) -> range:
    every = [
        slot
        for one in day.queues.values()
        for slot, is_open in enumerate(one.day.open)
        if is_open
    ]
    return range(min(every), max(every) + 1) if every else range(0)


def rows(plan: WeekPlan, day: DayPlan) -> list[Row]:
    """The queues of a day by letter; which of them lack desks is said in words."""
    result, language = [], get_language()
    for code, one in day.queues.items():
        queue, available = plan.queues[code], one.day.available
        cells = [
            Cell(
                time=time_of(slot).replace(":", "."),
                desks=one.desks[slot],
                is_short=one.desks[slot] > available,
            )
            for slot in _slots(day)
        ]
        hours = _hours(sum(one.desks) / 2)
        name = name_in(queue, language)
        result.append(Row(queue.prefix, name, cells, available, one.short, hours))
    return sorted(result, key=lambda row: row.prefix)


def sharing(plan: WeekPlan, day: DayPlan) -> list[Sharing]:
    """Zone by zone, then the whole building; where nothing is saved, it is left out."""
    return [
        Sharing(
            group=one.group,
            queues=", ".join(sorted(plan.queues[code].prefix for code in one.queues)),
            separate_hours=_hours(one.separate_hours),
            together_hours=_hours(one.together_hours),
            separate_peak=one.separate_peak,
            together_peak=one.together_peak,
            saved=_hours(one.separate_hours - one.together_hours),
        )
        for one in [*day.zones, *day.whole]
        if one.separate_hours > one.together_hours
    ]


def _hours(number: float) -> str:
    return number_format(number, 1)


def workbook(plan: WeekPlan) -> bytes:
    """An Excel workbook with a sheet for each day; texts are never formulas."""
    # Imported here, because it would add a tenth of a second to every start.
    from xlsxwriter import Workbook

    file = io.BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True})
        short = book.add_format({"bold": True, "bg_color": "#F8D7DA"})
        for day in plan.days:
            sheet = book.add_worksheet(f"{day.date:%Y-%m-%d}")
            sheet.write_string(0, 0, date_format(day.date, "l, j F Y"), bold)
            heads = [_("Letter"), _("Queue"), _("Desks there are"), *times(day)]
            for column, text in enumerate(heads):
                sheet.write_string(1, column, text, bold)
            for number, row in enumerate(rows(plan, day), start=2):
                sheet.write_string(number, 0, row.prefix)
                sheet.write_string(number, 1, row.name)
                sheet.write_number(number, 2, row.available)
                for column, cell in enumerate(row.cells, start=3):
                    form = short if cell.is_short else None
                    sheet.write_number(number, column, cell.desks, form)
            sheet.set_column(1, 1, 34)
            sheet.freeze_panes(2, 3)
        if not plan.days:
            book.add_worksheet("-")
    return file.getvalue()
