"""Measures against an issued document: its revocation or its suspension.

UU 30/2014 arts. 46, 47 (the holder is heard), 64 (revocation), 65 (suspension), cited
from memory: a lawyer must confirm them before a mall relies on them. That two people
decide, and the days to answer, are the mall's own rules and stand in no article.
"""

import dataclasses
import datetime as dt
import enum
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from balarea.foundation import working_days

ANSWER_WORKING_DAYS = 5  # in which the holder may answer a proposal; our own rule


class MeasureKind(enum.StrEnum):
    """What is done to a document; the codes are stored."""

    REVOCATION = "REVOCATION"  # pencabutan: out of force for good
    SUSPENSION = "SUSPENSION"  # pembekuan: out of force for a time


class Ground(enum.StrEnum):
    """Why so; the codes are stored."""

    AUTHORITY = "AUTHORITY"
    PROCEDURE = "PROCEDURE"
    SUBSTANCE = "SUBSTANCE"
    BREACH = "BREACH"
    DANGER = "DANGER"
    REQUEST = "REQUEST"


@dataclasses.dataclass(frozen=True, slots=True)
class GroundTerms:
    """What a ground is called, by which law, for what, and what comes before it.

    Args:
        is_heard: whether the holder may answer before it is decided (arts. 46, 47): not
            where waiting would do harm, nor where the holder asked for it.
    """

    label: Promise
    law: str
    kinds: frozenset[MeasureKind]
    is_heard: bool = True


_BOTH = frozenset(MeasureKind)
GROUNDS: Mapping[Ground, GroundTerms] = {
    Ground.SUBSTANCE: GroundTerms(
        _("The facts on which it was given are wrong"),
        "UU 30/2014 pasal 64 ayat (1) huruf c",
        _BOTH,
    ),
    Ground.PROCEDURE: GroundTerms(
        _("It was given by a wrong procedure"),
        "UU 30/2014 pasal 64 ayat (1) huruf b",
        _BOTH,
    ),
    Ground.AUTHORITY: GroundTerms(
        _("The office that gave it had no authority to"),
        "UU 30/2014 pasal 64 ayat (1) huruf a",
        _BOTH,
    ),
    Ground.BREACH: GroundTerms(
        _("Its holder doesn’t keep to its conditions"),
        "UU 30/2014 pasal 39",
        _BOTH,
    ),
    Ground.DANGER: GroundTerms(
        _("Waiting would do serious harm to people or the environment"),
        "UU 30/2014 pasal 65 ayat (1)",
        frozenset({MeasureKind.SUSPENSION}),
        is_heard=False,
    ),
    Ground.REQUEST: GroundTerms(
        _("Its holder asked for it"),
        "UU 30/2014 pasal 64",
        _BOTH,
        is_heard=False,
    ),
}


def answer_by(
    ground: Ground, proposed_on: dt.date, overrides: Mapping[dt.date, bool] | None
) -> dt.date | None:
    """The last day for the holder's answer; None where none is waited for."""
    if not GROUNDS[ground].is_heard:
        return None
    return working_days.add(proposed_on, ANSWER_WORKING_DAYS, overrides)


def may_approve(
    answer_by_on: dt.date | None, today: dt.date, *, is_answered: bool
) -> bool:
    """Whether it may be approved: the holder answered, or the days for it are over."""
    return answer_by_on is None or is_answered or today > answer_by_on
