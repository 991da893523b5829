"""The types of log entries about drawing officers."""

from django.utils.translation import gettext_lazy as _

from balarea.transparency.entry_types.shape import EntryType, Group

DRAW_ENTRIES = (
    EntryType(
        "ROSTER",
        Group.RULES,
        _("The officers who can be drawn that day were fixed"),
        is_power=False,
    ),
    EntryType("DRAW_REQUESTED", Group.CASES, _("A draw of an officer was requested")),
    EntryType(
        "REDRAWN",
        Group.CASES,
        _("A new draw was requested, because the drawn officer can’t go on"),
    ),
    EntryType(
        "FALLBACK_BEACON",
        Group.CASES,
        _("A public random number stands in for an overseer who didn’t answer"),
    ),
    EntryType("DRAWN", Group.CASES, _("An officer was drawn")),
)
