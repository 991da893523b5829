"""Refusals about messages, and the error of a carrier that takes none."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from balarea.foundation.errors import Refusal


class NoCarrier(Refusal):
    code = "NO_CARRIER"
    reason = _("This mall can't send messages this way yet.")
    next_step = _("Choose another way to be reached, or come to the mall.")


class NotFailed(Refusal):
    code = "NOT_FAILED"
    reason = _("This message is already on its way or has arrived.")
    next_step = _("Open the page again to see where it is.")
    status = 409


class CannotSend(Exception):
    """The carrier refused or was not there; `fault` names why, by a class only.

    Args:
        is_final: it will never be taken.
        is_carrier_down: no other message would have been taken at this moment either.
    """

    def __init__(
        self, fault: str, *, is_final: bool = False, is_carrier_down: bool = False
    ) -> None:
        super().__init__(fault)
        self.fault = fault
        self.is_final = is_final
        self.is_carrier_down = is_carrier_down


class CarrierPaused(Exception):
    """The carrier failed to answer a moment ago; it isn't called before `until`."""

    def __init__(self, until: dt.datetime) -> None:
        super().__init__(until)
        self.until = until
