"""Why a queue gives no numbers, in words that visitors and managers read."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

type Lazy = str | Promise

# Why a queue gives no more numbers today.
STOP_REASONS: Mapping[str, Lazy] = {
    "FULL": _("all who come now couldn’t be served"),
    "SYSTEM": _("a system is down"),
    "STAFF": _("too few officers are here"),
    "EMERGENCY": _("an emergency in the building"),
}
# Why a queue doesn't open on a day.
CLOSURE_REASONS: Mapping[str, Lazy] = {
    "AGENCY_AWAY": _("the agency doesn’t come to the mall on this day"),
    "STAFF": STOP_REASONS["STAFF"],
    "SYSTEM": STOP_REASONS["SYSTEM"],
    "BUILDING": _("work in the building"),
    "EMERGENCY": STOP_REASONS["EMERGENCY"],
}
_EVERY = {**STOP_REASONS, **CLOSURE_REASONS}


def words(reason: str) -> Lazy:
    """The words of a coded reason; another text is shown as it is."""
    return _EVERY.get(reason, reason)
