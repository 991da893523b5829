"""What an officer of a village sees of the cases of its residents."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from balarea.applications import models
from balarea.applications.presenters import progress
from balarea.applications.rules import WITH_CITIZEN, State, is_open
from balarea.catalogue import queries as catalogue
from balarea.foundation import references


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """A line of the list; `missing`: what the resident or the village must do next."""

    address: str
    reference: str
    title: str
    who: str
    word: str
    kind: str
    missing: str
    day: dt.date | None


def drafts(rows: Iterable[models.Draft], language: str) -> list[Row]:
    """What is begun and not sent."""
    return [_draft(row, language) for row in rows]


def _draft(row: models.Draft, language: str) -> Row:
    definition = catalogue.definition(row.definition)
    left = len([page for page in definition.pages if page.exit is None])
    left -= len(row.pages_done)
    missing = (
        ngettext("%(count)s part of the form", "%(count)s parts of the form", left)
        % {"count": left}
        if left > 0
        else _("Papers, and to file it")
    )
    expires_on = row.expires_at.date() if row.expires_at else None
    return Row(
        address=reverse("applications:desk_form", args=[row.id]),
        reference=references.pretty(row.reference),
        title=definition.title.of(language),
        who="",
        word=_("To be mended") if row.is_amendment else _("Draft"),
        kind="warn" if row.is_amendment else "here",
        missing=missing,
        day=expires_on,
    )


def applications(rows: Iterable[models.Application], language: str) -> list[Row]:
    """What is filed."""
    return [_application(row, language) for row in rows]


def _application(row: models.Application, language: str) -> Row:
    word, kind = progress.word(row.state)
    return Row(
        address=reverse("applications:village_case", args=[row.id]),
        reference=references.pretty(row.reference),
        title=catalogue.definition(row.definition).title.of(language),
        who=row.holder_masked,
        word=word,
        kind=kind,
        missing=missing(row),
        day=row.due_on if is_open(row.state) else None,
    )


_MISSING: Mapping[State, str] = {
    State.AWAITING_FEE: "FEE",
    State.AWAITING_LEVY: "FEE",
    State.RETURNED: "MEND",
    State.ANSWERED: "SAY",
    State.PREPARED: "COME",
}


def missing(row: models.Application) -> str:
    """What waits for the resident, in words; empty where the agency works on it."""
    state = State(row.state)
    if state not in WITH_CITIZEN:
        return ""
    return {
        "FEE": _("The fee is to be paid."),
        "MEND": _("Something must be mended and sent again."),
        "SAY": _("The resident must say whether the answer is right."),
        "COME": _("The resident must come to the desk with the papers."),
    }.get(_MISSING.get(state, ""), _("It waits for the resident."))


def matching(rows: Sequence[Row], text: str) -> list[Row]:
    """The rows whose reference, service, or masked name fits what was typed."""
    words = text.casefold().split()
    return [
        row
        for row in rows
        if all(
            word in f"{row.reference} {row.title} {row.who}".casefold()
            or word in row.reference.replace("-", "").casefold()
            for word in words
        )
    ]


@dataclasses.dataclass(frozen=True, slots=True)
class Resident:
    """A resident at the village's office."""

    id: UUID
    village: UUID
    name: str
    born_on: dt.date | None
