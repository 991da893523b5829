"""Asking other agencies for advice, waiting for it, and what passes in silence.

All that applies is asked when a file is accepted as complete. Deciding waits for it,
at most until its last day; the definition says what silence then means. How advice is
given: `advising`.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from balarea.applications import errors, models, queries
from balarea.applications.operations import sealed_contents, steps
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
from balarea.foundation.operation import SYSTEM, Actor, operation
from balarea.notices import operations as notices
from balarea.people import queries as people

_SILENCE = {"AGREED": AdviceOutcome.SILENT_AGREED, "NONE": AdviceOutcome.SILENT_NONE}


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
    facts = {**facts_of(row), "due_on": row.due_on.isoformat()}
    log(application=application, type="ADVICE_ASKED", facts=facts, by=by, at=at)
    return row


@operation
def log(
    *,
    application: models.Application,
    type: str,
    facts: Mapping[str, str],
    by: Actor,
    at: dt.datetime,
) -> None:
    steps.log_entry(application=application, type=type, by=by, at=at, facts=facts)


def facts_of(row: models.Advice) -> dict[str, str]:
    return {"advice": row.advice, "asked": row.agency}


@operation
def renew_pages(*, application: models.Application, by: Actor, at: dt.datetime) -> None:
    """Let nobody decide on a page that doesn't show what came since."""
    if application.state == State.TO_DECIDE:
        application.revision += 1
        unit_of_work.change(application, "revision")


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
        facts = {**facts_of(row), "outcome": row.outcome}
        log(application=application, type="ADVICE_SILENT", facts=facts, by=by, at=at)
        _notify_heads(application=application, row=row, by=by, at=at)
    if rows:
        renew_pages(application=application, by=by, at=at)


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
            kind="NO_ADVICE",
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
