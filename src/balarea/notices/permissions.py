from balarea.notices import models
from balarea.people.queries import Scope
from balarea.people.rules import Action

NOBODYS = ""  # the agency of a message that belongs to no case: a one-time code


def oversees_the_house(scope: Scope) -> bool:
    """Heads oversee their own agency; whoever oversees several oversees the house."""
    return len(scope.reach(Action.OVERSEE)) > 1


def agencies(scope: Scope) -> frozenset[str]:
    """Whose failed messages an officer may find: see `can_see`."""
    found = frozenset(scope.reach(Action.READ))
    return found | {NOBODYS} if oversees_the_house(scope) else found


def can_see(scope: Scope, message: models.Message) -> bool:
    """Whoever may read a service's cases may see that a message didn't arrive.

    What belongs to no agency is seen by those who oversee the whole: when codes fail,
    nobody comes in any more, and no agency would notice.
    """
    if message.agency == NOBODYS:
        return oversees_the_house(scope)
    return scope.allows(Action.READ, agency=message.agency, service=message.service)


def can_send_again(scope: Scope, message: models.Message) -> bool:
    """To oversee is to look. A code is worth nothing any more: one asks for another."""
    return scope.allows(Action.READ, agency=message.agency, service=message.service)
