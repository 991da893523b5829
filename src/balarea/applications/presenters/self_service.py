"""The public terminal: what is printed again, or why there is nothing to print."""

import dataclasses
import datetime as dt

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from balarea.documents.models import IssuedDocument
from balarea.documents.numbers import pretty
from balarea.documents.rules import Verdict, verdict
from balarea.foundation import clock
from balarea.foundation.languages import translated

_NOTHING: dict[str, Promise] = {
    "NOT_ISSUED": _(
        "There is no document yet. Follow the application with the same two at Track."
    ),
    "SUPERSEDED": _(
        "Another document has taken its place, so it isn’t printed. Use the number and "
        "code of the later application."
    ),
    "SUSPENDED": _("This document is suspended, so it isn’t printed. Ask the agency."),
    "REVOKED": _("This document was revoked, so it isn’t printed. Ask the agency."),
}
_MISMATCH = _(
    "These two don’t belong together. Compare them with the slip, letter by letter."
)


def why_nothing(outcome: str) -> str:
    """The sentence for anything but a paper."""
    return str(_NOTHING.get(outcome, _MISMATCH))


@dataclasses.dataclass(frozen=True, slots=True)
class Card:
    """What stands above the paper on the screen."""

    title: str
    number: str
    code: str
    is_expired: bool
    valid_until: dt.date | None


def card(document: IssuedDocument | None, at: dt.datetime) -> Card | None:
    """The document's title and verdict; None without a document."""
    if document is None:
        return None
    result = verdict(document.state, document.valid_until, clock.today(at))
    return Card(
        title=translated(
            document.title_id, document.title_translations, get_language()
        ),
        number=document.number,
        code=pretty(document.code),
        is_expired=result is Verdict.EXPIRED,
        valid_until=document.valid_until,
    )
