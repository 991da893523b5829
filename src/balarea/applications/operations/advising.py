"""Giving advice to another agency: what its officers see, and what they answer."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from balarea.applications import errors, general_reasons, models, queries
from balarea.applications.general_reasons import Use
from balarea.applications.operations import (
    asking_advice,
    officer_texts,
    sealed_contents,
    steps,
)
from balarea.applications.rules import (
    AdviceOutcome,
)
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.foundation import clock, unit_of_work
from balarea.foundation import errors as foundation_errors
from balarea.foundation.operation import Actor, operation
from balarea.people.queries import Scope
from balarea.vault import operations as vault

ANSWERS, TEXT = "advice-answers", "advice-text"  # names under which they are sealed


class OpenedAdvice(NamedTuple):
    """What an adviser sees, with the access on record.

    `answers` are those of the application while the advice is pending, later none;
    `given` the adviser's own answers, `text` their words.
    """

    row: models.Advice
    asking: engine.Advice
    definition: engine.Definition
    answers: dict[str, Any]
    given: dict[str, Any]
    text: str


@operation
def open_advice(
    *, advice: UUID, scope: Scope, by: Actor, at: dt.datetime
) -> OpenedAdvice:
    """Open what the definition lets an adviser see; the access is written before.

    Once the advice has ended, only what was advised is opened.
    """
    row = queries.advice_in_reach(advice, scope)
    if row is None:
        raise foundation_errors.NotFound
    application = row.application
    definition = catalogue.definition(application.definition)
    sealed = {
        name: (one, name)
        for name, one in ((ANSWERS, row.answers), (TEXT, row.text))
        if one is not None
    }
    if row.ended_at is None:
        sealed["answers"] = (application.answers, "answers")
    texts = (
        officer_texts.open_texts(
            application=application, sealed_texts=sealed, purpose="ADVISE", by=by, at=at
        )
        if sealed
        else {}
    )
    return OpenedAdvice(
        row=row,
        asking=engine.advice_of(definition, row.advice),
        definition=definition,
        answers=msgspec.json.decode(texts.get("answers", "{}")),
        given=msgspec.json.decode(texts.get(ANSWERS, "{}")),
        text=texts.get(TEXT, ""),
    )


@operation
def log_attempt(
    *, advice: UUID, code: str, scope: Scope, by: Actor, at: dt.datetime
) -> None:
    """Log a refused attempt to ask for something that no rule asks for."""
    row = queries.advice_in_reach(advice, scope)
    if row is not None:
        asking_advice.log(
            application=row.application,
            type="ATTEMPT_REFUSED",
            facts={"code": code},
            by=by,
            at=at,
        )


@operation
def advise(
    *,
    advice: UUID,
    outcome: AdviceOutcome,
    answers: Mapping[str, Sequence[str]],
    text: str = "",
    ready_reason: str = "",
    unmet: Collection[str] = (),
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> models.Advice:
    """Give advice that is waited for.

    `answers` are raw, as a form sends them; `unmet` the requirements on which advice
    against it rests.

    Raises:
        foundation_errors.NotFound: not within reach of the officer's grants.
        errors.AdviceOver: it was given, or its last day has passed.
        errors.AdviceUnanswered: a question has no readable answer.
        errors.ForeignRequirement, errors.NoGroundAgainst: advised against without a
            requirement that applies and that the adviser was asked about.
        errors.ReasonsMissing: conditions or reasons have too few letters.
    """
    row, application = _locked(advice, scope, at)
    definition = catalogue.definition(application.definition)
    asking = engine.advice_of(definition, row.advice)
    read, problems = engine.read_advice(asking, answers, today=clock.today(at))
    if problems:
        raise errors.AdviceUnanswered(problems=problems)
    row.unmet = _unmet_requirements(
        application=application,
        asking=asking,
        named=unmet,
        is_against=outcome == AdviceOutcome.AGAINST,
        by=by,
        at=at,
    )
    text = general_reasons.composed(
        Use.ADVISE, ready_reason, text, application.language
    )
    is_free = outcome == AdviceOutcome.AGREES
    content = (steps.normalized_text if is_free else steps.checked_reason)(text)
    row.outcome, row.officer = outcome, scope.officer
    _write(row=row, application=application, answers=read, text=content, by=by, at=at)
    return row


@operation
def _write(
    *,
    row: models.Advice,
    application: models.Application,
    answers: Mapping[str, Any],
    text: str,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Seal what was advised, end the waiting, and log it."""
    case = application.id
    row.ended_at = at
    row.answers = vault.seal(
        case=case, name=ANSWERS, content=steps.to_json(answers), by=by, at=at
    )
    if text:
        row.text = vault.seal(case=case, name=TEXT, content=text.encode(), by=by, at=at)
    unit_of_work.change(
        row, "unmet", "outcome", "officer", "ended_at", "answers", "text"
    )
    outcome = {"outcome": row.outcome, "unmet": ",".join(row.unmet)}
    facts = {**asking_advice.facts_of(row), **outcome}
    asking_advice.log(
        application=application, type="ADVICE_GIVEN", facts=facts, by=by, at=at
    )
    asking_advice.renew_pages(application=application, by=by, at=at)


def _locked(
    advice: UUID, scope: Scope, at: dt.datetime
) -> tuple[models.Advice, models.Application]:
    """An asking and its application, both locked, the application first."""
    row = queries.advice_in_reach(advice, scope)
    if row is None:
        raise foundation_errors.NotFound
    rows = models.Application.objects.filter(id=row.application_id)
    application = queries.locked_for_step(rows).get()
    row = models.Advice.objects.select_for_update(of=("self",)).get(id=advice)
    if row.ended_at is not None or row.due_on < clock.today(at):
        raise errors.AdviceOver
    return row, application


@operation
def _unmet_requirements(
    *,
    application: models.Application,
    asking: engine.Advice,
    named: Collection[str],
    is_against: bool,
    by: Actor,
    at: dt.datetime,
) -> list[str]:
    """The named requirements, each one that applies and that the adviser sees."""
    if not is_against:
        return []
    if not named:
        raise errors.NoGroundAgainst
    answers = sealed_contents.open_answers(
        application=application, by=by, at=at, purpose="ADVISE"
    )
    allowed = [
        one.id for one in queries.seen_requirements(application, asking, answers)
    ]
    for requirement in named:
        if requirement not in allowed:
            raise errors.ForeignRequirement(requirement=requirement[:20])
    return [requirement for requirement in allowed if requirement in named]
