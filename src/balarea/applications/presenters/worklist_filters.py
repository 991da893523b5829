"""Filters of the worklist: their words in addresses, and as links and options."""

import dataclasses
from collections.abc import Mapping
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from balarea.applications import models, queries
from balarea.applications.presenters import officer
from balarea.applications.presenters.assignments import SHARES
from balarea.applications.worklist_rules import DueBy, WorklistFilter

# In the order of the list, with the word of the address.
DUE_BY = {
    DueBy.ANY: ("", _("Any day")),
    DueBy.LATE: ("terlambat", _("Late")),
    DueBy.THIS_WEEK: ("minggu-ini", _("Late, or due this week")),
}
DUE_BY_WORD = {word: due_by for due_by, (word, _label) in DUE_BY.items()}


def words(chosen: WorklistFilter) -> list[tuple[str, str]]:
    """The fields of a filter in addresses and forms, without what says nothing."""
    fields = {
        "antrean": chosen.queue,
        "milik": SHARES[chosen.share][0],
        "layanan": chosen.service,
        "tempo": DUE_BY[chosen.due_by][0],
    }
    return [(name, word) for name, word in fields.items() if word]


def query(chosen: WorklistFilter) -> str:
    """The query string of a filter."""
    return urlencode(words(chosen))


def address(chosen: WorklistFilter) -> str:
    return f"{reverse('applications:worklist')}?{query(chosen)}"


@dataclasses.dataclass(frozen=True, slots=True)
class SavedLink:
    """A saved filter as a link."""

    id: UUID
    name: str
    address: str
    is_current: bool
    is_start: bool

    @property
    def tab(self) -> tuple[str, str, None, bool]:
        return self.address, self.name, None, self.is_current


def saved_link(row: models.SavedFilter, shown: WorklistFilter | None) -> SavedLink:
    """`shown` is the filter of the page."""
    chosen = queries.filter_of(row)
    return SavedLink(row.id, row.name, address(chosen), chosen == shown, row.is_start)


def service_options(
    services: list[str], titles: Mapping[str, str]
) -> list[tuple[str, str]]:
    """The services of a queue by their titles."""
    return sorted(((code, titles[code]) for code in services), key=lambda one: one[1])


def due_options() -> list[tuple[str, str]]:
    return [(word, str(label)) for word, label in DUE_BY.values() if word]


def described(chosen: WorklistFilter, titles: Mapping[str, str]) -> list[str]:
    """A filter in words, part by part."""
    parts = [str(officer.QUEUES[chosen.queue]), str(SHARES[chosen.share][1])]
    if chosen.service:
        parts.append(titles[chosen.service])
    if chosen.due_by != DueBy.ANY:
        parts.append(str(DUE_BY[chosen.due_by][1]))
    return parts
