"""What a kiosk offers: services that a queue of its building serves."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.catalogue import search
from balarea.catalogue.presenters import standard
from balarea.foundation.errors import NotFound
from balarea.foundation.languages import translated
from balarea.visits.queries import places
from balarea.visits.rules import PriorityClass

if TYPE_CHECKING:
    from balarea.people.models import Site
    from balarea.visits.models import Queue

MOST = 40  # services of one list

PRIORITIES: Mapping[PriorityClass, str | Promise] = {
    PriorityClass.ELDERLY: _("I am elderly"),
    PriorityClass.PREGNANT: _("I am pregnant"),
    PriorityClass.DISABLED: _("I have a disability"),
    PriorityClass.INFANT: _("I have a small child with me"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Item:
    """A service that can be chosen."""

    code: str
    title: str
    agency: str


@dataclasses.dataclass(frozen=True, slots=True)
class Menu:
    """Which service is served by which queue of a building, in one language."""

    queues: Mapping[str, "Queue"]
    items: Mapping[str, Item]

    def of(self, codes: Iterable[str]) -> list[Item]:
        return [self.items[code] for code in codes if code in self.items]

    def agencies(self) -> list[tuple[str, str, str, int]]:
        """Code, short name, name and number of services of each agency with a queue."""
        language = get_language() or ""
        edition, rows = catalogue.edition(), catalogue.services()
        counts: dict[str, int] = {}
        for code in self.items:
            agency = rows[code].agency
            counts[agency] = counts.get(agency, 0) + 1
        return [
            (code, one.short_name, one.name.of(language), counts[code])
            for code, one in edition.agencies.items()
            if code in counts
        ]

    def events(self) -> list[tuple[str, str]]:
        """Code and name of each event of life with a service here."""
        language = get_language() or ""
        rows = catalogue.services()
        offered = {event for code in self.items for event in rows[code].life_events}
        return [
            (code, event.name.of(language))
            for code, event in catalogue.edition().life_events.items()
            if code in offered
        ]

    def of_agency(self, agency: str) -> list[Item]:
        rows = catalogue.services()
        return self.of(code for code in self.items if rows[code].agency == agency)

    def of_event(self, event: str) -> list[Item]:
        rows = catalogue.services()
        return self.of(code for code in self.items if event in rows[code].life_events)

    def matching(self, text: str) -> list[Item]:
        """What the catalogue's search gives, the best first."""
        result = search.search(text)
        codes: Sequence[str] = result.codes
        if not result.is_good:
            codes = codes[: search.NEAR]
        return self.of(codes)[:MOST]

    def item(self, code: str) -> Item:
        if code not in self.items:
            raise NotFound
        return self.items[code]


def menu(site: "Site") -> Menu:
    """What can be had in a building, in the reader's language."""
    rows, language = catalogue.services(), get_language()
    by_service: dict[str, Queue] = {}
    by_agency: dict[str, Queue] = {}
    for queue in places.queues(site):
        for code in queue.services:
            by_service[code] = queue
        if not queue.services:
            by_agency.setdefault(queue.agency, queue)
    agencies = catalogue.edition().agencies
    queues, items = {}, {}
    for code, row in rows.items():
        queue_of = by_service.get(code) or by_agency.get(row.agency)
        if queue_of is None:
            continue
        queues[code] = queue_of
        agency = agencies.get(row.agency)
        items[code] = Item(
            code,
            translated(row.title, row.title_translations, language),
            agency.short_name if agency else row.agency,
        )
    return Menu(queues, items)


def bring(definition: engine.Definition) -> list[str]:
    """What to bring for a service, a line each, with the cases in which it applies."""
    language = get_language() or ""
    if not definition.requirements:
        return [
            _line(one.of(language), one.when_text.of(language) if one.when_text else "")
            for one in definition.standard.requirements
        ]
    return [
        _line(one.title.of(language), standard.case_of(one, language))
        for one in definition.requirements
        if one.evidence not in {"ANSWER", "INSPECTION"}
    ]


def _line(title: str, when: str) -> str:
    return f"{title} ({when.rstrip('.')})" if when else title
