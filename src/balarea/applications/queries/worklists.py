"""Officers' worklists and their search."""

import dataclasses
import datetime as dt
import itertools
from collections.abc import Iterable
from uuid import UUID

from django.db import connection
from django.db.models import Q

from balarea.applications import models
from balarea.applications.queries import cases, copies
from balarea.applications.rules import CLOSED_SQL, OUTSIDE, QUEUES, Share, State
from balarea.catalogue import queries as catalogue
from balarea.documents import queries as documents
from balarea.foundation import references
from balarea.people import queries as people
from balarea.people.queries import Scope
from balarea.people.rules import Action
from balarea.vault import queries as vault

PAGE = 25
COUNT_CAP = 1000


@dataclasses.dataclass(frozen=True, slots=True)
class WorkItem:
    """One line of a worklist: nothing personal but a masked name."""

    id: UUID
    reference: str
    service: str
    agency: str
    state: State
    holder_masked: str
    submitted_at: dt.datetime
    due_on: dt.date
    closed_at: dt.datetime | None = None  # of a search; a worklist holds open ones
    is_revoked: bool = False
    handler: UUID | None = None
    is_drawn: bool = False  # nobody takes or gives it

    @property
    def pretty(self) -> str:
        return references.pretty(self.reference)


type Cursor = tuple[dt.date, UUID]
_COLUMNS = (
    "id, reference, service, agency, state, holder_masked, submitted_at, due_on,"
    " handler_id, is_drawn"
)
# In the words of the partial indexes, so that these are used.
_OF_SHARE = {
    Share.ALL: "",
    Share.MINE: "AND handler_id = %(officer)s",
    Share.FREE: "AND handler_id IS NULL",
    Share.OTHERS: "AND handler_id IS NOT NULL AND handler_id <> %(officer)s",
}


def _probe(share: Share) -> str:
    return f"""
    FROM applications_application
    WHERE service = queue.service AND state = queue.state
        AND state NOT IN ({CLOSED_SQL}) {_OF_SHARE[share]}
        AND (due_on, id) > (%(day)s, %(last)s) AND due_on <= %(until)s
    ORDER BY due_on, id
"""


def _worklist(share: Share) -> str:
    """No item of the first page stands in a queue whose own first stands behind a page
    of others' firsts, so only the queues with the most urgent firsts are read.
    """
    return f"""
    WITH queue AS (
        SELECT queue.* FROM unnest(%(codes)s::text[], %(states)s::text[])
            AS queue(service, state)
        CROSS JOIN LATERAL (
            SELECT due_on, id {_probe(share)} LIMIT 1
        ) AS first ORDER BY first.due_on, first.id LIMIT %(limit)s
    )
    SELECT item.* FROM queue CROSS JOIN LATERAL (
        SELECT {_COLUMNS} {_probe(share)} LIMIT %(limit)s
    ) AS item ORDER BY item.due_on, item.id LIMIT %(limit)s
"""  # noqa: S608 - columns are ours, values are parameters


_WORKLISTS = {share: _worklist(share) for share in Share}
_COUNT = f"""
    SELECT count(*) FROM (
        SELECT 1 FROM unnest(%s::text[], %s::text[]) AS queue(service, state)
        JOIN applications_application AS a
            ON a.service = queue.service AND a.state = queue.state
        WHERE a.state NOT IN ({CLOSED_SQL})
        LIMIT %s
    ) AS found
"""  # noqa: S608 - states are ours, values are parameters
# A case has a handful of steps, so these are the steps of a page of cases and more.
STEPS = 20 * PAGE
_LAST = """
    SELECT application_id FROM (
        (SELECT application_id, at FROM applications_statuschange
            WHERE actor = %(officer)s AND actor_kind = 'OFFICER'
            ORDER BY at DESC LIMIT %(steps)s)
        UNION ALL
        (SELECT application_id, at FROM applications_requirementcheck
            WHERE officer_id = %(officer)s ORDER BY at DESC LIMIT %(steps)s)
    ) AS step
    GROUP BY application_id ORDER BY max(at) DESC LIMIT %(limit)s
"""
FIRST: Cursor = (dt.date.min, UUID(int=0))


def services_of(scope: Scope, action: Action) -> list[str]:
    """The services on which an officer may do `action`."""
    services: list[str] = []
    of_agency = catalogue.agency_codes()
    for agency, named in scope.reach(action).items():
        services += named or of_agency.get(agency, ())
    return services


def working_services(scope: Scope) -> list[str]:
    """The services on which an officer may do anything but oversee."""
    codes = (services_of(scope, one) for one in Action if one.opens_cases)
    return list(dict.fromkeys(itertools.chain.from_iterable(codes)))


def services_in(scope: Scope, queue: str) -> list[str]:
    """The services whose cases can stand in a queue of this officer."""
    if queue in OUTSIDE:
        return working_services(scope)
    return services_of(scope, Action(queue))


def _queues(scope: Scope, queue: str, service: str = "") -> tuple[list[str], list[str]]:
    """The (service, state) pairs that a queue is made of."""
    states = OUTSIDE[queue] if queue in OUTSIDE else QUEUES[queue]
    services = [code for code in services_in(scope, queue) if service in {"", code}]
    pairs = [(code, state) for code in services for state in states]
    return [code for code, _ in pairs], [state for _, state in pairs]


def worklist(
    scope: Scope,
    queue: str,
    *,
    share: Share = Share.ALL,
    service: str = "",
    until: dt.date = dt.date.max,
    after: Cursor = FIRST,
    limit: int = PAGE,
) -> list[WorkItem]:
    """What stands in a queue within an officer's grants, the most urgent first.

    `queue` is an action, or a name of `rules.OUTSIDE`; `share` the part of it to show,
    of one `service` only if it is named, with deadlines up to `until`.

    One statement, whatever the number of services; its cost doesn't grow with the
    number of applications. `after` is the cursor of the last item shown.
    """
    codes, states = _queues(scope, queue, service)
    day, last = after
    with connection.cursor() as cursor:
        cursor.execute(
            _WORKLISTS[share],
            {
                "officer": scope.officer.id,
                "codes": codes,
                "states": states,
                "day": day,
                "last": last,
                "until": until,
                "limit": limit,
            },
        )
        return [_item(*row) for row in cursor.fetchall()]


def _item(
    case: UUID,
    reference: str,
    service: str,
    agency: str,
    state: str,
    masked: str,
    submitted_at: dt.datetime,
    due_on: dt.date,
    handler: UUID | None,
    is_drawn: bool,
) -> WorkItem:
    return WorkItem(
        case,
        reference,
        service,
        agency,
        State(state),
        masked,
        submitted_at,
        due_on,
        handler=handler,
        is_drawn=is_drawn,
    )


def waiting(scope: Scope, queue: str) -> int:
    """How many items wait in a queue, counted up to `COUNT_CAP`."""
    return waiting_in(scope, [queue], COUNT_CAP)


def waiting_in(scope: Scope, queues: Iterable[str], cap: int) -> int:
    """How many items wait in these queues together, counted up to `cap`."""
    pairs = [_queues(scope, queue) for queue in queues]
    codes = [code for codes, _ in pairs for code in codes]
    states = [state for _, states in pairs for state in states]
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [codes, states, cap])
        return int(cursor.fetchone()[0])


def find(scope: Scope, reference: str) -> models.Application | None:
    """An application within reach by its reference, as typed."""
    try:
        stored = references.normalise(reference)
    except references.InvalidReference:
        return None
    return cases.in_reach(scope).filter(reference=stored).first()


def by_nik(scope: Scope, digits: str) -> list[WorkItem]:
    """The newest applications within reach of a person, by their NIK.

    For `operations.nik_lookup` only, which logs the search.
    """
    rows = cases.in_reach(scope).filter(holder_index=vault.blind_index("nik", digits))
    return _items(rows.order_by("-submitted_at")[:PAGE])


def by_name(scope: Scope, name: str, born_on: dt.date, limit: int) -> list[WorkItem]:
    """The newest applications within reach of people of this name and day of birth.

    Of those whom a desk identified, and of holders who had no NIK. For
    `operations.name_lookup` only, which logs the search.
    """
    persons = people.persons_named(name, born_on)
    niks = [bytes(one.nik_index) for one in persons if one.nik_index]
    rows = cases.in_reach(scope).filter(
        Q(person__in=persons)
        | Q(holder_index__in=niks)
        | Q(person_index=copies.name_index(name, born_on.isoformat()))
    )
    return _items(rows.order_by("-submitted_at")[:limit])


def last_of(scope: Scope) -> list[WorkItem]:
    """What an officer worked on last and still reaches, the newest first."""
    officer = scope.officer.id
    with connection.cursor() as cursor:
        cursor.execute(_LAST, {"officer": officer, "steps": STEPS, "limit": PAGE})
        order = [case for (case,) in cursor.fetchall()]
    items = _items(cases.in_reach(scope).filter(id__in=order))
    return sorted(items, key=lambda item: order.index(item.id))


def _items(rows: Iterable[models.Application]) -> list[WorkItem]:
    """Lines of any state, those revoked since marked as such."""
    listed = list(rows)
    revoked = revoked_among(listed)
    return [
        WorkItem(
            row.id,
            row.reference,
            row.service,
            row.agency,
            State(row.state),
            row.holder_masked,
            row.submitted_at,
            row.due_on,
            row.closed_at,
            row.id in revoked,
            row.handler_id,
            row.is_drawn,
        )
        for row in listed
    ]


def revoked_among(rows: Iterable[models.Application]) -> set[UUID]:
    """Of these those whose document was revoked."""
    issued = [row.id for row in rows if row.state == State.ISSUED]
    return documents.revoked(issued) if issued else set()
