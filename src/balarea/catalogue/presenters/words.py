"""Texts of promised time and cost."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from balarea.foundation import money

MINUTES = {"MINUTE": 1, "HOUR": 60, "WORKING_DAY": 24 * 60}


def duration(value: int, unit: str) -> str:
    """`1 working day`, `30 minutes`."""
    if unit == "MINUTE":
        text = ngettext("%(n)s minute", "%(n)s minutes", value)
    elif unit == "HOUR":
        text = ngettext("%(n)s hour", "%(n)s hours", value)
    else:
        text = ngettext("%(n)s working day", "%(n)s working days", value)
    return text % {"n": value}


def fee(kind: str, amount: int | None) -> str:
    """`Free`, `Rp30.000`, `By tariff`."""
    if kind == "FREE":
        return _("Free")
    return _("By tariff") if amount is None else money.format_rupiah(amount)
