"""Objection (keberatan) and appeal (banding): states, terms, and who may not decide.

UU 30/2014 arts. 75-78, cited from memory: a lawyer must confirm each term before a
mall relies on it. That nobody who had a part in a decision decides on the objection to
it is our own rule, and stands in no article.
"""

import dataclasses
import datetime as dt
import enum
from collections.abc import Mapping

from balarea.foundation import working_days

type Overrides = Mapping[dt.date, bool] | None


class Remedy(enum.StrEnum):
    """What is filed against a decision; the codes are stored."""

    OBJECTION = "OBJECTION"  # to the office that decided (arts. 76, 77)
    APPEAL = "APPEAL"  # to the superior, after an objection was rejected (art. 78)


class ObjectionState(enum.StrEnum):
    """The state of one objection or appeal; the codes are stored."""

    FILED = "FILED"
    REJECTED = "REJECTED"  # the decision stands
    GRANTED = "GRANTED"  # the decision is replaced
    GRANTED_BY_SILENCE = "GRANTED_BY_SILENCE"  # nobody decided in time
    WITHDRAWN = "WITHDRAWN"  # by whoever filed it


TRANSITIONS: Mapping[ObjectionState, frozenset[ObjectionState]] = {
    ObjectionState.FILED: frozenset(
        {
            ObjectionState.REJECTED,
            ObjectionState.GRANTED,
            ObjectionState.GRANTED_BY_SILENCE,
            ObjectionState.WITHDRAWN,
        }
    ),
    ObjectionState.REJECTED: frozenset(),
    ObjectionState.GRANTED: frozenset(),
    ObjectionState.GRANTED_BY_SILENCE: frozenset(),
    ObjectionState.WITHDRAWN: frozenset(),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one remedy in working days, with the articles that set them.

    Args:
        file: from the day after the decision was announced, or the outcome received.
        decide: from the day after filing; then silence grants it.
        issue: from the end of `decide`, to issue the decision that was asked for.
        law: the article of the remedy.
        silence: the article by which silence grants it.
    """

    file: int
    decide: int
    issue: int
    law: str
    silence: str


TERMS: Mapping[Remedy, Terms] = {
    Remedy.OBJECTION: Terms(
        file=21,  # art. 77 (1)
        decide=10,  # art. 77 (4)
        issue=5,  # art. 77 (7)
        law="UU 30/2014 pasal 77",
        silence="UU 30/2014 pasal 77 ayat (5)",
    ),
    Remedy.APPEAL: Terms(
        file=10,  # art. 78 (1)
        decide=10,  # art. 78 (4)
        issue=5,  # art. 78 (6)
        law="UU 30/2014 pasal 78",
        silence="UU 30/2014 pasal 78 ayat (5)",
    ),
}
MAX_FILES = 5  # that may be sent with one objection
MAX_THIRD_PARTY_FILES = 3  # with what somebody objects to an announced application
WITHDRAWN_SHOWN_DAYS = 14  # how long the office sees in its list that one was withdrawn


def file_by(
    remedy: Remedy,
    announced_on: dt.date,
    overrides: Overrides = None,
    *,
    days: int | None = None,
) -> dt.date:
    """The last day to file, where the decision was announced on `announced_on`.

    `days` are those of the service's own law, where it has another term.
    """
    count = TERMS[remedy].file if days is None else days
    return working_days.add(announced_on, count, overrides)


def decide_by(
    remedy: Remedy, filed_on: dt.date, overrides: Overrides = None
) -> dt.date:
    """The last day to decide; on the next day silence has granted it."""
    return working_days.add(filed_on, TERMS[remedy].decide, overrides)


def issue_by(
    remedy: Remedy, decided_by: dt.date, overrides: Overrides = None
) -> dt.date:
    """The last day to issue the decision, where silence granted it on `decided_by`."""
    return working_days.add(decided_by, TERMS[remedy].issue, overrides)
