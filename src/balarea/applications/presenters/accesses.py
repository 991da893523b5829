"""Accesses to the data of a case: when, from which office, for which purpose."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balarea.people.presenters import office_name
from balarea.vault import presenters as turning
from balarea.vault.queries import Look, Openings

PURPOSES = {
    "OWN_DATA": gettext_lazy("Your own look"),
    "VERIFY": gettext_lazy("To check the requirements"),
    "INSPECT": gettext_lazy("To prepare or record the visit"),
    "DECIDE": gettext_lazy("To decide on the application"),
    "ISSUE": gettext_lazy("To write the document"),
    "NOTIFY": gettext_lazy("To send you a message"),
    "CONSULT": gettext_lazy("To look something up, while no step waited"),
    "COUNTER": gettext_lazy("To serve you at the counter"),
    "AUDIT": gettext_lazy("To inspect the work of officers"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Accesses:
    """A page of accesses by others; the citizen's own and the system's are counted.

    `newer` and `older` are query strings; empty where there is no such page.
    """

    others: Sequence[Look]
    own: int
    own_last: dt.datetime | None
    messages: int
    page: int
    pages: int
    newer: str
    older: str


def accesses(counts: Openings) -> Accesses:
    """The accesses to a case in words, with the links to other pages."""
    others = counts.others
    return Accesses(
        others=[
            dataclasses.replace(
                one,
                office=office_name(one) or _("The mall's computer, without a person"),
                purpose=str(PURPOSES[one.purpose]),
            )
            for one in others.lines
        ],
        own=counts.own,
        own_last=counts.own_last,
        messages=counts.messages,
        page=others.page,
        pages=others.pages,
        newer=turning.turned(others, others.page - 1),
        older=turning.turned(others, others.page + 1),
    )
