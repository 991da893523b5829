"""Who opened data by name, and openings that a law keeps secret for a time."""

import datetime as dt
import enum
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from balarea.people.name_rules import MAX_NAMES_ASKED as MAX_NAMES_ASKED
from balarea.people.name_rules import NAME_HOURS as NAME_HOURS
from balarea.people.name_rules import NAME_REFUSALS as NAME_REFUSALS
from balarea.people.name_rules import NameEnding as NameEnding
from balarea.people.name_rules import is_name_late as is_name_late


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


def may_reveal_on(day: dt.date, today: dt.date) -> bool:
    """Whether a covert opening may be kept from the person until this day."""
    return today < day <= today + dt.timedelta(days=MAX_COVERT_DAYS)


def may_open_covertly(approved_at: dt.datetime | None, at: dt.datetime) -> bool:
    """Whether an approved opening can still be carried out."""
    return approved_at is not None and at <= approved_at + COVERT_OPEN_FOR
