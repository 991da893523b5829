from balarea.notices import models
from balarea.people.queries import Scope
from balarea.people.rules import Action

NOBODYS = ""  # the agency of a message that belongs to no case: a one-time code


def oversees_the_house(scope: Scope) -> bool:
    """Heads oversee their own agency; whoever oversees several oversees the house."""
    return len(scope.reach(Action.OVERSEE)) > 1


def reach(scope: Scope) -> dict[str, frozenset[str]]:
    """Whose failed messages an officer may see: agency → services (empty: all).

    Whoever may read a service's cases may see that a message didn't arrive. What
    belongs to no agency is seen by those who oversee the whole: when codes fail, nobody
    comes in any more, and no agency would notice.
    """
    found = scope.reach(Action.READ)
    return found | {NOBODYS: frozenset()} if oversees_the_house(scope) else found


def can_send_again(scope: Scope, message: models.Message) -> bool:
    """To oversee is to look. A code is worth nothing any more: one asks for another."""
    return scope.allows(Action.READ, agency=message.agency, service=message.service)
