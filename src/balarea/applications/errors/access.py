"""Refusals about names of who opened data, and covert openings."""

from django.utils.translation import gettext_lazy as _

from balarea.foundation.errors import Refusal


class OrderUnreadable(Refusal):
    code = "ORDER_UNREADABLE"
    reason = _("The number and the date of the order are missing or too long.")
    next_step = _("Copy both from the order, at most %(max)s characters.")


class BasisMissing(Refusal):
    code = "BASIS_MISSING"
    reason = _("By which law it is kept secret is missing.")
    next_step = _("Choose one of the three. No other law allows it here.")


class RevealDayImpossible(Refusal):
    code = "REVEAL_DAY_IMPOSSIBLE"
    reason = _("The person can’t be shown the opening on this day.")
    next_step = _("Choose a day after today, at most %(max)s days away.")


class CovertWaits(Refusal):
    code = "COVERT_WAITS"
    reason = _("An order on this case already waits for the supervisor.")
    next_step = _("Wait until it is decided.")
    status = 409


class CovertOver(Refusal):
    code = "COVERT_OVER"
    reason = _("This order was decided meanwhile, or its time to open has passed.")
    next_step = _("Look at what stands there now. A new opening needs a new order.")
    status = 409


class OwnCovertOrder(Refusal):
    code = "OWN_COVERT_ORDER"
    reason = _("Whoever proposed this opening can't approve it.")
    next_step = _("Leave it to somebody else who oversees this service.")
    status = 403
