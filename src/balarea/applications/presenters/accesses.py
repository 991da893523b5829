"""Who opened the data of a case: when, from which office, and what for."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balarea.vault import models

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
    """One opening by somebody else."""

    at: dt.datetime
    office: str
    purpose: str


@dataclasses.dataclass(frozen=True, slots=True)
class Accesses:
    """Openings by others, one by one; one's own and the machine's counted."""

    others: Sequence[Access]
    own: int
    own_last: dt.datetime | None
    messages: int
    more: int


def accesses(rows: Iterable[models.Access]) -> Accesses:
    """Fold the openings of a case, given newest first."""
    others: list[Access] = []
    own: list[dt.datetime] = []
    messages = 0
    for row in rows:
        if row.purpose == "OWN_DATA":
            own.append(row.at)
        elif row.purpose == "NOTIFY":
            messages += 1
        else:
            office = row.office or _("The mall's computer, without a person")
            others.append(Access(row.at, office, str(PURPOSES[row.purpose])))
    return Accesses(
        others=others[:MOST],
        own=len(own),
        own_last=own[0] if own else None,
        messages=messages,
        more=max(0, len(others) - MOST),
    )
