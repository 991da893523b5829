"""The types of log entries about messages."""

from django.utils.translation import gettext_lazy as _

from balarea.transparency.entry_types.shape import EntryType, Group

MESSAGE_ENTRIES = (
    EntryType("ANNOUNCED", Group.MESSAGES, _("A message was written"), is_power=False),
    EntryType("NOTICE_SENT", Group.MESSAGES, _("A message was sent"), is_power=False),
    EntryType(
        "NOTICE_DEFERRED",
        Group.MESSAGES,
        _("A message will be tried again"),
        is_power=False,
    ),
    EntryType(
        "NOTICE_FAILED",
        Group.MESSAGES,
        _("A message could not be sent"),
        is_power=False,
    ),
)
