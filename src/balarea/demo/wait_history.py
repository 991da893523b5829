"""The demonstration's history of waiting times: simulated days before the played ones.

Playing weeks by the operations would take minutes. These days are played in memory, and
only their sums are stored, as those of a real day are; no number exists of them.
"""

import datetime as dt

from balarea.demo import visiting
from balarea.foundation import calendar, working_days
from balarea.foundation.operation import SYSTEM
from balarea.visits.operations import wait_history
from balarea.visits.queries import places
from balarea.visits.queries import wait_history as queries
from balarea.visits.simulation.turns import played_day

DAYS = 20  # so many that a queue with few visitors has a hundred of them, too


def learn_simulated(of: visiting.Cast, before: dt.date, at: dt.datetime) -> int:
    """Add the simulated days before a day to the history; returns how many.

    A building that has a history is left as it is.
    """
    site = places.site()
    if queries.wait_days(site, before):
        return 0
    for day in _days(before):
        facts = played_day(of.hall, day, visiting.SEED)
        wait_history.record_day(site=site, facts=facts, by=SYSTEM, at=at)
    return DAYS


def learn_played(before: dt.date, at: dt.datetime) -> None:
    """Add the days that the operations played, as the nightly job does."""
    while wait_history.learn(site=places.site(), before=before, by=SYSTEM, at=at):
        pass


def _days(before: dt.date) -> list[dt.date]:
    """The last `DAYS` working days before a day, oldest first."""
    days: list[dt.date] = []
    day, overrides = before, calendar.overrides()
    while len(days) < DAYS:
        day -= visiting.DAY
        if working_days.is_working_day(day, overrides):
            days.append(day)
    return days[::-1]
