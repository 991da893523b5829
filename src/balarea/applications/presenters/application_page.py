"""The citizen's page of an application: document, objection and deadlines."""

import dataclasses
import datetime as dt
from collections.abc import Mapping

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from balarea.applications import models
from balarea.applications.rules import (
    CLOSED,
    ELSEWHERE,
    OBJECTION_WORKING_DAYS,
    WITH_CITIZEN,
    State,
)
from balarea.catalogue import definition as engine
from balarea.documents.models import IssuedDocument, Step
from balarea.foundation import calendar, clock, working_days
from balarea.foundation.languages import translated


@dataclasses.dataclass(frozen=True, slots=True)
class DocumentCard:
    """The issued document, as its owner sees it."""

    title: str
    number: str
    issued_on: dt.date
    valid_until: dt.date | None
    is_revoked: bool
    is_superseded: bool = False


def document_card(
    document: IssuedDocument | None, language: str
) -> DocumentCard | None:
    """The document, once it is written and signed; else None."""
    if document is None or document.pdf_id is None:
        return None
    return DocumentCard(
        title=translated(document.title_id, document.title_translations, language),
        number=document.number,
        issued_on=document.issued_on,
        valid_until=document.valid_until,
        is_revoked=document.state == "REVOKED",
        is_superseded=document.state == "SUPERSEDED",
    )


def promise_waits(application: models.Application) -> bool:
    """Whether the deadline has not begun, since the file isn't accepted as complete."""
    return application.completed_at is None and application.closed_at is None


def object_until(
    application: models.Application, revocation: Step | None
) -> dt.date | None:
    """The last day for an objection to a refusal or revocation, if there is one."""
    at = revocation.at if revocation else application.closed_at
    if at is None or (revocation is None and application.state != State.REFUSED):
        return None
    return calendar.add_working_days(clock.today(at), OBJECTION_WORKING_DAYS)


def unmet(
    application: models.Application,
    definition: engine.Definition,
    decision: models.Decision | None,
) -> list[str]:
    """The requirements on which a refusal rests, once it has taken effect."""
    if decision is None or application.state != State.REFUSED:
        return []
    language = get_language() or "id"
    titles = {one.id: one.title.of(language) for one in definition.requirements}
    return [titles[one] for one in decision.unmet]


def time_left(
    application: models.Application,
    today: dt.date,
    overrides: Mapping[dt.date, bool],
) -> str:
    """The working days left to mend defects, in words; empty if not returned."""
    if application.state != State.RETURNED:
        return ""
    return time_until(application.due_on, today, overrides)


def time_until(last: dt.date, today: dt.date, overrides: Mapping[dt.date, bool]) -> str:
    """The working days left until a day, in words; empty once it is over."""
    if last < today:
        return ""
    if last == today:
        return _("Today is the last day.")
    days = working_days.between(today, last, overrides)
    left = ngettext("%(n)s working day is left.", "%(n)s working days are left.", days)
    return left % {"n": days}


def late(
    application: models.Application,
    today: dt.date,
    overrides: Mapping[dt.date, bool],
) -> int:
    """By how many working days the office is late; 0 while it waits for others."""
    if State(application.state) in CLOSED | WITH_CITIZEN | ELSEWHERE:
        return 0
    return max(0, working_days.between(application.due_on, today, overrides))
