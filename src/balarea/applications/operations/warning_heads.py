"""Telling heads by a message, once a day, of work that nobody can do."""

import datetime as dt

from balarea.applications.queries import unstaffed
from balarea.catalogue import queries as catalogue
from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM, Actor, operation
from balarea.notices import operations as notices
from balarea.notices import queries as notice_queries
from balarea.people import queries as people
from balarea.people.models import Officer

KIND = "UNSTAFFED"


@operation
def warn_heads(*, by: Actor = SYSTEM, at: dt.datetime) -> int:
    """Tell the heads of agencies where steps wait that nobody can take; returns how
    many were told. Each is told once a day, as far as they proved an address.
    """
    today, count = clock.today(at), 0
    codes = catalogue.agency_codes()
    every = unstaffed.unstaffed([one for own in codes.values() for one in own], today)
    for agency in sorted({one.agency for one in every}):
        rows = [one for one in every if one.agency == agency]
        for head in _to_warn(agency, at):
            _warn(head=head, agency=agency, rows=rows, by=by, at=at)
            count += 1
    return count


def _to_warn(agency: str, at: dt.datetime) -> list[Officer]:
    """The heads of an agency who weren't told yet that day."""
    heads = [one for one in people.heads(agency) if one.contact_id is not None]
    warned = notice_queries.posted_on(
        [one.contact_id for one in heads if one.contact_id], KIND, clock.today(at)
    )
    return [one for one in heads if one.contact_id not in warned]


@operation
def _warn(
    *,
    head: Officer,
    agency: str,
    rows: list[unstaffed.Unstaffed],
    by: Actor,
    at: dt.datetime,
) -> None:
    contact = head.contact
    if contact is None:
        return
    notices.post(
        case=contact.id,
        channel=contact.kind,
        recipient=contact.sealed_id,
        masked=contact.masked,
        kind=KIND,
        params={
            "agency": people.agency(agency).short_name,
            "count": str(sum(one.count for one in rows)),
            "due_on": min(one.due_on for one in rows).isoformat(),
        },
        language=head.account.language,
        agency=agency,
        service="",
        by=by,
        at=at,
    )
