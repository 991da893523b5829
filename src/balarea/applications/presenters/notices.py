"""What is to be mended, and which messages were sent."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from balarea.applications.presenters.tasks import address
from balarea.catalogue import definition as engine
from balarea.notices import models


@dataclasses.dataclass(frozen=True, slots=True)
class Defect:
    """One defect: the requirement, what to do about it, and where."""

    key: str
    title: str
    text: str
    address: str
    is_file: bool


def defects(
    definition: engine.Definition,
    texts: Mapping[str, str],
    case: UUID,
    language: str,
) -> list[Defect]:
    """The defects of a notice in the order of the definition's requirements."""
    return [
        Defect(
            wanted.id,
            wanted.title.of(language),
            texts[wanted.id],
            address("evidence", case, wanted.id)
            if wanted.evidence == "UPLOAD"
            else address("tasks", case),
            is_file=wanted.evidence == "UPLOAD",
        )
        for wanted in definition.requirements
        if wanted.id in texts
    ]


KINDS = {
    "RECEIVED": _("Your application was received"),
    "BILL": _("There is something to pay"),
    "BILL_EXPIRED": _("Your payment code ran out"),
    "UNPAID": _("A reminder: it is still to be paid"),
    "PAID": _("Your payment came in"),
    "SURPLUS": _("Money came that settles no bill"),
    "REFUNDED": _("Your money was given back"),
    "RETURNED": _("Something must be mended"),
    "REMINDED": _("A reminder: something must still be mended"),
    "AMENDED": _("What you mended was received"),
    "UNANSWERED": _("The time to mend is over"),
    "COMPLETE": _("Your file is complete"),
    "DUE_MOVED": _("The last day has moved"),
    "INSPECTION": _("A visit to the place"),
    "DECIDED": _("It was decided"),
    "REFUSED": _("It was refused, with reasons"),
    "ISSUED": _("Your document is ready"),
    "WITHDRAWN": _("You took the application back"),
    "REVOKED": _("Your document was revoked"),
    "DRAFT_SAVED": _("Your draft was saved"),
    "CODE": _("A code to sign in"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Message:
    """One message, without its text."""

    title: str
    to: str
    at: dt.datetime
    state: str


def messages(rows: Iterable[models.Message]) -> list[Message]:
    """The messages of a case, as they come."""
    return [
        Message(str(KINDS.get(row.kind, row.kind)), row.masked, row.at, row.state)
        for row in rows
    ]
