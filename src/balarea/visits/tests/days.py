"""A small building with two queues, and the plan of it that simulations use."""

import datetime as dt
from typing import NamedTuple

from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM
from balarea.foundation.texts import Text
from balarea.people import testing as people_testing
from balarea.visits import testing
from balarea.visits.operations import places
from balarea.visits.queries import places as place_queries
from balarea.visits.queue_file import AgencyRow, QueueRow
from balarea.visits.simulation.memory import MemoryDispatcher
from balarea.visits.simulation.plans import DeskPlan, Hall, QueuePlan
from balarea.visits.testing_days import OperationsDispatcher, Seat

AGENCY = "DKC"
# Queue → its desks; one desk serves both.
DESKS = {"CARDS": ("A1", "A2"), "FAMILIES": ("A2", "A3")}
MINUTES = 10


def hall() -> Hall:
    """The plan: open all day, as `testing.open_all_day` lets the queues be."""
    skills: dict[str, dict[str, float]] = {}
    for queue, desks in DESKS.items():
        for desk in desks:
            skills.setdefault(desk, {})[queue] = 0.0
    return Hall(
        queues=tuple(
            QueuePlan(code, 6, mean=MINUTES, opens=0, closes=1439, remote_share=0.2)
            for code in DESKS
        ),
        desks=tuple(DeskPlan(desk, skills[desk], lunch=None) for desk in skills),
    )


class Both(NamedTuple):
    """The same building in memory and in the database."""

    memory: MemoryDispatcher
    real: OperationsDispatcher


def open_building(at: dt.datetime) -> Both:
    """Queues, desks and officers; all desks are closed."""
    people_testing.open_agency(AGENCY, at)
    rows = tuple(
        QueueRow(
            code,
            Text(id=f"Antrean {code}", en=f"Queue {code}"),
            prefix=code[0],
            minutes=MINUTES,
            desks=desks,
        )
        for code, desks in DESKS.items()
    )
    places.load(rows=[AgencyRow(AGENCY, rows)], by=SYSTEM, at=at)
    site = place_queries.site()
    testing.open_all_day(site, at)
    clerks = {
        desk.code: testing.clerk(site, desk.code, at, opens=False)
        for desk in place_queries.desks([AGENCY], site)
    }
    seats = {code: Seat(one.desk.id, one.scope, one.by) for code, one in clerks.items()}
    queues = {one.code: one for one in place_queries.queues(site)}
    midnight = clock.start_of(clock.today(at))
    return Both(MemoryDispatcher(hall(), midnight), OperationsDispatcher(queues, seats))
