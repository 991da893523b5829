"""Queues, desks and officers for tests and the demonstration, made by operations."""

import datetime as dt
from collections.abc import Collection
from typing import NamedTuple

from balarea.foundation.operation import SYSTEM, Actor
from balarea.foundation.texts import Text
from balarea.people import models as people
from balarea.people import queries as people_queries
from balarea.people import testing as people_testing
from balarea.people.models import Site
from balarea.people.queries import Scope
from balarea.people.rules import Action
from balarea.visits import models
from balarea.visits.operations import desks, issuing, places
from balarea.visits.operations.issuing import Wish
from balarea.visits.queries import places as queries
from balarea.visits.queue_file import AgencyRow, QueueRow
from balarea.visits.rules import Channel, PriorityClass

ALL_DAY = [[["00:00", "23:59"]]] * 7


class Clerk(NamedTuple):
    """An officer at an open desk."""

    officer: people.Officer
    scope: Scope
    by: Actor
    desk: models.Desk


def mall(
    at: dt.datetime,
    *,
    agency: str = "DKC",
    others: Collection[str] = (),
    desks: int = 3,
) -> Site:
    """A building with a queue of each agency, whose desks all serve it.

    The queues are open all day, so that no test depends on the hour.
    """
    codes = [agency, *others]
    rows = []
    for number, code in enumerate(codes):
        letter = "ABCDEFGH"[number]
        people_testing.open_agency(code, at)
        row = QueueRow(
            code,
            Text(id=f"Antrean {code}", en=f"Queue {code}"),
            prefix=letter,
            desks=tuple(f"{letter}{n}" for n in range(1, desks + 1)),
        )
        rows.append(AgencyRow(code, (row,)))
    places.load(rows=rows, by=SYSTEM, at=at)
    site = queries.site()
    open_all_day(site, at)
    return site


def open_all_day(site: Site, at: dt.datetime) -> None:
    """Let the queues of a building be open at any hour of any weekday."""
    for queue in queries.queues(site):
        places.change_hours(queue=queue, hours=ALL_DAY, by=SYSTEM, at=at)


def queue(site: Site, code: str = "DKC") -> models.Queue:
    return queries.queues(site).get(code=code)


def clerk(site: Site, desk: str, at: dt.datetime, *, opens: bool = True) -> Clerk:
    """An officer who may call for the agency of a desk, and serves there."""
    row = models.Desk.objects.get(site=site, code=desk)
    officer = people_testing.appoint(row.agency, {Action.CALL}, at)
    scope = people_testing.scope_of(officer)
    by = people_queries.officer_actor(officer)
    if opens:
        desks.open_session(desk=row.id, scope=scope, by=by, at=at)
    return Clerk(officer, scope, by, row)


def ticket(
    queue: models.Queue,
    at: dt.datetime,
    *,
    priority: PriorityClass = PriorityClass.REGULAR,
    channel: Channel = Channel.KIOSK,
    key: str = "",
) -> models.Ticket:
    """A number of a queue for somebody who begins a visit."""
    wish = Wish(queue=queue, priority=priority, channel=channel)
    return issuing.issue(wish=wish, key=key, at=at)
