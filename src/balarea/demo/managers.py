"""What the demonstration's managers do."""

import datetime as dt

from balarea.demo import cast
from balarea.people import models as people
from balarea.people import queries as people_queries
from balarea.people import testing as people_testing
from balarea.people.operations import proposals, proposed_powers
from balarea.people.rules import Action


def propose(at: dt.datetime) -> None:
    """A right that a manager proposed, and that waits for the other one."""
    manager = people.Account.objects.select_related("officer__agency").get(
        login=cast.ROLES["manager"]
    )
    clerk = people_queries.officers("DKC")[0]
    proposals.propose(
        kind=proposed_powers.GRANT.code,
        payload=proposed_powers.NewRight(
            officer=clerk.id, agency="DKC", actions=(Action.HAND_OVER,), services=()
        ),
        why=cast.PROPOSED_WHY,
        scope=people_testing.scope_of(manager.officer),
        by=people_queries.officer_actor(manager.officer),
        at=at,
    )
