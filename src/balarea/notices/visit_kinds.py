"""Kinds of messages about visits: appointments, and numbers of a queue."""

from django.utils.translation import gettext_lazy as _

from balarea.notices.message_kind import MessageKind
from balarea.notices.rules import URGENT

VISIT_KINDS = (
    MessageKind(
        "APPT_BOOKED",
        label=_("Appointment made"),
        citizen_label=_("Your appointment is made"),
    ),
    MessageKind(
        "APPT_MOVED",
        label=_("Appointment moved"),
        citizen_label=_("Your appointment has another time"),
    ),
    MessageKind(
        "APPT_CANCEL",
        label=_("Appointment cancelled"),
        citizen_label=_("Your appointment was cancelled"),
    ),
    MessageKind(
        "APPT_REMIND",
        label=_("Reminder of an appointment"),
        citizen_label=_("A reminder: your appointment is tomorrow"),
    ),
    MessageKind(
        "NUMBER_SOON",
        label=_("Number called soon"),
        citizen_label=_("Your number is called soon"),
        retry=URGENT,
    ),
    MessageKind(
        "NUMBER_OFF",
        label=_("Number that can’t be served today"),
        citizen_label=_("Your number can’t be served today"),
        retry=URGENT,
    ),
)
