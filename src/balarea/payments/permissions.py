from balarea.foundation.errors import NotPermitted
from balarea.payments import models
from balarea.people.queries import Scope
from balarea.people.rules import Action


def can_settle(scope: Scope, surplus: models.Surplus) -> bool:
    """Whoever decides on a service also answers for its money.

    Money for a bill that we don't know may be handled by every deciding officer.
    """
    if surplus.bill is None:
        return Action.DECIDE in scope.actions
    return scope.allows(
        Action.DECIDE, agency=surplus.bill.agency, service=surplus.bill.service
    )


def check_can_settle(scope: Scope, surplus: models.Surplus) -> None:
    if not can_settle(scope, surplus):
        raise NotPermitted
