"""Messages about appointments and numbers, to those who signed in when they took one.

Whoever didn't has no proved address, and gets none: their page and calendar file say
the same.
"""

import datetime as dt
from collections.abc import Mapping

import msgspec

from balarea.foundation import references
from balarea.foundation.operation import Actor, operation
from balarea.notices import operations as notices
from balarea.people import queries as people
from balarea.vault import operations as vault
from balarea.visits import models
from balarea.visits.queries import bookings, tickets

LINK = "link"  # the name of what is sealed for a message: the visit's address


@operation
def post(
    *,
    booking: models.Booking,
    kind: str,
    reason: str = "",
    by: Actor,
    at: dt.datetime,
) -> bool:
    """Stage a message about an appointment; returns whether its visitor is reached."""
    return post_to_visitor(
        visit=booking.visit,
        queue=booking.slot.queue,
        service=booking.service,
        kind=kind,
        params={
            "starts_at": booking.slot.starts_at.isoformat(),
            "reason": reason,
        },
        secrets={"code": references.pretty(bookings.code_of(booking.id))},
        by=by,
        at=at,
    )


@operation
def post_to_visitor(
    *,
    visit: models.Visit,
    queue: models.Queue,
    service: str,
    kind: str,
    params: Mapping[str, str],
    secrets: Mapping[str, str] | None = None,
    by: Actor,
    at: dt.datetime,
) -> bool:
    """Stage a message to a visit's person; returns whether they can be reached."""
    owner = people.case_owner(visit.subject) if visit.subject else None
    if owner is None or owner.contact is None:
        return False
    contact = people.contact(owner.contact.id)
    token = tickets.token_of(visit.id)
    sealed = vault.seal(
        case=visit.id,
        name=LINK,
        content=msgspec.json.encode({"visit_token": token, **(secrets or {})}),
        by=by,
        at=at,
    )
    notices.post(
        case=visit.id,
        channel=contact.kind,
        recipient=contact.sealed_id,
        masked=contact.masked,
        kind=kind,
        params={"queue": tickets.name_in(queue, visit.language), **params},
        secrets=sealed.id,
        language=visit.language,
        agency=queue.agency,
        service=service,
        by=by,
        at=at,
    )
    return True
