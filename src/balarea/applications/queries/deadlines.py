"""By when a file is checked and, if it is complete, decided: reckoned here alone.

The time for the decision counts from the day on which the file is accepted as complete
(UU 30/2014 art. 53). Nobody can be promised more than that this happens on the last day
of the check.
"""

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

from balarea.applications.rules import PREPARED_DAYS
from balarea.catalogue import definition as engine
from balarea.foundation import calendar, working_days


class Deadlines(NamedTuple):
    """The last day of the check, and of the decision on a file that is complete."""

    check_due_on: dt.date
    promised_on: dt.date


def deadlines(definition: engine.Definition, came_on: dt.date) -> Deadlines:
    """What may be promised of a file that came on this day; one statement."""
    if "SERVE" in definition.steps:  # the last day to come to the desk
        last = came_on + dt.timedelta(days=PREPARED_DAYS)
        return Deadlines(last, last)
    overrides = calendar.overrides()
    check_due_on = working_days.add(came_on, check_days(definition), overrides)
    return Deadlines(check_due_on, promised_on(definition, check_due_on, overrides))


def promised_on(
    definition: engine.Definition,
    check_due_on: dt.date,
    overrides: Mapping[dt.date, bool],
) -> dt.date:
    """By when it is decided, if it is known on the last day that nothing is missing."""
    return working_days.add(check_due_on, decision_days(definition), overrides)


def check_days(definition: engine.Definition) -> int:
    """Working days within which it is known whether a file is complete."""
    return definition.clock.check_working_days if definition.clock else 0


def decision_days(definition: engine.Definition) -> int:
    """Working days from a complete file to the decision."""
    return definition.clock.working_days if definition.clock else 0
