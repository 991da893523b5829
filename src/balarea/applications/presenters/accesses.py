"""Who opened the data of a case: when, from which office, and what for."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balarea.foundation import clock
from balarea.vault import models
from balarea.vault.queries import Openings

PURPOSES = {
    "OWN_DATA": gettext_lazy("Your own look"),
    "VERIFY": gettext_lazy("To check the requirements"),
    "INSPECT": gettext_lazy("To prepare or record the visit"),
    "DECIDE": gettext_lazy("To decide on the application"),
    "ISSUE": gettext_lazy("To write the document"),
    "NOTIFY": gettext_lazy("To send you a message"),
    "CONSULT": gettext_lazy("To look something up, with no step to take"),
    "COUNTER": gettext_lazy("To serve you at the counter"),
    "AUDIT": gettext_lazy("To inspect the work of officers"),
}
MOST = 60  # rows on a page; the newest ones


@dataclasses.dataclass(frozen=True, slots=True)
class Access:
    """What one office opened for one purpose on one day: last, first, how often."""

    at: dt.datetime
    since: dt.datetime
    times: int
    office: str
    purpose: str


def by_day(rows: Iterable[models.Access]) -> list[Access]:
    """Openings, given newest first, by office, purpose and day; `purpose` is the code.

    A page of a case opens several things, and an officer comes back to it: line by line
    that was thirteen lines for one grant.
    """
    found: dict[tuple[str, str, dt.date], list[dt.datetime]] = {}
    for row in rows:
        day = (row.office, row.purpose, clock.today(row.at))
        found.setdefault(day, []).append(row.at)
    return [
        Access(times[0], times[-1], len(times), office, purpose)
        for (office, purpose, _day), times in found.items()
    ]


@dataclasses.dataclass(frozen=True, slots=True)
class Accesses:
    """Openings by others, by day; one's own and the machine's counted."""

    others: Sequence[Access]
    own: int
    own_last: dt.datetime | None
    messages: int
    more: int


def accesses(found: Openings) -> Accesses:
    """Fold the openings of a case; what doesn't fit on the page is counted."""
    others = [
        dataclasses.replace(
            one,
            office=one.office or _("The mall's computer, without a person"),
            purpose=str(PURPOSES[one.purpose]),
        )
        for one in by_day(found.others)[:MOST]
    ]
    return Accesses(
        others=others,
        own=found.own,
        own_last=found.own_last,
        messages=found.messages,
        more=found.by_others - sum(one.times for one in others),
    )
