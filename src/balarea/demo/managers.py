"""What the demonstration's managers do."""

import datetime as dt

from balarea.demo import cast
from balarea.foundation.operation import SYSTEM
from balarea.people import queries as people_queries
from balarea.people import testing as people_testing
from balarea.people.models import Officer
from balarea.people.operations import officers, proposals, proposed_powers
from balarea.people.rules import Action


def let_manage(officer: Officer, at: dt.datetime) -> None:
    """Let an officer of the agency that runs the mall manage the mall."""
    officers.grant(
        officer=officer,
        agency=officer.agency,
        actions=[Action.MANAGE],
        by=SYSTEM,
        at=at,
    )


def propose(at: dt.datetime) -> None:
    """A right that a manager proposed, and that waits for the other one."""
    login = cast.ROLES["manager"]
    manager = next(
        one for one in people_queries.in_office() if one.account.login == login
    )
    clerk = people_queries.officers("DKC")[0]
    proposals.propose(
        kind=proposed_powers.GRANT.code,
        payload=proposed_powers.NewRight(
            officer=clerk.id, agency="DKC", actions=(Action.HAND_OVER,), services=()
        ),
        why=cast.PROPOSED_WHY,
        scope=people_testing.scope_of(manager),
        by=people_queries.officer_actor(manager),
        at=at,
    )
