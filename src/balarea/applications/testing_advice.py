"""Advice for tests and the demo, given by officers of the agencies that are asked."""

import datetime as dt
from collections.abc import Callable
from uuid import UUID

from balarea.applications import models, queries
from balarea.applications.operations import advising
from balarea.applications.rules import AdviceOutcome
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.foundation import clock
from balarea.people import testing as people_testing
from balarea.people.rules import Action


def asked_agencies(definitions: list[engine.Definition]) -> set[str]:
    """The agencies that these services may ask for advice."""
    return {one.agency for definition in definitions for one in definition.advice}


def raw_answers(asking: engine.Advice, today: dt.date) -> dict[str, tuple[str, ...]]:
    """An answer to every question, as a form sends it."""
    samples = {
        "YES_NO": "YES",
        "DATE": f"{today:%d-%m-%Y}",
        "TEXT": "Sesuai.",
        "LONG_TEXT": "Sesuai dengan ketentuan.",
    }
    raw: dict[str, tuple[str, ...]] = {}
    for question in asking.questions:
        first = question.choices[0].value if question.choices else ""
        sample = samples.get(question.type) or first or str(question.min or 1)
        raw[question.id] = (sample,)
    return raw


def advise(
    row: models.Advice,
    at: dt.datetime,
    outcome: AdviceOutcome = AdviceOutcome.AGREES,
    *,
    text: str = "",
    unmet: tuple[str, ...] = (),
) -> models.Advice:
    """One agency's advice, by its first officer who may give it."""
    definition = catalogue.definition(_application(row).definition)
    asking = engine.advice_of(definition, row.advice)
    scope, by = people_testing.officer_for(Action.ADVISE, row.service, row.agency)
    advising.open_advice(advice=row.id, scope=scope, by=by, at=at)
    return advising.advise(
        advice=row.id,
        outcome=outcome,
        answers=raw_answers(asking, clock.today(at)),
        text=text,
        unmet=unmet,
        scope=scope,
        by=by,
        at=at,
    )


def _application(row: models.Advice) -> models.Application:
    return queries.case(row.application_id)


def advise_all(case: UUID, next_time: Callable[[], dt.datetime]) -> None:
    """Everything that an application waits for is agreed to."""
    for row in queries.pending_advices(queries.case(case)):
        advise(row, next_time())
