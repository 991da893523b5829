"""A number from home, and checking in by the code of the day."""

import datetime as dt
from uuid import UUID

from balarea.foundation import clock, rate_limits
from balarea.foundation.operation import Actor, operation
from balarea.vault import queries as vault
from balarea.visits import actors, errors, models, remote_rules
from balarea.visits.operations import arriving, booking, estimating, issuing, steps
from balarea.visits.operations.issuing import Wish
from balarea.visits.queries import entrance, remote
from balarea.visits.rules import Channel, Event, PriorityClass, State


@operation
def take(
    *,
    queue: models.Queue,
    service: str,
    priority: PriorityClass,
    language: str,
    asker: remote.Asker,
    case: UUID | None = None,
    key: str,
    by: Actor | None,
    at: dt.datetime,
) -> models.Ticket:
    """Take a number before coming; it counts once its holder has checked in.

    Raises:
        errors.RemoteFull, errors.UnprovedFull: the part for numbers from home, or for
            those without signing in, is used up.
        errors.TooManyFromHome: they have several already.
        TooMany: of a network, without signing in.
    """
    wish = Wish(
        queue=queue,
        service=service,
        channel=Channel.WEB,
        priority=priority,
        language=language,
        person_index=remote.person_index(asker),
        subject=asker.owner,
        case=case,
    )
    ticket = issuing.issue(wish=wish, key=key, by=by, at=at)
    # The counter's row is locked since `issue`, so what is counted here stays true.
    share = remote.share_of(queue, clock.today(at))
    if share.taken > share.quota:
        raise errors.RemoteFull(queue=queue.name)
    if asker.owner is None:
        if share.unproved > remote_rules.unproved_quota(share.quota):
            raise errors.UnprovedFull(queue=queue.name)
        _count_network(asker.network, at)
    if remote.count_of_person(wish.person_index, clock.today(at)) > (
        remote_rules.PERSON_DAY
    ):
        raise errors.TooManyFromHome(most=remote_rules.PERSON_DAY)
    estimating.show(ticket=ticket, by=actors.visitor(ticket.visit_id), at=at)
    return ticket


def _count_network(network: str, at: dt.datetime) -> None:
    rate_limits.hit(
        remote.NETWORK,
        remote.network_key(network),
        remote_rules.NETWORK_LIMIT,
        remote_rules.NETWORK_WINDOW,
        at,
    )


@operation
def count_code_try(
    *, visit: models.Visit, network: str, by: Actor, at: dt.datetime
) -> None:
    """Count one try of the code of the day, in a transaction of its own.

    Raises:
        TooMany: for this visit, or from this network.
    """
    for name, value, limit in (
        ("visits-code", str(visit.id), remote_rules.CODE_TRIES),
        ("visits-code-network", network, remote_rules.CODE_NETWORK_TRIES),
    ):
        key = vault.blind_index(name, value)
        rate_limits.hit(name, key, limit, remote_rules.CODE_WINDOW, at)


@operation
def check_in_by_code(
    *, visit: models.Visit, code: str, by: Actor, at: dt.datetime
) -> list[models.Ticket]:
    """Check in by what is shown in the building today.

    Call `count_code_try` before: a refusal rolls back what this operation counted.

    Raises:
        errors.WrongEntranceCode: another code.
        errors.NotThatDay: the visit is for another day.
    """
    day = clock.today(at)
    if visit.business_date != day:
        raise errors.NotThatDay
    if not entrance.is_code(visit.site, day, code):
        raise errors.WrongEntranceCode
    booking.arrive_visit(visit=visit, by=by, at=at)
    arrived = arriving.check_in(visit=visit, by=by, at=at)
    for ticket in arrived:
        estimating.show(ticket=ticket, by=by, at=at)
    return arrived


@operation
def end_absent(*, by: Actor, at: dt.datetime, limit: int = 200) -> int:
    """End numbers from home whose turn passed an hour ago, so that what they take of
    the day goes to others; returns how many."""
    near = remote.absent(clock.today(at), at, limit).values_list("id", flat=True)
    rows = models.Ticket.objects.select_for_update(
        no_key=True, of=("self",), skip_locked=True
    )
    over = rows.select_related("queue", "visit").filter(
        id__in=list(near), state=State.PLANNED
    )
    ended = [steps.apply(ticket=row, event=Event.NO_SHOW, by=by, at=at) for row in over]
    return len(ended)
