"""Refusals about bills and payments: renewing, settling, accepting."""

from django.utils.translation import gettext_lazy as _

from balarea.foundation.errors import Refusal


class CannotRenew(Refusal):
    code = "CANNOT_RENEW"
    reason = _("This bill is paid or withdrawn, so it can't be renewed.")
    next_step = _("Look at your application: it shows what is still to pay.")
    status = 409


class NothingToSettle(Refusal):
    code = "NOTHING_TO_SETTLE"
    reason = _("Somebody has already settled this payment.")
    next_step = _("Open the list again to see what is left.")
    status = 409


class CannotAccept(Refusal):
    code = "CANNOT_ACCEPT"
    reason = _("This payment can't settle the bill: the fee is paid or differs.")
    next_step = _("Give the money back and note the transfer's number.")


class NotAwaited(CannotAccept):
    """Nothing waits for this fee any more; raised by a handler of `BillPaid`."""

    code = "NOT_AWAITED"
    reason = _("The application doesn't wait for this payment any more.")


class TooManyUnsigned(Refusal):
    code = "TOO_MANY_UNSIGNED"
    reason = _("Too many unsigned callbacks came in a short time.")
    next_step = _("Sign the callback and send it again in a minute.")
    status = 429


class NoProvider(Refusal):
    code = "NO_PAYMENT_PROVIDER"
    reason = _("This mall takes no payments online at present, and a fee is due.")
    next_step = _(
        "Ask at the agency's desk. Whoever runs the mall can name a provider."
    )
    status = 503


class UnknownProvider(Refusal):
    code = "UNKNOWN_PROVIDER"
    reason = _("No payment provider of this name is set up.")
    next_step = _("Check the address of the callback.")
    status = 404
