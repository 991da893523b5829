from balarea.notices import models
from balarea.people.queries import Scope
from balarea.people.rules import Action


def can_see(scope: Scope, message: models.Message) -> bool:
    """Whoever may read a service's cases may see that a message didn't arrive."""
    return scope.allows(Action.READ, agency=message.agency, service=message.service)
