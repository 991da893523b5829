"""Texts of promised time and cost."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from balarea.catalogue import queries
from balarea.foundation import money


class WayWords(NamedTuple):
    """How a service ends, in a word or two and in a sentence, with its icon."""

    name: str | Promise
    text: str | Promise
    icon: str


WAYS = {
    "DECIDE": WayWords(
        gettext_lazy("Decided here"),
        gettext_lazy("The agency checks and decides in this system."),
        "seal",
    ),
    "HAND_OVER": WayWords(
        gettext_lazy("Handed over"),
        gettext_lazy("Another register decides; the file is prepared here for it."),
        "route",
    ),
    "DESK": WayWords(
        gettext_lazy("At the desk"),
        gettext_lazy("The law asks you to be there in person."),
        "desk",
    ),
}

ISO_DURATIONS = {"MINUTE": "PT{}M", "HOUR": "PT{}H", "WORKING_DAY": "P{}D"}
MINUTES = {"MINUTE": 1, "HOUR": 60, "WORKING_DAY": 24 * 60}


def ways() -> list[tuple[WayWords, int]]:
    """Each way with the number of services that end so."""
    counts = queries.ways()
    return [(words, counts[way]) for way, words in WAYS.items()]


def duration(value: int, unit: str) -> str:
    """`1 working day`, `30 minutes`."""
    if unit == "MINUTE":
        text = ngettext("%(n)s minute", "%(n)s minutes", value)
    elif unit == "HOUR":
        text = ngettext("%(n)s hour", "%(n)s hours", value)
    else:
        text = ngettext("%(n)s working day", "%(n)s working days", value)
    return text % {"n": value}


def iso_duration(value: int, unit: str) -> str:
    """`P1D`, `PT30M` (ISO 8601), which can't say that days are working days."""
    return ISO_DURATIONS[unit].format(value)


def fee(kind: str, amount: int | None) -> str:
    """`Free`, `Rp30.000`, `By tariff`."""
    if kind == "FREE":
        return _("Free")
    return _("By tariff") if amount is None else money.format_rupiah(amount)
