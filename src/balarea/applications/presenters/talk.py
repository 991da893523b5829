"""Questions inside a case, notes, and taken notice, as pages show them."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from balarea.applications import models
from balarea.applications.presenters.assignments import officer_name
from balarea.applications.queries import talk
from balarea.applications.talk_rules import Ending, NoticeWay, Side
from balarea.catalogue import definition as engine
from balarea.foundation import clock, references
from balarea.people.presenters import position_name


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """One question with its answer.

    `office`: who asked for the office, or wrote for a citizen at a desk; empty where
    the citizen did it. `answered_by` is the same of the answer.
    """

    id: UUID
    is_from_office: bool
    text: str
    at: dt.datetime
    office: str
    ended_at: dt.datetime | None
    is_closed: bool
    answer: str
    answered_by: str


@dataclasses.dataclass(frozen=True, slots=True)
class Thread:
    """All questions of a case, the first asked first, and what each side asks now."""

    lines: Sequence[Line]
    from_office: Line | None
    from_citizen: Line | None

    def __bool__(self) -> bool:
        return bool(self.lines)


def thread(
    rows: Sequence[models.CaseQuestion],
    texts: Mapping[str, str],
    *,
    with_names: bool = False,
) -> Thread:
    """`with_names`: for officers, who see which colleague wrote; else the position."""
    name = officer_name if with_names else position_name
    lines = [
        Line(
            id=row.id,
            is_from_office=row.side == Side.OFFICE,
            text=texts.get(talk.question_key(row), ""),
            at=row.at,
            office=name(row.author) if row.author is not None else "",
            ended_at=row.ended_at,
            is_closed=row.ending == Ending.CLOSED,
            answer=texts.get(talk.answer_key(row), ""),
            answered_by=name(row.ended_by) if row.ended_by is not None else "",
        )
        for row in rows
    ]
    waiting = [line for line in lines if line.ended_at is None]
    return Thread(
        lines=lines,
        from_office=next((one for one in waiting if one.is_from_office), None),
        from_citizen=next((one for one in waiting if not one.is_from_office), None),
    )


def waiting_words(since: dt.date, today: dt.date) -> str:
    """How long a citizen waits for an answer, in calendar days."""
    days = (today - since).days
    if days < 1:
        return gettext("asks since today")
    return ngettext("asks since %(days)s day", "asks since %(days)s days", days) % {
        "days": days
    }


@dataclasses.dataclass(frozen=True, slots=True)
class WaitingRow:
    """One line of the list of unanswered questions."""

    address: str
    reference: str
    title: str
    who: str
    at: dt.datetime
    words: str


def waiting_row(
    item: talk.WaitingQuestion,
    definition: engine.Definition,
    language: str,
    today: dt.date,
    _overrides: Mapping[dt.date, bool],
) -> WaitingRow:
    return WaitingRow(
        address=f"{reverse('applications:desk_case', args=[item.id])}#tanya",
        reference=references.pretty(item.reference),
        title=definition.title.of(language),
        who=item.holder_masked,
        at=item.at,
        words=waiting_words(clock.today(item.at), today),
    )


@dataclasses.dataclass(frozen=True, slots=True)
class Note:
    """One internal note; `corrected_at`: when a later note put it right."""

    id: UUID
    text: str
    at: dt.datetime
    officer: str
    corrects_at: dt.datetime | None
    corrected_at: dt.datetime | None


def notes(rows: Sequence[models.CaseNote], texts: Mapping[str, str]) -> Sequence[Note]:
    """The notes of a case, the oldest first."""
    at = {row.id: row.at for row in rows}
    corrected = {row.corrects_id: row.at for row in rows if row.corrects_id}
    return [
        Note(
            id=row.id,
            text=texts.get(talk.note_key(row), ""),
            at=row.at,
            officer=officer_name(row.officer),
            corrects_at=at.get(row.corrects_id) if row.corrects_id else None,
            corrected_at=corrected.get(row.id),
        )
        for row in rows
    ]


def note_choices(rows: Sequence[Note]) -> list[tuple[str, str]]:
    """The notes that a new one may correct: those that none has corrected."""
    return [
        (str(one.id), f"{clock.local(one.at):%d-%m-%Y %H.%M}, {one.officer}")
        for one in rows
        if one.corrected_at is None
    ]


@dataclasses.dataclass(frozen=True, slots=True)
class Notice:
    """When a citizen came to know a decision, and how."""

    at: dt.datetime
    is_handed: bool
    is_by_representative: bool


def notice_of(application: models.Application) -> Notice | None:
    """Of the decision in force; None where nobody is known to have read it."""
    decision = talk.decision_in_force(application)
    return notice(talk.taken_notice(decision)) if decision is not None else None


def notice(row: models.TakenNotice | None) -> Notice | None:
    if row is None:
        return None
    return Notice(row.at, row.way == NoticeWay.HANDED, row.is_by_representative)
