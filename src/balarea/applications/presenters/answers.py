"""The answer or act in which an application ends, for its citizen and officers."""

import dataclasses
import datetime as dt

from balarea.applications import models
from balarea.applications.rules import State
from balarea.catalogue import definition as engine

SHOWN = frozenset({State.ANSWERED, State.CONFIRMED, State.DISPUTED, State.UNCONFIRMED})


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """`done_on` is the day of an act; `confirm_by` the last day to confirm either."""

    title: str
    done_on: dt.date | None
    confirm_by: dt.date | None


def answer(
    application: models.Application,
    definition: engine.Definition,
    decision: models.Decision | None,
    language: str,
) -> Answer | None:
    """None until there is one that took effect."""
    result = definition.result
    if result is None or decision is None or application.state not in SHOWN:
        return None
    is_waiting = application.state == State.ANSWERED
    return Answer(
        title=result.title.of(language),
        done_on=decision.done_on,
        confirm_by=application.due_on if is_waiting else None,
    )


@dataclasses.dataclass(frozen=True, slots=True)
class FindingAsked:
    """What the officer who decides has to determine for the document."""

    label: str
    hint: str


def finding(definition: engine.Definition, language: str) -> FindingAsked | None:
    """None where the document states answers alone."""
    finding = definition.finding
    if finding is None:
        return None
    return FindingAsked(finding.label.of(language), finding.hint.of(language))
