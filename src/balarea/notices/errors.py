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
    """The carrier refused or was not there; `fault` names why, by a class only."""

    def __init__(self, fault: str, *, is_final: bool = False) -> None:
        super().__init__(fault)
        self.fault = fault
        self.is_final = is_final
