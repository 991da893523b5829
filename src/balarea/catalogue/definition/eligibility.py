"""Whether a service is for somebody, before anything is filled in or stored."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from . import engine, logic
from .format import Definition, EligibilityQuestion, Field, Page, Requirement
from .question_types import QUESTION_TYPES

type Raw = Mapping[str, Sequence[str]]  # as a browser sends it
type Outcome = Literal["YES", "NO", "ASK"]


class Verdict(NamedTuple):
    """`NO` by these questions; `ASK` where one of them is left open."""

    outcome: Outcome
    failed: tuple[EligibilityQuestion, ...]


class DocumentList(NamedTuple):
    """The requirements that apply, and those that may; none where the form ends on
    an exit page."""

    certain: tuple[Requirement, ...]
    possible: tuple[Requirement, ...]
    exit: Page | None


def verdict(definition: Definition, raw: Raw) -> Verdict:
    """What the answers (`YES`, `NO`, anything else is open) come to."""
    answers = {one.id: tuple(raw.get(one.id, ())) for one in definition.eligibility}
    failed = tuple(one for one in definition.eligibility if answers[one.id] == ("NO",))
    if failed:
        return Verdict("NO", failed)
    is_sure = all(answer == ("YES",) for answer in answers.values())
    return Verdict("YES" if is_sure else "ASK", ())


def deciding_fields(definition: Definition) -> list[Field]:
    """The questions with listed answers that decide which requirements apply.

    With those that decide whether such a question is asked at all.
    """
    page_of = {f.id: page for page in definition.pages for f in page.fields}
    waiting = [
        name for one in definition.requirements for name in logic.variables(one.when)
    ]
    names: set[str] = set()
    while waiting:
        name = waiting.pop()
        field = definition.fields.get(name)  # None: a question of a group
        if field is None or name in names or not _is_listed(field):
            continue
        names.add(name)
        waiting += logic.variables(definition.fields[name].show_if)
        waiting += logic.variables(page_of[name].show_if)
    return [field for field in definition.fields.values() if field.id in names]


def document_list(definition: Definition, raw: Raw, *, today: dt.date) -> DocumentList:
    """What the answers to `deciding_fields` ask for."""
    names = {field.id for field in deciding_fields(definition)}
    chosen = {name: values for name, values in raw.items() if name in names}
    answers: engine.Answers = {}
    for page in definition.pages:
        read, _ = engine.check_page(
            definition, page, chosen, answers=answers, today=today
        )
        # Groups aren't asked here, which doesn't mean that they have no entries.
        answers.update({name: read[name] for name in names & read.keys()})
    return DocumentList(
        tuple(engine.requirements(definition, answers, as_of=today)),
        tuple(engine.possible_requirements(definition, answers, as_of=today)),
        engine.exit_page(definition, answers, as_of=today),
    )


def _is_listed(field: Field) -> bool:
    kind = QUESTION_TYPES[field.type]
    return kind.has_choices or kind.value == "BOOLEAN"
