"""Accesses to the data of a case: when, from which office, for which purpose."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balarea.people.presenters import recorded_office
from balarea.vault import presenters as vault_presenters
from balarea.vault import rules
from balarea.vault.queries import AccessGroup, AccessSummary

PURPOSES = {
    "OWN_DATA": gettext_lazy("Your own look"),
    "REUSE": gettext_lazy("To use a file again in another application of yours"),
    "VERIFY": gettext_lazy("To check the requirements"),
    "INSPECT": gettext_lazy("To prepare or record the visit"),
    "DECIDE": gettext_lazy("To decide on the application"),
    "HAND_OVER": gettext_lazy("To hand the file over to the register that decides"),
    "ISSUE": gettext_lazy("To write the document or the answer"),
    "NOTIFY": gettext_lazy("To send you a message"),
    "ADVISE": gettext_lazy("To advise the office that decides"),
    "CONSULT": gettext_lazy("To look something up, while no step waited"),
    "COUNTER": gettext_lazy("To serve you at the counter"),
    "SELF_SERVICE": gettext_lazy("To print the document again at a public terminal"),
    "AUDIT": gettext_lazy("To inspect the work of officers"),
    "COVERT": gettext_lazy("By an order of law, which delayed this line"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Accesses:
    """A page of accesses by others, and the numbers of the owner's and the system's.

    `representative` is the masked name of who acts for the owner; empty if nobody does.

    `newer` and `older` are query strings; empty if there is no such page.
    """

    others: Sequence[AccessGroup]
    own: int
    own_last: dt.datetime | None
    messages: int
    page: int
    pages: int
    newer: str
    older: str
    representative: str = ""
    by_representative: int = 0
    representative_last: dt.datetime | None = None


def accesses(summary: AccessSummary, *, representative: str = "") -> Accesses:
    """The accesses to a case in words, with links to the pages before and after."""
    others = summary.others
    return Accesses(
        others=[
            dataclasses.replace(
                group,
                office=recorded_office(group) or without_office(group.purpose),
                purpose=str(PURPOSES[group.purpose]),
            )
            for group in others.groups
        ],
        own=summary.own,
        own_last=summary.own_last,
        messages=summary.messages,
        page=others.page,
        pages=others.pages,
        newer=vault_presenters.page_query(others, others.page - 1),
        older=vault_presenters.page_query(others, others.page + 1),
        representative=representative,
        by_representative=summary.by_representative,
        representative_last=summary.representative_last,
    )


def without_office(purpose: str) -> str:
    """Who acts for no office: the citizen, or the system."""
    if purpose in rules.OWN_PURPOSES:
        return _("You")
    if purpose == "SELF_SERVICE":
        return _("Somebody with the number and the code of your slip")
    return _("The mall's computer, without a person")
