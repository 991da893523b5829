"""Who opened data by name, and openings that a law keeps secret for a time."""

import datetime as dt
import enum
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Within 3×24 hours a person is given access to their data and its trail (UU 27/2022
# art. 32; from memory, to be confirmed by a lawyer).
NAME_HOURS = dt.timedelta(hours=72)
MAX_NAMES_ASKED = 10  # of one case that wait for an answer at the same time


class NameEnding(enum.StrEnum):
    """How a request for a name ended; the codes are stored."""

    GIVEN = "GIVEN"
    REFUSED = "REFUSED"


# Why a name may be refused (UU 27/2022 art. 33; from memory, to be confirmed by a
# lawyer). The codes are stored.
NAME_REFUSALS: Mapping[str, Promise] = {
    "SAFETY": _("The name would endanger somebody’s safety or health."),
    "OTHER_PERSON": _("The name would disclose personal data of somebody else."),
    "SECURITY": _("National defence or security forbids it."),
}


class CovertBasis(enum.StrEnum):
    """By which law an opening is kept secret from the person for a time.

    UU 27/2022 art. 15 excepts these from the rights of the person; from memory, to be
    confirmed by a lawyer. The codes are stored.
    """

    COURT = "COURT"
    PROSECUTION = "PROSECUTION"
    SECURITY = "SECURITY"


COVERT_BASES: Mapping[CovertBasis, Promise] = {
    CovertBasis.COURT: _("An order of a court"),
    CovertBasis.PROSECUTION: _("A warrant in a criminal investigation"),
    CovertBasis.SECURITY: _("National defence or security, by written order"),
}
# Our own rules: no law that we know names a day.
MAX_COVERT_DAYS = 180  # after which the person sees it at the latest
COVERT_OPEN_FOR = dt.timedelta(hours=72)  # after it was approved
MIN_ORDER, MAX_ORDER = 6, 200  # characters of the order's number and date


class CovertEnding(enum.StrEnum):
    """How a proposed covert opening ended; the codes are stored."""

    APPROVED = "APPROVED"
    REJECTED = "REJECTED"


def is_name_late(asked_at: dt.datetime, at: dt.datetime) -> bool:
    """Whether a name that still waits should have been answered."""
    return at > asked_at + NAME_HOURS


def may_reveal_on(day: dt.date, today: dt.date) -> bool:
    """Whether a covert opening may be kept from the person until this day."""
    return today < day <= today + dt.timedelta(days=MAX_COVERT_DAYS)


def may_open_covertly(approved_at: dt.datetime | None, at: dt.datetime) -> bool:
    """Whether an approved opening can still be carried out."""
    return approved_at is not None and at <= approved_at + COVERT_OPEN_FOR
