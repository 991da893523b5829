"""The values that a document shows, and what an officer types to correct them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from balarea.applications import errors, models
from balarea.applications.operations import steps
from balarea.applications.queries import corrections
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.foundation import clock


def read(
    application: models.Application,
    shown: corrections.ShownValues,
    raw: Mapping[str, Sequence[str]],
    at: dt.datetime,
) -> corrections.Values:
    """The values that differ from what is shown, read as the form of the service."""
    definition = catalogue.definition(application.definition)
    names = {field.id for field in shown.fields if field.id in raw}
    changed: dict[str, Any] = {}
    answers = dict(shown.answers)
    for page in definition.pages:
        own = [field for field in page.fields if field.id in names]
        if not own:
            continue
        form: dict[str, Sequence[str]] = {}
        for field in page.fields:
            form |= _form_values(field, answers.get(field.id))
        form |= {field.id: raw[field.id] for field in own}
        read, problems = engine.check_page(
            definition,
            page,
            form,
            answers=answers,
            today=clock.today(at),
            since=application.filed_on,
        )
        wrong = {one.field: one for one in problems if one.field in names}
        if wrong:
            raise errors.ValuesInvalid(problems=list(wrong.values()))
        new = {name: read[name] for name in names if name in read}
        changed |= {k: v for k, v in new.items() if v != answers.get(k)}
        answers |= new
    typed = raw.get(corrections.FINDING, [""])
    finding = steps.normalized_text(typed[-1]) if shown.finding is not None else ""
    finding = "" if finding == shown.finding else finding
    if finding:
        steps.checked_reason(finding)
    if not changed and not finding:
        raise errors.NothingChanged
    return corrections.Values(changed, finding)


def check_same_decision(
    application: models.Application,
    answers: Mapping[str, Any],
    values: corrections.Values,
) -> None:
    """Refuse values from which another decision would follow: that is no correction."""
    definition = catalogue.definition(application.definition)
    before = _consequences(definition, answers, application.filed_on)
    corrected = {**answers, **values.answers}
    if _consequences(definition, corrected, application.filed_on) != before:
        raise errors.ChangesDecision


def _consequences(
    definition: engine.Definition, answers: Mapping[str, Any], as_of: dt.date
) -> tuple[object, ...]:
    """What follows from answers: questions, requirements, fee, checks of the rules."""
    shown = engine.visible_answers(definition, answers, as_of=as_of)
    requirements = [
        one.id for one in engine.requirements(definition, answers, as_of=as_of)
    ]
    amount = engine.fee(definition, answers, as_of=as_of).amount
    unconfirmed: list[str] = []
    if definition.decides is not None:
        unconfirmed = engine.trace(definition, answers, as_of=as_of).unconfirmed
    return sorted(shown), requirements, amount, unconfirmed


def _form_values(field: engine.Field, answer: Any) -> dict[str, list[str]]:
    """A stored answer as the form of its page has it."""
    if engine.is_group(field):
        return engine.raw_group(field, answer)
    return {field.id: engine.raw(field, answer)}
