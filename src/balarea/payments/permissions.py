"""Who settles overpayments: an officer who decides on the service."""

from balarea.foundation.errors import NotPermitted
from balarea.payments import models
from balarea.people.queries import Scope
from balarea.people.rules import Action


def can_settle(scope: Scope, overpayment: models.Overpayment) -> bool:
    """An officer who decides on a service also settles its overpayments.

    Money for a bill that we don't know may be handled by every deciding officer.
    """
    if overpayment.bill is None:
        return Action.DECIDE in scope.actions
    return scope.allows(
        Action.DECIDE, agency=overpayment.bill.agency, service=overpayment.bill.service
    )


def check_can_settle(scope: Scope, overpayment: models.Overpayment) -> None:
    if not can_settle(scope, overpayment):
        raise NotPermitted
