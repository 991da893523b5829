"""Messages as pages show them."""

import dataclasses
import datetime as dt
import re
from collections.abc import Iterable
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from balarea.notices import models, providers
from balarea.notices.kinds import KINDS
from balarea.notices.rules import Channel

ERASED = {"Erased": _("The address was erased.")}
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
    has_code = is_short and shown.message.kind in {"CODE", "DESK_CODE", "MANDATE_CODE"}
    match = DIGITS.search(shown.text) if has_code else None
    return Letter(
        kind=KINDS[shown.message.kind].label,
        is_short=is_short,
        to=shown.to,
        subject=shown.subject,
        text=shown.text,
        code=match[0] if match else "",
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
    texts = ERASED | dict(providers.fault_texts())
    return [
        Undelivered(
            id=str(row.id),
            case=str(row.case) if row.agency else "",
            reference=row.params.get("reference", ""),
            kind=KINDS[row.kind].label,
            masked=row.masked,
            why=texts.get(faults.get(str(row.id), ""), AWAY),
            at=row.at,
        )
        for row in messages
    ]
