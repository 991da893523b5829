"""Which part of the log a reader asked for, by the words of the address."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from balarea.transparency import presenters, queries, rules

POWER, ALL = "kuasa", "semua"
YEARS = range(2000, 2200)
GROUPS: Mapping[str, tuple[str | Promise, frozenset[str]]] = {
    POWER: (_("Steps of power"), rules.POWER),
    ALL: (_("All steps, messages too"), frozenset()),
    "permohonan": (_("Applications"), rules.CASES),
    "data": (_("Personal data and files"), rules.DATA),
    "dokumen": (_("Documents"), rules.DOCUMENTS),
    "pembayaran": (_("Payments"), rules.MONEY),
    "pesan": (_("Messages"), rules.MESSAGES),
    "orang": (_("Contacts, officers and rights"), rules.PEOPLE),
    "aturan": (_("Rules, calendar and refused attempts"), rules.RULES),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for. An unknown kind or agency asks for nothing that there is."""

    kind: str
    agency: str
    day: str

    @property
    def narrowed(self) -> queries.Narrowed:
        if self.kind in GROUPS:
            types = GROUPS[self.kind][1]
        else:
            types = frozenset({self.kind.upper()})
        return queries.Narrowed(types, self.agency, self._day)

    @property
    def _day(self) -> dt.date | None:
        try:
            day = dt.date.fromisoformat(self.day)
        except ValueError:
            return None
        return day if day.year in YEARS else None

    @property
    def fault(self) -> str:
        """What is wrong with the day, if anything is."""
        if not self.day or self._day is not None:
            return ""
        return gettext("Choose a day of the calendar.")

    @property
    def is_power(self) -> bool:
        return self.kind == POWER

    @property
    def is_narrow(self) -> bool:
        """Whether more than the kind was chosen."""
        return bool(self.agency or self._day)

    @property
    def is_open(self) -> bool:
        """Whether the reader has to see the form without asking for it."""
        return self.is_narrow or bool(self.fault) or not self.is_power

    def query(self, **more: str) -> str:
        """The part of an address that asks for the same."""
        kind = "" if self.is_power else self.kind
        said = {"jenis": kind, "instansi": self.agency, "hari": self.day} | more
        return urlencode({name: text for name, text in said.items() if text})

    @property
    def all_of_it(self) -> str:
        """The same with every kind of step."""
        return self.query(jenis=ALL)

    @property
    def power_of_it(self) -> str:
        """The same with steps of power only."""
        return self.query(jenis="")


def wish(asked: Mapping[str, str]) -> Wish:
    """What the address says; steps of power where it says no kind."""
    return Wish(
        kind=asked.get("jenis", "")[:40] or POWER,
        agency=asked.get("instansi", "")[:10].upper(),
        day=asked.get("hari", "").strip()[:10],
    )


def groups() -> Sequence[tuple[str, str]]:
    """All but the steps of power, which stand first as what is shown unasked."""
    named = GROUPS.items()
    return [(key, str(name)) for key, (name, _types) in named if key != POWER]


def kinds() -> Sequence[tuple[str, str]]:
    """Each kind of step by itself, in the order of its words."""
    words = [(code.lower(), str(presenters.WORDS[code])) for code in rules.TYPES]
    return sorted(words, key=lambda pair: pair[1])


def agencies() -> Sequence[tuple[str, str]]:
    """The agencies of the mall by name."""
    language = get_language() or ""
    return [
        (agency.code, f"{agency.short_name}: {agency.name.of(language)}")
        for agency in settings.BALAREA_AGENCIES
    ]
