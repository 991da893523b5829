"""The types of log entries about opening, adding and erasing personal data."""

from django.utils.translation import gettext_lazy as _

from balarea.transparency.entry_types.shape import EntryType, Group

DATA_ENTRIES = (
    EntryType("OPENED", Group.DATA, _("An officer opened personal data")),
    EntryType("EVIDENCE_ADDED", Group.DATA, _("A file was added"), is_power=False),
    EntryType("REUSED", Group.DATA, _("A citizen used a file again"), is_power=False),
    EntryType("EVIDENCE_REMOVED", Group.DATA, _("A file was removed"), is_power=False),
    EntryType(
        "SCAN_LINK_OPENED",
        Group.DATA,
        _("A phone was let in to send photos"),
        is_power=False,
    ),
    EntryType(
        "SCAN_LINK_ENDED",
        Group.DATA,
        _("A phone can no longer send photos"),
        is_power=False,
    ),
    EntryType("PHOTO_ADDED", Group.DATA, _("A phone sent a photo"), is_power=False),
    EntryType(
        "PHOTO_REMOVED", Group.DATA, _("A phone's photo was deleted"), is_power=False
    ),
    EntryType("ERASED", Group.DATA, _("Personal data was erased")),
)
