"""Who sees the messages that didn't arrive: officers of the agency, or of the mall."""

from balarea.notices import models
from balarea.people.queries import Scope
from balarea.people.rules import Action

NO_AGENCY = ""  # the agency of a message that belongs to no case: a one-time code


def oversees_the_mall(scope: Scope) -> bool:
    """Heads oversee their own agency; an officer of several oversees the mall."""
    return len(scope.reach(Action.OVERSEE)) > 1


def reach(scope: Scope) -> dict[str, frozenset[str]]:
    """Whose failed messages an officer may see: agency → services (empty: all).

    Officers who may read a service's cases may see that a message didn't arrive. What
    belongs to no agency is for those who oversee the mall: when codes fail, nobody can
    sign in, and no agency would notice.
    """
    reached = scope.reach(Action.READ)
    return reached | {NO_AGENCY: frozenset()} if oversees_the_mall(scope) else reached


def can_send_again(scope: Scope, message: models.Message) -> bool:
    """To oversee isn't enough. An old code is useless: people ask for another one."""
    return scope.allows(Action.READ, agency=message.agency, service=message.service)
