"""Substitutes of an official (Plh., Plt.) and absences: kinds, terms and limits.

UU 30/2014 art. 14: who stands in for an official that is away for a time is *pelaksana
harian* (Plh.), in a vacant office *pelaksana tugas* (Plt.). SE BKN 1/SE/I/2021 gives a
Plt. three months, extended once by three. From memory, to be confirmed by a lawyer.
"""

import datetime as dt
import enum
from collections.abc import Mapping
from typing import Self

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from balarea.people.rules import Action

MAX_ABSENCE_DAYS = 366
# Art. 14 (7): no strategic decision that changes the law of organisation, staff or
# budget. In the mall these are rights, officers and delegations, so a substitute never
# manages or oversees. Nor may one revoke a document: our own rule, for as long as no
# lawyer has said whether a revocation is strategic.
SUBSTITUTABLE = frozenset(
    {
        Action.DECIDE,
        Action.COUNTERSIGN,
        Action.HAND_OVER,
        Action.ASSIGN,
        Action.ADVISE,
        Action.DECIDE_OBJECTION,
        Action.DECIDE_APPEAL,
    }
)


class SubstituteKind(enum.StrEnum):
    """Why somebody stands in; `longest`: the days of one term, both ends included."""

    prefix: str  # before the office, as documents have it
    longest: int

    def __new__(cls, code: str, prefix: str = "", longest: int = 0) -> Self:
        kind = str.__new__(cls, code)
        kind._value_ = code
        kind.prefix = prefix
        kind.longest = longest
        return kind

    PLH = "PLH", "Plh.", 30  # the longest is our own rule
    PLT = "PLT", "Plt.", 92  # three months


MAX_TERMS = 2  # of one Plt. in one office, one after the other


class AbsenceKind(enum.StrEnum):
    """Why an officer is away. Nothing of their health: sick leave is leave."""

    label: str | Promise

    def __new__(cls, code: str, label: str | Promise = "") -> Self:
        kind = str.__new__(cls, code)
        kind._value_ = code
        kind.label = label
        return kind

    LEAVE = "LEAVE", _("On leave")
    DUTY = "DUTY", _("On duty elsewhere")
    TRAINING = "TRAINING", _("At a training")


def days_between(begins_on: dt.date, ends_on: dt.date) -> int:
    """How many days, both included."""
    return (ends_on - begins_on).days + 1


_FORMS = {"en": "Acting {office} ({prefix})"}  # by language code


def office_texts(
    kind: SubstituteKind, position: str, translations: Mapping[str, str]
) -> dict[str, str]:
    """The office by language code: "Plh. Kepala …", "Acting Head … (Plh.)".

    Languages without a form of their own use the Indonesian title before the office.
    """
    indonesian = f"{kind.prefix} {position}"
    own = {
        code: _FORMS.get(code, "{prefix} {office}").format(
            prefix=kind.prefix, office=text
        )
        for code, text in translations.items()
    }
    return {"en": indonesian} | own | {"id": indonesian}
