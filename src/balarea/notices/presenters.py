"""Messages as pages show them."""

import dataclasses
import datetime as dt
import re
from collections.abc import Iterable
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from balarea.notices import models
from balarea.notices.rules import Channel, Kind

KINDS: dict[str, Promise] = {
    Kind.CODE: _("One-time code"),
    Kind.SIGN_IN: _("Sign-in changed"),
    Kind.DRAFT_SAVED: _("Answers saved"),
    Kind.RECEIVED: _("Application received"),
    Kind.BILL: _("Fee to pay"),
    Kind.BILL_EXPIRED: _("Payment code run out"),
    Kind.UNPAID: _("Reminder to pay"),
    Kind.PAID: _("Payment received"),
    Kind.SURPLUS: _("Money that settles no bill"),
    Kind.REFUNDED: _("Money given back"),
    Kind.RETURNED: _("To be completed"),
    Kind.REMINDED: _("Reminder to complete"),
    Kind.AMENDED: _("Corrections received"),
    Kind.UNANSWERED: _("Decided without corrections"),
    Kind.COMPLETE: _("Application complete"),
    Kind.DUE_MOVED: _("Last day moved"),
    Kind.INSPECTION: _("Site inspection"),
    Kind.DECIDED: _("Application approved"),
    Kind.REFUSED: _("Application refused"),
    Kind.ISSUED: _("Document issued"),
    Kind.WITHDRAWN: _("Application withdrawn"),
    Kind.REVOKED: _("Document revoked"),
}
FAULTS: dict[str, Promise] = {
    "SMTPRecipientsRefused": _("The mailbox does not exist or takes no mail."),
    "NoCarrier": _("This mall can't send messages this way yet."),
    "Erased": _("The address was erased."),
}
AWAY = _("The carrier could not be reached, again and again.")
DIGITS = re.compile(r"\b\d{6}\b")


class Opened(Protocol):
    """What `operations.read_shown` hands out."""

    @property
    def message(self) -> models.Message: ...
    @property
    def to(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def at(self) -> dt.datetime: ...


@dataclasses.dataclass(frozen=True, slots=True)
class Letter:
    """A message in the demo mailbox; `code` stands out when it holds one."""

    kind: str | Promise
    is_short: bool
    to: str
    subject: str
    text: str
    code: str
    at: dt.datetime


def letter(shown: Opened) -> Letter:
    is_short = shown.message.channel == Channel.PHONE
    # A mail says the code in its subject already.
    has_code = is_short and shown.message.kind == Kind.CODE
    found = DIGITS.search(shown.text) if has_code else None
    return Letter(
        kind=KINDS[shown.message.kind],
        is_short=is_short,
        to=shown.to,
        subject=shown.subject,
        text=shown.text,
        code=found[0] if found else "",
        at=shown.at,
    )


@dataclasses.dataclass(frozen=True, slots=True)
class Undelivered:
    """A message that didn't arrive, for the officer who can do something about it."""

    id: str
    case: str  # empty for a code, which comes before any application
    reference: str
    kind: str | Promise
    masked: str
    why: str | Promise
    at: dt.datetime


def undelivered(
    messages: Iterable[models.Message], faults: dict[str, str]
) -> list[Undelivered]:
    """`faults`: the last fault's class name by the message's id."""
    return [
        Undelivered(
            id=str(row.id),
            case=str(row.case) if row.agency else "",
            reference=row.params.get("reference", ""),
            kind=KINDS[row.kind],
            masked=row.masked,
            why=FAULTS.get(faults.get(str(row.id), ""), AWAY),
            at=row.at,
        )
        for row in messages
    ]
