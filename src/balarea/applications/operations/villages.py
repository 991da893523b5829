"""Filing by the office of a village for its residents."""

import datetime as dt
from uuid import UUID

from balarea.applications.operations import drafting
from balarea.foundation.operation import Actor, operation
from balarea.people import queries as people
from balarea.people.queries import Scope
from balarea.people.queries import villages as village_queries


@operation
def begin(
    *,
    person: UUID,
    village: UUID,
    service: str,
    language: str,
    key: str,
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> UUID:
    """Begin a draft for a resident; the same `key` gives the same draft.

    It is the resident's; the village reaches it because it began it.

    Raises:
        foundation.errors.NotPermitted: it is not a village of the officer.
        foundation.errors.NotFound: the person isn't registered with it.
        errors.TooManyDrafts, errors.NotOnline: as online.
    """
    resident = village_queries.resident(person, village, scope)
    contact = people.contacts(resident.id).first()
    return drafting.begin(
        service=service,
        contact=contact.id if contact is not None else None,
        person=resident.id,
        village=village,
        language=language,
        key=key,
        by=by,
        at=at,
    )
