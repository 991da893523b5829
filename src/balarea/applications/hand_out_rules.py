"""Handing a paper out at a desk: how, to whom, what was seen, and the periods.

Nothing of it changes the state of an application: a paper is in force from its issue,
whether or not somebody has collected it.
"""

import datetime as dt
import enum
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

UNDO_WITHIN = dt.timedelta(minutes=15)
PRINT_VIEW_SECONDS = 60  # how long a public terminal shows a paper
REMIND_AFTER_DAYS = 14  # a paper can be collected since so many days: one reminder
# Papers older than this get no reminder any more, also those of before there were any.
REMIND_UNTIL_DAYS = 90
MAX_PAPERS = 20  # that are handed out at once
MAX_NAME = 120


class Way(enum.StrEnum):
    """How a paper is handed out. The codes are stored."""

    PRINTED = "PRINTED"
    MAILED = "MAILED"  # a link by e-mail; the code for it is on the sheet


class Collector(enum.StrEnum):
    """Who came for it."""

    HOLDER = "HOLDER"
    REPRESENTATIVE = "REPRESENTATIVE"


class Mandate(enum.StrEnum):
    """By what right somebody collects for the holder (KUHPerdata art. 1792 ff.)."""

    LETTER = "LETTER"
    GUARDIAN = "GUARDIAN"
    HEIR = "HEIR"
    OFFICE = "OFFICE"


class Identity(enum.StrEnum):
    """What the officer saw."""

    SLIP = "SLIP"
    IDENTITY_CARD = "KTP"
    DRIVING_LICENCE = "SIM"
    PASSPORT = "PASSPORT"


WAYS: Mapping[Way, Promise] = {
    Way.PRINTED: _("Printed, and signed for on paper"),
    Way.MAILED: _("By e-mail: a link, opened with the code on the slip"),
}
COLLECTORS: Mapping[Collector, Promise] = {
    Collector.HOLDER: _("The holder"),
    Collector.REPRESENTATIVE: _("Somebody for the holder"),
}
MANDATES: Mapping[Mandate, Promise] = {
    Mandate.LETTER: _("A mandate on paper"),
    Mandate.GUARDIAN: _("Parent or guardian"),
    Mandate.HEIR: _("Heir"),
    Mandate.OFFICE: _("Officer of the village, or of the firm"),
}
IDENTITIES: Mapping[Identity, Promise] = {
    Identity.SLIP: _("The slip or receipt of the application"),
    Identity.IDENTITY_CARD: _("Identity card (KTP)"),
    Identity.DRIVING_LICENCE: _("Driving licence (SIM)"),
    Identity.PASSPORT: _("Passport"),
}


def may_undo(handed_at: dt.datetime, at: dt.datetime) -> bool:
    """Whether a handing-out can still be undone: only at once, while all are there."""
    return at - handed_at <= UNDO_WITHIN
