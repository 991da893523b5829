"""Asking other agencies for advice, giving it, and what passes in silence.

All that applies is asked when a file is accepted as complete. Deciding waits for it,
at most until its last day; the definition says what silence then means.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from django.db.models import QuerySet

from balarea.applications import errors, models, queries
from balarea.applications.operations import officer_texts, sealed_contents, steps
from balarea.applications.rules import (
    MIN_LETTERS,
    AdviceOutcome,
    Outcome,
    State,
    has_enough_letters,
)
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.foundation import calendar, clock, unit_of_work
from balarea.foundation import errors as foundation_errors
from balarea.foundation.operation import SYSTEM, Actor, operation
from balarea.notices import operations as notices
from balarea.people import queries as people
from balarea.people.queries import Scope
from balarea.vault import operations as vault

ANSWERS, TEXT = "advice-answers", "advice-text"  # names under which they are sealed
_SILENCE = {"AGREED": AdviceOutcome.SILENT_AGREED, "NONE": AdviceOutcome.SILENT_NONE}


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
def ask(
    *,
    application: models.Application,
    answers: Mapping[str, Any] | None = None,
    by: Actor,
    at: dt.datetime,
) -> list[models.Advice]:
    """Ask for all advice that applies to a complete file.

    `answers` are opened here if a condition needs them and the caller hasn't.
    """
    definition = catalogue.definition(application.definition)
    if not definition.advice:
        return []
    if answers is None:
        answers = sealed_contents.open_answers(
            application=application, by=by, at=at, purpose="VERIFY"
        )
    askings = engine.applying_advice(definition, answers, as_of=application.filed_on)
    return [
        _ask(application=application, asking=asking, by=by, at=at) for asking in askings
    ]


@operation
def _ask(
    *,
    application: models.Application,
    asking: engine.Advice,
    by: Actor,
    at: dt.datetime,
) -> models.Advice:
    row = models.Advice(
        application=application,
        advice=asking.id,
        agency=asking.agency,
        service=application.service,
        asked_at=at,
        due_on=calendar.add_working_days(clock.today(at), asking.working_days),
    )
    unit_of_work.add(row)
    facts = {**_facts(row), "due_on": row.due_on.isoformat()}
    _log(application=application, type="ADVICE_ASKED", facts=facts, by=by, at=at)
    return row


@operation
def _log(
    *,
    application: models.Application,
    type: str,
    facts: Mapping[str, str],
    by: Actor,
    at: dt.datetime,
) -> None:
    steps.log_entry(application=application, type=type, by=by, at=at, facts=facts)


def _facts(row: models.Advice) -> dict[str, str]:
    return {"advice": row.advice, "asked": row.agency}


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
def advise(
    *,
    advice: UUID,
    outcome: AdviceOutcome,
    answers: Mapping[str, Sequence[str]],
    text: str = "",
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
        named=unmet if outcome == AdviceOutcome.AGAINST else (),
        is_against=outcome == AdviceOutcome.AGAINST,
        by=by,
        at=at,
    )
    is_short = outcome == AdviceOutcome.AGREES
    content = (steps.normalized_text if is_short else steps.checked_reason)(text)
    row.outcome, row.officer, row.ended_at = outcome, scope.officer, at
    row.answers = vault.seal(
        case=application.id, name=ANSWERS, content=steps.to_json(read), by=by, at=at
    )
    row.text = (
        vault.seal(
            case=application.id, name=TEXT, content=content.encode(), by=by, at=at
        )
        if content
        else None
    )
    unit_of_work.change(
        row, "unmet", "outcome", "officer", "ended_at", "answers", "text"
    )
    facts = {**_facts(row), "outcome": row.outcome, "unmet": ",".join(row.unmet)}
    _log(application=application, type="ADVICE_GIVEN", facts=facts, by=by, at=at)
    _renew_pages(application=application, by=by, at=at)
    return row


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
def _renew_pages(
    *, application: models.Application, by: Actor, at: dt.datetime
) -> None:
    """Let nobody decide on a page that doesn't show what came since."""
    if application.state == State.TO_DECIDE:
        application.revision += 1
        unit_of_work.change(application, "revision")


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
    definition = catalogue.definition(application.definition)
    answers = sealed_contents.open_answers(
        application=application, by=by, at=at, purpose="ADVISE"
    )
    applying = engine.requirements(definition, answers, as_of=application.filed_on)
    allowed = {one.id for one in applying} & set(asking.sees.requirements)
    for requirement in named:
        if requirement not in allowed:
            raise errors.ForeignRequirement(requirement=requirement[:20])
    return [one.id for one in applying if one.id in named]


@operation
def check_decidable(
    *,
    application: models.Application,
    outcome: Outcome,
    reasons: str,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Refuse a decision while advice is waited for, or against it without reasons.

    What is overdue passes in silence first, so that no late job delays a decision.

    Raises:
        errors.AdvicePending: some is waited for.
        errors.AdviceNotFollowed: granted against advice, with too few letters.
    """
    definition = catalogue.definition(application.definition)
    if not definition.advice:
        return
    today = clock.today(at)
    overdue = queries.overdue_advices(today).filter(application=application.id)
    _end_in_silence(application=application, overdue=overdue, by=SYSTEM, at=at)
    if pending := queries.pending_advices(application):
        raise errors.AdvicePending(advice="; ".join(map(_whom, pending)))
    against = queries.advices_against(application)
    if outcome == Outcome.GRANTED and against and not has_enough_letters(reasons):
        names = ", ".join(people.agency(one.agency).short_name for one in against)
        raise errors.AdviceNotFollowed(agencies=names, count=MIN_LETTERS)


def _whom(row: models.Advice) -> str:
    """`PUTR (24-11-2026 – 01-12-2026)`: who is asked, since when, and until when."""
    agency = people.agency(row.agency).short_name
    return f"{agency} ({clock.today(row.asked_at):%d-%m-%Y} – {row.due_on:%d-%m-%Y})"


@operation
def pass_silent(*, by: Actor = SYSTEM, at: dt.datetime) -> bool:
    """End in silence what one application waits for past its last day.

    Returns whether there was one. One that is locked is left for the next run; each
    has its own transaction.
    """
    today = clock.today(at)
    waiting = queries.overdue_advices(today).values("application")
    rows = models.Application.objects.filter(id__in=waiting)
    application = (
        queries.with_step_data(rows)
        .select_for_update(skip_locked=True, of=("self",))
        .first()
    )
    if application is None:
        return False
    overdue = queries.overdue_advices(today).filter(application=application.id)
    _end_in_silence(application=application, overdue=overdue, by=by, at=at)
    return True


@operation
def _end_in_silence(
    *,
    application: models.Application,
    overdue: QuerySet[models.Advice],
    by: Actor,
    at: dt.datetime,
) -> None:
    definition = catalogue.definition(application.definition)
    rows = list(overdue.select_for_update(of=("self",)).order_by("id"))
    for row in rows:
        asking = engine.advice_of(definition, row.advice)
        row.outcome, row.ended_at = _SILENCE[asking.silence.means], at
        unit_of_work.change(row, "outcome", "ended_at")
        facts = {**_facts(row), "outcome": row.outcome}
        _log(application=application, type="ADVICE_SILENT", facts=facts, by=by, at=at)
        _notify_heads(application=application, row=row, by=by, at=at)
    if rows:
        _renew_pages(application=application, by=by, at=at)


@operation
def _notify_heads(
    *,
    application: models.Application,
    row: models.Advice,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Tell the heads of the office that asked, as far as they proved an address."""
    definition = catalogue.definition(application.definition)
    for head in people.heads(application.agency):
        contact, language = head.contact, head.account.language
        if contact is None:
            continue
        notices.post(
            case=contact.id,
            channel=contact.kind,
            recipient=contact.sealed_id,
            masked=contact.masked,
            kind="ADVICE_SILENT",
            params={
                "reference": application.reference,
                "service": definition.title.of(language),
                "agency": people.agency(row.agency).short_name,
                "due_on": row.due_on.isoformat(),
                "outcome": row.outcome,
            },
            language=language,
            agency=application.agency,
            service=application.service,
            by=by,
            at=at,
        )
