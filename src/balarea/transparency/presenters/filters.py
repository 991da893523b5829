"""Filters of the public log, from and to its query string."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from balarea.transparency import entry_types, queries
from balarea.transparency.entry_types import ENTRY_TYPES, Group

POWER, ALL = "kuasa", "semua"
YEARS = range(2000, 2200)
GROUPS: Mapping[str, tuple[str | Promise, frozenset[str]]] = {
    POWER: (_("Steps of power"), entry_types.POWER),
    ALL: (_("All steps, messages too"), frozenset()),
    **{group.key: (group.label, entry_types.of_group(group)) for group in Group},
}


@dataclasses.dataclass(frozen=True, slots=True)
class LogFilter:
    """The filter of a request, as typed. An unknown kind or agency matches nothing.

    Attributes:
        kind: a key of `GROUPS`, or the code of an entry type in lower case.
        day: in ISO format; anything else filters nothing and is an error.
    """

    kind: str
    agency: str
    day: str

    @property
    def criteria(self) -> queries.Criteria:
        if self.kind in GROUPS:
            types = GROUPS[self.kind][1]
        else:
            types = frozenset({self.kind.upper()})
        return queries.Criteria(types, self.agency, self._day)

    @property
    def _day(self) -> dt.date | None:
        try:
            day = dt.date.fromisoformat(self.day)
        except ValueError:
            return None
        return day if day.year in YEARS else None

    @property
    def error(self) -> str:
        """The error message of the day; empty if it is valid."""
        if not self.day or self._day is not None:
            return ""
        return gettext("Choose a day of the calendar.")

    @property
    def is_power(self) -> bool:
        return self.kind == POWER

    @property
    def has_more_than_kind(self) -> bool:
        """Whether an agency or a day is chosen."""
        return bool(self.agency or self._day)

    @property
    def is_open(self) -> bool:
        """Whether the page shows the form unfolded."""
        return self.has_more_than_kind or bool(self.error) or not self.is_power

    def query(self, **more: str) -> str:
        """The query string of the same filter, with these parameters changed."""
        kind = "" if self.is_power else self.kind
        params = {"jenis": kind, "instansi": self.agency, "hari": self.day} | more
        return urlencode({name: text for name, text in params.items() if text})

    @property
    def query_of_all(self) -> str:
        """The query string of the same filter with every kind of step."""
        return self.query(jenis=ALL)

    @property
    def query_of_power(self) -> str:
        """The query string of the same filter with steps of power only."""
        return self.query(jenis="")


def parse(params: Mapping[str, str]) -> LogFilter:
    """The filter in a query string; steps of power if it has no kind."""
    return LogFilter(
        kind=params.get("jenis", "")[:40] or POWER,
        agency=params.get("instansi", "")[:10].upper(),
        day=params.get("hari", "").strip()[:10],
    )


def groups() -> Sequence[tuple[str, str]]:
    """Key and label of all groups but the steps of power, which are the default."""
    items = GROUPS.items()
    return [(key, str(label)) for key, (label, _types) in items if key != POWER]


def kinds() -> Sequence[tuple[str, str]]:
    """Code and label of each entry type, sorted by label."""
    labels = [(one.code.lower(), str(one.label)) for one in ENTRY_TYPES.values()]
    return sorted(labels, key=lambda pair: pair[1])


def agencies() -> Sequence[tuple[str, str]]:
    """Code and name of the mall's agencies."""
    language = get_language() or ""
    return [
        (agency.code, f"{agency.short_name}: {agency.name.of(language)}")
        for agency in settings.BALAREA_AGENCIES
    ]
