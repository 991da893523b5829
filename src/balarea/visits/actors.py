"""Who acts in a visit, where it is no officer."""

from uuid import UUID

from balarea.foundation.operation import Actor, ActorKind


def visitor(visit: UUID) -> Actor:
    """Whoever has the ticket: a visitor without an account, named by their visit."""
    return Actor(ActorKind.VISITOR, visit)
