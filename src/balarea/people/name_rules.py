"""Requests for the name of who opened somebody's data, and their answers."""

import datetime as dt
import enum
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Within 3×24 hours a person is given access to their data and its trail (UU 27/2022
# art. 32; from memory, to be confirmed by a lawyer).
NAME_HOURS = dt.timedelta(hours=72)
MAX_NAMES_ASKED = 10  # of one case or contact that wait for an answer at the same time


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


def is_name_late(asked_at: dt.datetime, at: dt.datetime) -> bool:
    """Whether a name that still waits should have been answered."""
    return at > asked_at + NAME_HOURS
