"""Why others were called before a number, in words."""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from balarea.visits.presenters.steps import priority_word
from balarea.visits.queries.order import Before, Why

WORDS: dict[Why, str | Promise] = {
    Why.EARLIER: _("Its place began before yours."),
    Why.PRIORITY: _("It has priority, which counts as this much earlier."),
    Why.APPOINTMENT: _("It has an appointment, which counts from its time."),
    Why.RETURNED: _("It came back after a call, or checked in after its turn."),
    Why.SENT_ON: _("It was sent on from another desk with the place it had."),
    Why.CHOSEN: _("An officer called it out of turn. The public log has the reason."),
    Why.SAME_TIME: _("It was taken in the same moment."),
}


class OrderRow(NamedTuple):
    """One number before another."""

    label: str
    priority: str
    joined_at: dt.datetime
    effective_at: dt.datetime
    called_at: dt.datetime | None
    why: str
    is_exception: bool


def rows(before: Iterable[Before]) -> list[OrderRow]:
    """The rows of the page."""
    return [
        OrderRow(
            label=one.label,
            priority=priority_word(one.priority),
            joined_at=one.joined_at,
            effective_at=one.effective_at,
            called_at=one.called_at,
            why=str(WORDS[one.why]),
            is_exception=one.why in {Why.RETURNED, Why.SENT_ON, Why.CHOSEN},
        )
        for one in before
    ]
