"""The form of a correction: what a document shows, and what is proposed instead."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from balarea.applications.presenters import problems, villages
from balarea.applications.presenters import questions as question_presenters
from balarea.applications.queries.corrections import FINDING, ShownValues, Values
from balarea.catalogue import definition as engine


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """One line as the document shows it, and as it is proposed."""

    label: str
    before: str
    after: str


def changes(
    definition: engine.Definition,
    shown: ShownValues,
    proposed: Values | None,
    language: str,
) -> list[Change]:
    """What a proposal changes, in the order of the form."""
    if proposed is None:
        return []
    rows = [
        Change(
            label=field.label.of(language),
            before=engine.display(field, shown.answers.get(field.id)).of(language),
            after=engine.display(field, proposed.answers[field.id]).of(language),
        )
        for field in shown.fields
        if field.id in proposed.answers
    ]
    if proposed.finding and definition.finding is not None:
        label = definition.finding.label.of(language)
        rows.append(Change(label, shown.finding or "", proposed.finding))
    return rows


def questions(
    definition: engine.Definition,
    shown: ShownValues,
    proposed: Values | None,
    typed: Mapping[str, Sequence[str]],
    wrong: Iterable[engine.Problem],
    language: str,
    today: dt.date,
) -> list[question_presenters.Question]:
    """The fields to correct: as typed, else as proposed, else as the document shows."""
    current = dict(shown.answers) | (proposed.answers if proposed else {})
    raw = {
        field.id: typed.get(field.id)
        or question_presenters.typed(field, current.get(field.id))
        for field in shown.fields
    }
    faults = {
        one.field: problems.sentence(
            one, definition.fields.get(one.field), language, today
        )
        for one in wrong
    }
    rows = question_presenters.questions(
        shown.fields,
        raw,
        faults,
        language,
        {},
        villages.groups(definition, shown.fields, current),
    )
    if definition.finding is not None:
        text = typed.get(FINDING) or [
            (proposed.finding if proposed else "") or shown.finding or ""
        ]
        rows.append(
            question_presenters.Question(
                kind="textarea",
                name=FINDING,
                label=definition.finding.label.of(language),
                hint="",
                required=True,
                value=text[-1],
                maxlength="2000",
            )
        )
    return rows
