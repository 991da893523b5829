"""Lists of services: filters, groups, cards."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from balarea.catalogue import queries
from balarea.catalogue.definition import Agency, LifeEvent
from balarea.catalogue.presenters import words
from balarea.foundation.languages import translated
from balarea.foundation.lazy_text import filled

if TYPE_CHECKING:
    from balarea.catalogue.models import Service

type Options = Sequence[tuple[str, str | Promise, int | None]]

CATEGORIES = {"LICENSING": _("Licence or permit"), "OTHER": _("Other service")}
FEES = {"FREE": _("Free"), "FIXED": _("Fixed fee"), "TARIFF": _("By tariff")}
DAYS = (1, 5, 14)  # the working days within which a list's services are to be done
# In minutes; a working day counts as 24 hours.
TIMES = {str(days): days * 24 * 60 for days in DAYS}
TIME_NAMES = {
    str(days): filled(
        ngettext_lazy("Within one working day", "Within %(days)s working days", days),
        days=days,
    )
    for days in DAYS
}
CHANNELS = {"daring": _("Can be done online")}


@dataclasses.dataclass(frozen=True, slots=True)
class Card:
    """A service in a list."""

    code: str
    title: str
    summary: str
    agency: str
    address: str
    fee: str
    duration: str
    is_online: bool
    is_desk: bool
    way: words.WayWords
    is_at_once: bool = False  # where rules confirm everything


@dataclasses.dataclass(frozen=True, slots=True)
class Group:
    """Services of one agency or one life event."""

    code: str
    name: str
    text: str
    address: str
    cards: Sequence[Card]


@dataclasses.dataclass(frozen=True, slots=True)
class Filters:
    """The filters of a list; unknown values are left out."""

    agencies: frozenset[str]
    categories: frozenset[str]
    fees: frozenset[str]
    ways: frozenset[str]
    time: str
    online: bool

    @classmethod
    def of(cls, query: QueryDict, agencies: Iterable[str]) -> "Filters":
        time = query.get("lama", "")
        return cls(
            frozenset(agencies).intersection(query.getlist("instansi")),
            frozenset(CATEGORIES).intersection(query.getlist("jenis")),
            frozenset(FEES).intersection(query.getlist("biaya")),
            frozenset({*words.WAYS, "RULES"}).intersection(query.getlist("akhir")),
            time if time in TIMES else "",
            "daring" in query.getlist("saluran"),
        )

    @property
    def count(self) -> int:
        """How many filters are set."""
        chosen = (self.agencies, self.categories, self.fees, self.ways)
        return sum(map(len, chosen)) + bool(self.time) + self.online

    @property
    def is_any(self) -> bool:
        return self.count > 0

    def fits(self, service: "Service") -> bool:
        return (
            (not self.agencies or service.agency in self.agencies)
            and (not self.categories or service.category in self.categories)
            and (not self.fees or service.fee in self.fees)
            and (not self.ways or bool({service.way, service.decides} & self.ways))
            and (
                not self.time
                or service.duration * words.MINUTES[service.unit] <= TIMES[self.time]
            )
            and (not self.online or _is_all_online(service))
        )


def card(service: "Service", agencies: Mapping[str, Agency]) -> Card:
    """A service as lists show it."""
    language = get_language()
    agency = agencies.get(service.agency)
    return Card(
        service.code,
        translated(service.title, service.title_translations, language),
        translated(service.summary, service.summary_translations, language),
        agency.short_name if agency else service.agency,
        f"/layanan/{service.code}/",
        words.fee(service.fee, service.amount),
        words.duration(service.duration, service.unit),
        queries.is_row_fileable(service),
        service.way == "DESK",
        words.WAYS[service.way],
        service.decides == "RULES",
    )


def _is_all_online(service: "Service") -> bool:
    """Whether nobody has to come for it; a desk is visited in any case."""
    return service.way != "DESK" and queries.is_row_fileable(service)


def by_agency(
    services: Iterable["Service"], agencies: Mapping[str, Agency]
) -> list[Group]:
    """The services of each agency, in the order of the agencies."""
    by_code: dict[str, list[Card]] = {code: [] for code in agencies}
    for service in services:
        by_code.setdefault(service.agency, []).append(card(service, agencies))
    language = get_language() or ""
    return [
        Group(
            code,
            agencies[code].name.of(language) if code in agencies else code,
            agencies[code].short_name if code in agencies else "",
            f"/layanan/instansi/{code}/",
            cards,
        )
        for code, cards in by_code.items()
        if cards
    ]


def by_life_event(
    services: Iterable["Service"],
    life_events: Mapping[str, LifeEvent],
    agencies: Mapping[str, Agency],
) -> list[Group]:
    """The services of each life event; one service may stand under several."""
    by_code: dict[str, list[Card]] = {code: [] for code in life_events}
    for service in services:
        shown = card(service, agencies)
        for code in service.life_events:
            by_code.setdefault(code, []).append(shown)
    language = get_language() or ""
    return [
        Group(
            code,
            event.name.of(language),
            event.description.of(language),
            f"/layanan/peristiwa/{code}/",
            by_code[code],
        )
        for code, event in life_events.items()
        if by_code[code]
    ]
