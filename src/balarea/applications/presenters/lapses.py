"""Passed deadlines in lists and on pages of a case."""

import dataclasses
import datetime as dt
from collections.abc import Mapping

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from balarea.applications import queries
from balarea.applications.rules import Silence

MEANS: Mapping[Silence, tuple[Promise, str]] = {
    Silence.GRANTED: (_("Granted by law"), "ok"),
    Silence.STATEMENT: (_("A statement waits"), "warn"),
    Silence.NOTICE: (_("A decision waits"), "warn"),
}
_ENDED = _("Ended meanwhile")


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One line; `address` is empty for whoever only oversees."""

    address: str
    reference: str
    title: str
    agency: str
    due_on: dt.date
    word: Promise
    kind: str


def row(item: queries.LapseItem, title: str, *, may_open: bool) -> Row:
    word, kind = MEANS[item.means]
    if not item.is_open and item.means != Silence.GRANTED:
        word, kind = _ENDED, ""
    return Row(
        address=reverse("applications:desk_case", args=[item.case]) if may_open else "",
        reference=item.pretty,
        title=title,
        agency=item.agency,
        due_on=item.due_on,
        word=word,
        kind=kind,
    )
