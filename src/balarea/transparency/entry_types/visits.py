"""The types of log entries about visits: numbers, calls, desks, appointments."""

from django.utils.translation import gettext_lazy as _

from balarea.transparency.entry_types.shape import EntryType, Group

_VISITS = Group.VISITS
VISIT_ENTRIES = (
    EntryType("TICKET_ISSUED", _VISITS, _("A number was given"), is_power=False),
    EntryType(
        "TICKET_ARRIVED", _VISITS, _("A visitor arrived in the queue"), is_power=False
    ),
    EntryType("TICKET_CALLED", _VISITS, _("A number was called")),
    EntryType("TICKET_RECALLED", _VISITS, _("A number was called again")),
    EntryType(
        "TICKET_PUT_BACK", _VISITS, _("A number was called by mistake and put back")
    ),
    EntryType("TICKET_MISSED", _VISITS, _("Nobody came to a call")),
    EntryType(
        "TICKET_RETURNED",
        _VISITS,
        _("Somebody came back after missing a call"),
        is_power=False,
    ),
    EntryType("TICKET_SERVING", _VISITS, _("Serving a visitor began"), is_power=False),
    EntryType("TICKET_ON_HOLD", _VISITS, _("Serving a visitor was interrupted")),
    EntryType("TICKET_RESUMED", _VISITS, _("Serving a visitor went on")),
    EntryType(
        "TICKET_REQUEUED", _VISITS, _("An interrupted visitor waits at the head")
    ),
    EntryType("TICKET_TRANSFERRED", _VISITS, _("A visitor was sent to another queue")),
    EntryType("TICKET_DONE", _VISITS, _("A visitor was served"), is_power=False),
    EntryType("TICKET_NO_SHOW", _VISITS, _("A number ended, because nobody came")),
    EntryType("TICKET_LEFT", _VISITS, _("A visitor left the queue"), is_power=False),
    EntryType("TICKET_CANCELLED", _VISITS, _("A number was cancelled")),
    EntryType("TICKET_EXPIRED", _VISITS, _("A number ended with its day")),
    EntryType("TICKET_PRIORITY", _VISITS, _("A number was given another priority")),
    EntryType(
        "TICKET_NOT_PRINTED",
        _VISITS,
        _("A number could not be printed"),
        is_power=False,
    ),
    EntryType(
        "VISIT_IDENTIFIED",
        _VISITS,
        _("A visit was bound to a person or an application"),
    ),
    EntryType(
        "APPOINTMENT_RESERVED", _VISITS, _("A time was reserved"), is_power=False
    ),
    EntryType(
        "APPOINTMENT_BOOKED", _VISITS, _("An appointment was made"), is_power=False
    ),
    EntryType("APPOINTMENT_MOVED", _VISITS, _("An appointment was moved")),
    EntryType("APPOINTMENT_CANCELLED", _VISITS, _("An appointment was cancelled")),
    EntryType(
        "APPOINTMENT_ARRIVED",
        _VISITS,
        _("Somebody came to their appointment"),
        is_power=False,
    ),
    EntryType(
        "APPOINTMENT_EXPIRED", _VISITS, _("A reserved time ran out"), is_power=False
    ),
    EntryType("APPOINTMENT_NO_SHOW", _VISITS, _("Nobody came to an appointment")),
    EntryType("SLOTS_CHANGED", _VISITS, _("Times for appointments were changed")),
    EntryType("QUEUE_CHANGED", _VISITS, _("A queue was set up or changed")),
    EntryType("QUEUE_CLOSED", _VISITS, _("A queue stopped giving numbers")),
    EntryType("QUEUE_REOPENED", _VISITS, _("A queue gives numbers again")),
    EntryType("DESK_CHANGED", _VISITS, _("A desk was set up or changed")),
    EntryType("DESK_OPENED", _VISITS, _("A desk opened"), is_power=False),
    EntryType("DESK_PAUSED", _VISITS, _("A desk paused"), is_power=False),
    EntryType("DESK_RESUMED", _VISITS, _("A desk went on"), is_power=False),
    EntryType("DESK_CLOSED", _VISITS, _("A desk closed"), is_power=False),
    EntryType("ANNOUNCEMENT_MADE", _VISITS, _("Something was announced in the mall")),
    EntryType("OUTAGE_REPORTED", _VISITS, _("A register was reported to be down")),
    EntryType("OUTAGE_ENDED", _VISITS, _("A register works again"), is_power=False),
    EntryType("KIOSK_CHANGED", _VISITS, _("A kiosk was set up or changed")),
    EntryType(
        "NUMBERS_LEASED",
        _VISITS,
        _("A kiosk got numbers that it may give by itself"),
        is_power=False,
    ),
)
