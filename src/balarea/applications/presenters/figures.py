"""Officers' figures: columns, their groups, and links to the cases that they count."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from balarea.applications import queries
from balarea.applications.presenters import officer
from balarea.foundation.lazy_text import filled

CLOSED_WITHIN_DAYS = 30  # how far the figures of closed applications go back
_CLOSED = filled(_("Closed in %(days)s days"), days=CLOSED_WITHIN_DAYS)


@dataclasses.dataclass(frozen=True, slots=True)
class Column:
    """A figure of `queries.Figures`; `head` is its name below the group's."""

    key: str
    name: str | Promise
    head: str | Promise


@dataclasses.dataclass(frozen=True, slots=True)
class Group:
    """Columns that stand below one heading."""

    name: str | Promise
    columns: tuple[Column, ...]


GROUPS = (
    Group(
        _("Open now"),
        (
            Column("open", _("Open"), _("All")),
            Column("late", _("Late"), _("Late")),
            Column("with_citizen", _("With the citizen"), _("With the citizen")),
            Column("elsewhere", _("At another register"), _("At another register")),
        ),
    ),
    Group(
        _CLOSED,
        (
            Column("closed", _CLOSED, _("All")),
            Column("in_time", _("Closed in time"), _("In time")),
            Column("checked_late", _("Checked late"), _("Checked late")),
            Column("returned", _("Returned once"), _("Returned")),
        ),
    ),
)
# How the closed ones ended that need no decision; most agencies have none of them.
OUTCOMES = tuple(
    Column(key, name, name)
    for key, name in (
        ("not_served", _("Not served at the desk")),
        ("confirmed", _("Confirmed by the citizen")),
        ("disputed", _("Disputed by the citizen")),
        ("unconfirmed", _("Not confirmed in time")),
    )
)
_MAIN = tuple(column for group in GROUPS for column in group.columns)
_FIRST = {group.columns[0].key for group in GROUPS}
NAMES: dict[str, str | Promise] = {one.key: one.name for one in (*_MAIN, *OUTCOMES)}
BAD = {"late", "checked_late"}


@dataclasses.dataclass(frozen=True, slots=True)
class Cell:
    """One number; `address` is empty if it is 0, `begins`: the first of its group."""

    name: str | Promise
    number: int
    address: str
    is_bad: bool
    begins: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """One agency or service; `cells` follow `GROUPS`, `outcomes` follow `OUTCOMES`."""

    name: str
    address: str
    cells: tuple[Cell, ...]
    outcomes: tuple[Cell, ...]
    mean_at_office: float | None
    mean_with_citizen: float | None

    @property
    def has_outcomes(self) -> bool:
        return any(cell.number for cell in self.outcomes)


@dataclasses.dataclass(frozen=True, slots=True)
class StepLine:
    """One state of a service's cases."""

    name: str | Promise
    cells: tuple[Cell, Cell]
    mean: float | None


@dataclasses.dataclass(frozen=True, slots=True)
class CaseLine:
    """One case behind a number, without its person."""

    reference: str
    title: str
    kind: str
    status: str | Promise
    due: officer.Due


def agency(row: queries.Figures, name: str) -> Line:
    address = reverse("applications:figures_agency", args=[row.of])
    return _line(row, name, address, row.of)


def service(row: queries.Figures, name: str, of: str) -> Line:
    address = reverse("applications:figures_service", args=[of, row.of])
    return _line(row, name, address, of, row.of)


def _line(row: queries.Figures, name: str, address: str, *of: str) -> Line:
    cells = {key: _cell(key, getattr(row, key), *of) for key in NAMES}
    return Line(
        name,
        address,
        tuple(cells[column.key] for column in _MAIN),
        tuple(cells[column.key] for column in OUTCOMES),
        row.mean_at_office,
        row.mean_with_citizen,
    )


def _cell(
    figure: str, number: int, agency: str, service: str = "", state: str = ""
) -> Cell:
    params = {"angka": figure, "layanan": service, "langkah": state}
    query = urlencode({key: value for key, value in params.items() if value})
    address = reverse("applications:figures_cases", args=[agency])
    target = f"{address}?{query}" if number else ""
    is_bad = bool(number) and figure in BAD
    return Cell(NAMES[figure], number, target, is_bad, figure in _FIRST)


def step(row: queries.Step, agency: str, service: str) -> StepLine:
    """One state of a service's cases, with its name for officers."""
    cells = (
        _cell("open", row.open, agency, service, row.state),
        _cell("late", row.late, agency, service, row.state),
    )
    return StepLine(officer.status(row.state)[1], cells, row.mean)


def cases(
    rows: Iterable[queries.Counted],
    titles: Mapping[str, str],
    today: dt.date,
    overrides: Mapping[dt.date, bool],
) -> list[CaseLine]:
    lines = []
    for row in rows:
        kind, status = officer.status(row.state, is_revoked=row.is_revoked)
        due = officer.due_of(row, today, overrides)
        title = titles[row.service]
        lines.append(CaseLine(row.pretty, title, kind, status, due))
    return lines
