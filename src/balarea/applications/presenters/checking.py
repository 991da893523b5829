"""The check page: every answer and file, the fee, and what is missing."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from balarea.applications import queries
from balarea.applications.presenters import group_entries
from balarea.applications.presenters import problems as wording
from balarea.applications.presenters.tasks import address
from balarea.catalogue import definition as engine


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """One question with its answer as people read it."""

    question: str
    address: str
    text: str
    is_missing: bool
    entries: Sequence[group_entries.Entry] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Section:
    """The answers of one page, each with the address at which it changes."""

    title: str
    answers: Sequence[Answer]


@dataclasses.dataclass(frozen=True, slots=True)
class FileRow:
    """One document that is asked for, with the names of its files."""

    title: str
    address: str
    names: Sequence[str]
    required: bool


@dataclasses.dataclass(frozen=True, slots=True)
class FeeShown:
    """The fee: its calculation in words, and the amount or None if not known yet."""

    amount: int | None
    steps: Sequence[tuple[str, str]]
    is_later: bool
    is_elsewhere: bool
    is_at_desk: bool
    explanation: str
    legal_basis: str


def sections(
    case: UUID,
    definition: engine.Definition,
    answers: Mapping[str, Any],
    language: str,
    *,
    as_of: dt.date,
) -> list[Section]:
    """Every question that is asked, page by page."""
    answers = engine.visible_answers(definition, answers, as_of=as_of)
    return [
        Section(
            page.title.of(language),
            [
                answer(case, page, field, answers.get(field.id), language)
                for field in engine.visible_fields(
                    definition, page, answers, as_of=as_of
                )
            ],
        )
        for page in engine.visible_pages(definition, answers, as_of=as_of)
    ]


def answer(
    case: UUID, page: engine.Page, field: engine.Field, value: Any, language: str
) -> Answer:
    """One question with its answer, and the address where it is changed."""
    label, target = field.label.of(language), address_of(case, page.id, field.id)
    if engine.is_group(field):
        rows = group_entries.entries(field, value or (), language)
        is_short = value is None or len(rows) < engine.least(field)
        return Answer(label, target, "", is_missing=is_short, entries=rows)
    is_empty = value in (None, [])
    text = "" if is_empty else engine.display(field, value).of(language)
    return Answer(label, target, text, is_missing=is_empty and field.required)


def address_of(case: UUID, page: str, field: str) -> str:
    """The address of one question."""
    return address("page", case, page) + f"#f-{field}"


def files(
    case: UUID,
    definition: engine.Definition,
    answers: Mapping[str, Any],
    names: Mapping[str, Sequence[str]],
    language: str,
    *,
    as_of: dt.date,
) -> list[FileRow]:
    """Every document that these answers ask for."""
    return [
        FileRow(
            requirement.title.of(language),
            address("evidence", case, requirement.id),
            names.get(requirement.id, ()),
            requirement.required,
        )
        for requirement in engine.requirements(definition, answers, as_of=as_of)
        if requirement.evidence == "UPLOAD"
    ]


def fee(
    definition: engine.Definition,
    answers: Mapping[str, Any],
    language: str,
    *,
    as_of: dt.date,
) -> FeeShown:
    """The fee by the tariff, and how it is calculated."""
    due = engine.fee(definition, answers, as_of=as_of)
    basis = next(
        (b.text for b in definition.standard.legal_basis if b.id == due.legal_basis),
        "",
    )
    why = definition.fee.explanation
    return FeeShown(
        amount=due.amount,
        steps=[
            (step.label.of(language), engine.figure(step).of(language))
            for step in due.lines
        ],
        is_later=due.due == "DECISION",
        is_elsewhere=not definition.is_billed,
        is_at_desk=definition.ends_by == "DESK",
        explanation=why.of(language) if why else "",
        legal_basis=basis,
    )


def rest(
    case: UUID,
    definition: engine.Definition,
    answers: Mapping[str, Any],
    *,
    as_of: dt.date,
) -> tuple[int, int] | None:
    """(paid, left to pay) in rupiah, if amended answers cost more than was paid."""
    fee = engine.fee(definition, answers, as_of=as_of)
    paid, due = queries.paid_and_due(case, fee)
    return (paid, due) if paid and due else None


def summary(
    case: UUID,
    definition: engine.Definition,
    problems: Sequence[engine.Problem],
    language: str,
    today: dt.date,
) -> list[tuple[str, str]]:
    """All problems: the address of the field, and the sentence about it."""
    titles = {r.id: r.title.of(language) for r in definition.requirements}
    rows = []
    for problem in problems:
        is_of_field = bool(problem.page) and problem.code != "EXIT"
        field = engine.field(definition, problem.field) if is_of_field else None
        text = wording.sentence(problem, field, language, today)
        if problem.code == "EXIT":
            rows.append((address("page", case, problem.page), text))
        elif problem.page and field is not None:
            target = address_of(case, problem.page, problem.field)
            label = engine.label(definition, problem.field, language)
            rows.append((target, wording.named(label, text)))
        else:
            target = address("evidence", case, problem.field)
            rows.append((target, wording.named(titles[problem.field], text)))
    return rows
