"""The types of log entries about bills and payments."""

from django.utils.translation import gettext_lazy as _

from balarea.transparency.entry_types.shape import EntryType, Group

MONEY_ENTRIES = (
    EntryType("BILLED", Group.MONEY, _("A bill was made")),
    EntryType("PAID", Group.MONEY, _("A bill was paid"), is_power=False),
    EntryType(
        "PAYMENT_REFUSED",
        Group.MONEY,
        _("A payment message was refused"),
        is_power=False,
    ),
    EntryType(
        "PAYMENT_REPEATED", Group.MONEY, _("A payment was told again"), is_power=False
    ),
    EntryType(
        "PAYMENT_SURPLUS",
        Group.MONEY,
        _("Money came that settles no bill"),
        is_power=False,
    ),
    EntryType(
        "SURPLUS_SETTLED", Group.MONEY, _("Surplus money was accepted or given back")
    ),
    EntryType("BILL_EXPIRED", Group.MONEY, _("A bill ran out of time"), is_power=False),
    EntryType("BILL_CANCELLED", Group.MONEY, _("A bill was cancelled")),
)
