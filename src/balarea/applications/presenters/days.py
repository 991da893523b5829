"""Working days since the filing, by who had the file."""

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence

from django.utils.translation import ngettext

from balarea.applications import models
from balarea.applications.rules import CLOSED, ELSEWHERE, WITH_CITIZEN, State
from balarea.foundation import clock, working_days


@dataclasses.dataclass(frozen=True, slots=True)
class Days:
    """Working days; each counts for the one who had to act at its end."""

    agency: int
    citizen: int
    elsewhere: int = 0

    @property
    def of_agency(self) -> str:
        text = ngettext(
            "%(n)s working day at the office",
            "%(n)s working days at the office",
            self.agency,
        )
        return text % {"n": self.agency}

    @property
    def of_citizen(self) -> str:
        text = ngettext(
            "%(n)s working day with the applicant",
            "%(n)s working days with the applicant",
            self.citizen,
        )
        return text % {"n": self.citizen}

    @property
    def of_others(self) -> str:
        text = ngettext(
            "%(n)s working day at the other register",
            "%(n)s working days at the other register",
            self.elsewhere,
        )
        return text % {"n": self.elsewhere}


def days(
    changes: Sequence[models.StatusChange],
    today: dt.date,
    overrides: Mapping[dt.date, bool],
) -> Days:
    """Add up the steps of an application, oldest first, up to its end or to today."""
    passed = Counter[str]()
    ends = [clock.today(change.at) for change in changes[1:]] + [today]
    for change, end in zip(changes, ends, strict=True):
        state = State(change.state)
        if state not in CLOSED:
            begin = clock.today(change.at)
            passed[_who(state)] += working_days.between(begin, end, overrides)
    return Days(passed["agency"], passed["citizen"], passed["elsewhere"])


def _who(state: State) -> str:
    if state in ELSEWHERE:
        return "elsewhere"
    return "citizen" if state in WITH_CITIZEN else "agency"
