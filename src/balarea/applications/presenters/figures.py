"""Figures as tables whose numbers link to the cases that they count."""

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
NAMES: dict[str, str | Promise] = {
    "open": _("Open"),
    "with_citizen": _("With the citizen"),
    "elsewhere": _("At another register"),
    "late": _("Late"),
    "closed": filled(_("Closed in %(days)s days"), days=CLOSED_WITHIN_DAYS),
    "in_time": _("Of these in time"),
    "checked_late": _("Of these checked late"),
    "not_served": _("Of these not done at the desk"),
    "confirmed": _("Of these confirmed"),
    "disputed": _("Of these disputed"),
    "unconfirmed": _("Of these unconfirmed"),
    "returned": _("Of these returned once"),
}
BAD = {"late", "checked_late"}


@dataclasses.dataclass(frozen=True, slots=True)
class Cell:
    """One number; `address` is empty if it is 0."""

    name: str | Promise
    number: int
    address: str
    is_bad: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """One agency or service."""

    name: str
    address: str
    cells: tuple[Cell, ...]
    mean_at_office: float | None
    mean_with_citizen: float | None


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
    cells = tuple(_cell(key, getattr(row, key), *of) for key in NAMES)
    return Line(name, address, cells, row.mean_at_office, row.mean_with_citizen)


def _cell(
    figure: str, number: int, agency: str, service: str = "", state: str = ""
) -> Cell:
    params = {"angka": figure, "layanan": service, "langkah": state}
    query = urlencode({key: value for key, value in params.items() if value})
    address = reverse("applications:figures_cases", args=[agency])
    target = f"{address}?{query}" if number else ""
    return Cell(NAMES[figure], number, target, bool(number) and figure in BAD)


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
