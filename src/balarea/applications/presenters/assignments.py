"""Who works on a case, on its page and in the worklist."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from balarea.applications import models
from balarea.applications.presenters.officer import Due, due
from balarea.applications.queries.unstaffed import Lack, Unstaffed
from balarea.applications.rules import CONFLICTS, Share
from balarea.people.models import Absence, Officer
from balarea.people.presenters import position_name

# In the order of the tabs, with the word of the address.
SHARES = {
    Share.ALL: ("semua", _("All")),
    Share.MINE: ("saya", _("Mine")),
    Share.FREE: ("bebas", _("Not taken")),
    Share.OTHERS: ("lain", _("Others’")),
}
SHARE_OF_WORD = {word: share for share, (word, _label) in SHARES.items()}


@dataclasses.dataclass(frozen=True, slots=True)
class Handling:
    """Who works on a case, and what the officer who looks at it may do about that.

    Args:
        name: who works on it, with their position; empty where it is free.
        giver: who gave it, where that was somebody else.
        colleagues: (id, name) of those to whom this officer may give it.
        away_until: the last day on which whoever works on it is away.
        draw: the id of the last draw, where its officers are drawn; empty before.
        may_redraw: whether this officer may ask for a new draw now.
    """

    name: str
    since: dt.datetime | None
    giver: str
    reason: str
    is_mine: bool
    may_take: bool
    may_give_back: bool
    colleagues: tuple[tuple[str, str], ...]
    away_until: dt.date | None = None
    is_drawn: bool = False
    draw: str = ""
    may_redraw: bool = False

    @property
    def is_others(self) -> bool:
        return bool(self.name) and not self.is_mine


def handling(
    last: models.Assignment | None,
    viewer: Officer,
    *,
    reason: str,
    may_take: bool,
    may_assign: bool,
    colleagues: Iterable[Officer],
    absence: Absence | None = None,
) -> Handling:
    """`last`: how the case came to the officer who works on it; None where it is free.

    `may_assign`: whether the viewer hands out the work of the service.
    """
    officer = last.officer if last is not None else None
    is_mine = officer is not None and officer.id == viewer.id
    giver = last.assigned_by if last is not None else None
    return Handling(
        name=officer_name(officer) if officer is not None else "",
        since=last.at if last is not None else None,
        giver=officer_name(giver) if giver is not None and giver != officer else "",
        reason=reason,
        is_mine=is_mine,
        may_take=may_take and not is_mine,
        may_give_back=officer is not None and (is_mine or may_assign),
        colleagues=tuple((str(one.id), officer_name(one)) for one in colleagues)
        if is_mine or may_assign
        else (),
        away_until=absence.ends_on if absence is not None else None,
    )


def as_drawn(
    shown: Handling, *, draw: models.Draw | None, may_redraw: bool
) -> Handling:
    """The same of a case whose officers are drawn: nobody takes or gives it."""
    return dataclasses.replace(
        shown,
        is_drawn=True,
        draw=str(draw.id) if draw is not None else "",
        may_give_back=False,
        colleagues=(),
        may_redraw=may_redraw,
    )


def conflict_options() -> list[tuple[str, str]]:
    """The grounds of a conflict of interest, to choose from."""
    return [(code, gettext(words)) for code, words in CONFLICTS.items()]


def officer_name(officer: Officer) -> str:
    """Name and position, as on the desk's name plate."""
    return f"{officer.name}, {position_name(officer)}"


def handlers(
    officers: Iterable[Officer], viewer: UUID, absent: Mapping[UUID, Absence]
) -> dict[UUID, str]:
    """Officer → with whom a row of the worklist is, in words.

    `absent`: the absences of that day, by officer.
    """
    return {
        one.id: gettext("with you")
        if one.id == viewer
        else away_words(one.name, absent.get(one.id))
        for one in officers
    }


# Why nobody can take a step, and what helps.
LACKS = {
    Lack.NO_RIGHT: (
        _("Nobody has the right"),
        _("The mall’s manager grants it, or names a substitute or a delegation."),
    ),
    Lack.AWAY: (
        _("All who may are away"),
        _("Name a substitute (Plh.), or end an absence if somebody is back."),
    ),
    Lack.EXCLUDED: (
        _("All others have a conflict of interest"),
        _("Name a substitute, or delegate the decision to another agency."),
    ),
}


@dataclasses.dataclass(frozen=True, slots=True)
class UnstaffedRow:
    """A service whose next step nobody can take, why, and what helps."""

    title: str
    agency: str
    step: str
    count: int
    due: Due
    why: str
    remedy: str
    back_on: dt.date | None


def unstaffed_row(
    one: Unstaffed, title: str, today: dt.date, overrides: Mapping[dt.date, bool]
) -> UnstaffedRow:
    why, remedy = LACKS[one.lack]
    return UnstaffedRow(
        title=title,
        agency=one.agency,
        step=str(one.action.label),
        count=one.count,
        due=due(one.due_on, today, overrides),
        why=str(why),
        remedy=str(remedy),
        back_on=one.back_on,
    )


def away_words(name: str, absence: Absence | None) -> str:
    """With whom a case is, and until when they are away."""
    if absence is None:
        return gettext("with %(name)s") % {"name": name}
    until = date_format(absence.ends_on, "j F Y")
    return gettext("with %(name)s, away until %(until)s") % {
        "name": name,
        "until": until,
    }
