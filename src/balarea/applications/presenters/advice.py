"""Advice of other agencies, as advisers, the office that asked, and citizens see it."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from balarea.applications import models, queries
from balarea.applications.presenters import officer, problems
from balarea.applications.rules import GIVEN_ADVICE, AdviceOutcome
from balarea.catalogue import definition as engine
from balarea.documents.models import Evidence
from balarea.foundation import clock
from balarea.people.models import Agency
from balarea.people.presenters import agency_name, position_name

PENDING = ""
# Outcome → the tone and the words of its tag, for officers.
OUTCOMES: Mapping[str, tuple[str, str | Promise]] = {
    PENDING: ("info", _("Waited for")),
    AdviceOutcome.AGREES: ("ok", _("Agrees")),
    AdviceOutcome.CONDITIONS: ("warn", _("Agrees with conditions")),
    AdviceOutcome.AGAINST: ("bad", _("Advises against")),
    AdviceOutcome.SILENT_AGREED: ("warn", _("No answer in time: counts as agreed")),
    AdviceOutcome.SILENT_NONE: ("warn", _("No answer in time: none was given")),
    AdviceOutcome.ENDED: ("", _("No longer waited for")),
}
# The same for the public: that it came, not what it says, which the decision answers.
_ANSWERED: tuple[str, str | Promise] = ("ok", _("Answered"))


@dataclasses.dataclass(frozen=True, slots=True)
class AdviceRow:
    """One line of an adviser's worklist."""

    address: str
    reference: str
    title: str
    service: str
    asked_at: dt.datetime
    due: officer.Due


def advice_row(
    item: queries.AwaitedAdvice,
    definition: engine.Definition,
    language: str,
    today: dt.date,
    overrides: Mapping[dt.date, bool],
) -> AdviceRow:
    asking = engine.advice_of(definition, item.advice)
    return AdviceRow(
        address=reverse("applications:advice", args=[item.id]),
        reference=item.pretty,
        title=asking.title.of(language),
        service=definition.title.of(language),
        asked_at=item.asked_at,
        due=officer.due(item.due_on, today, overrides),
    )


@dataclasses.dataclass(frozen=True, slots=True)
class AdviceView:
    """One asking and what came of it, for the office that asked."""

    title: str
    agency: str
    asked_at: dt.datetime
    due: officer.Due
    is_pending: bool
    is_against: bool
    kind: str
    words: str | Promise
    office: str
    ended_at: dt.datetime | None
    answers: Sequence[tuple[str, str]]
    unmet: Sequence[str]
    text: str


def advice_views(
    definition: engine.Definition,
    rows: Sequence[models.Advice],
    texts: Mapping[str, str],
    agencies: Mapping[str, Agency],
    language: str,
    days: tuple[dt.date, Mapping[dt.date, bool]],
) -> list[AdviceView]:
    """All that was asked for; `texts` are opened, by the keys of `sealed_texts`.

    `days` are today and the closed and opened days.
    """
    return [
        _view(
            definition,
            row,
            texts,
            agency_name(agencies.get(row.agency)),
            language,
            days,
        )
        for row in rows
    ]


def _view(
    definition: engine.Definition,
    row: models.Advice,
    texts: Mapping[str, str],
    agency: str,
    language: str,
    days: tuple[dt.date, Mapping[dt.date, bool]],
) -> AdviceView:
    asking = engine.advice_of(definition, row.advice)
    kind, words = OUTCOMES[row.outcome]
    answers = msgspec.json.decode(texts.get(queries.answers_key(row), "{}"))
    titles = {one.id: one.title.of(language) for one in definition.requirements}
    return AdviceView(
        title=asking.title.of(language),
        agency=agency,
        asked_at=row.asked_at,
        due=officer.due(row.due_on, days[0], days[1], row.ended_at),
        is_pending=row.ended_at is None,
        is_against=row.outcome == AdviceOutcome.AGAINST,
        kind=kind,
        words=words,
        office=f"{row.officer.name}, {position_name(row.officer)}"
        if row.officer
        else "",
        ended_at=row.ended_at,
        answers=answered(asking, answers, language),
        unmet=[titles[one] for one in row.unmet],
        text=texts.get(queries.text_key(row), ""),
    )


def answered(
    asking: engine.Advice, answers: Mapping[str, Any], language: str
) -> list[tuple[str, str]]:
    """The adviser's questions with their answers in words."""
    fields = [engine.question_field(one) for one in asking.questions]
    return [
        (one.label.of(language), engine.display(one, answers[one.id]).of(language))
        for one in fields
        if one.id in answers
    ]


@dataclasses.dataclass(frozen=True, slots=True)
class AskedAgency:
    """Which agency is asked, since when and until when, for citizens and the public."""

    agency: str
    title: str
    asked_on: dt.date
    due_on: dt.date
    is_pending: bool
    ended_on: dt.date | None
    kind: str
    words: str | Promise


def asked_agencies(
    definition: engine.Definition,
    rows: Sequence[models.Advice],
    agencies: Mapping[str, Agency],
    language: str,
) -> list[AskedAgency]:
    """Nothing of what an adviser wrote, and no person."""
    return [_asked_agency(definition, row, agencies, language) for row in rows]


def _asked_agency(
    definition: engine.Definition,
    row: models.Advice,
    agencies: Mapping[str, Agency],
    language: str,
) -> AskedAgency:
    kind, words = _ANSWERED if row.outcome in GIVEN_ADVICE else OUTCOMES[row.outcome]
    return AskedAgency(
        agency=agency_name(agencies.get(row.agency)),
        title=engine.advice_of(definition, row.advice).title.of(language),
        asked_on=clock.today(row.asked_at),
        due_on=row.due_on,
        is_pending=row.ended_at is None,
        ended_on=clock.today(row.ended_at) if row.ended_at else None,
        kind=kind,
        words=words,
    )


def advice_files(
    advice: UUID,
    case: UUID,
    evidence: Sequence[Evidence],
    today: dt.date,
) -> dict[str, list[officer.File]]:
    """Requirement → its files, each at an address of this advice."""
    files: dict[str, list[officer.File]] = {}
    for item in evidence:
        [file] = officer.files(case, [item], {item.id}, today)[item.requirement]
        address = reverse("applications:advice_file", args=[advice, item.id])
        files.setdefault(item.requirement, []).append(
            dataclasses.replace(file, address=address, original="")
        )
    return files


def question_faults(
    asking: engine.Advice,
    problems_found: Sequence[engine.Problem],
    language: str,
    today: dt.date,
) -> dict[str, str]:
    """Question → what is wrong with its answer."""
    fields = {one.id: engine.question_field(one) for one in asking.questions}
    return {
        one.field: problems.sentence(one, fields[one.field], language, today)
        for one in problems_found
    }
