"""The types of log entries about who sees personal data."""

from django.utils.translation import gettext_lazy as _

from balarea.transparency.entry_types.shape import EntryType, Group

ACCESS_ENTRIES = (
    EntryType(
        "NAME_ASKED",
        Group.DATA,
        _("A citizen asked who had opened their data"),
        is_power=False,
    ),
    EntryType(
        "NAME_ANSWERED",
        Group.DATA,
        _("A citizen was answered who had opened their data"),
    ),
    EntryType(
        "COVERT_PROPOSED",
        Group.DATA,
        _("An opening was proposed that the person sees later, by an order of law"),
    ),
    EntryType(
        "COVERT_DECIDED",
        Group.DATA,
        _("A supervisor decided on an opening that the person sees later"),
    ),
    EntryType(
        "OPENED_COVERTLY",
        Group.DATA,
        _("Data was opened that the person sees later, by an order of law"),
    ),
)
