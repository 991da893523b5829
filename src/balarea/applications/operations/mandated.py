"""Filing for somebody under their mandate."""

import datetime as dt
from uuid import UUID

from balarea.applications import models
from balarea.applications.operations import drafting
from balarea.foundation import clock
from balarea.foundation.operation import Actor, operation
from balarea.people import errors, mandate_queries
from balarea.people import queries as people
from balarea.people.operations import mandates


@operation
def begin(
    *,
    mandate: UUID,
    representative: UUID,
    service: str,
    language: str,
    key: str,
    by: Actor,
    at: dt.datetime,
) -> UUID:
    """Begin a draft for the principal of a mandate; the same `key` gives the same one.

    The draft is the principal's, who gets its news.

    Raises:
        people.errors.MandateOver: it isn't in force, isn't held by this person, or
            doesn't cover the service.
    """
    row = mandate_queries.locked_in_force(mandate, representative, clock.today(at))
    if row is None or not mandate_queries.covers(row, service):
        raise errors.MandateOver
    principal = mandate_queries.principal_of(row)
    contact = principal.contact
    if contact is None and principal.person is not None:
        contact = people.contacts(principal.person.id).first()
    return drafting.begin(
        service=service,
        contact=contact.id if contact is not None else None,
        person=principal.person.id if principal.person is not None else None,
        mandate=row.id,
        language=language,
        key=key,
        by=by,
        at=at,
    )


@operation
def end_by_tracking(
    *, application: models.Application, language: str, by: Actor, at: dt.datetime
) -> None:
    """End the mandate under which a case was filed, for who holds its slip.

    The caller found the case by its reference and secret (`tracking.find`). Nothing
    happens where the owner filed it.
    """
    if application.mandate_id is not None:
        mandates.end_as_principal(
            mandate=application.mandate_id, language=language, by=by, at=at
        )
