"""Returned applications that are not amended in time go on to a decision."""

import datetime as dt

from balarea.applications import models, queries
from balarea.applications.operations import asking_advice, handing_over, steps
from balarea.applications.rules import State, to_conclude
from balarea.catalogue import queries as catalogue
from balarea.documents import operations as documents
from balarea.documents import queries as document_queries
from balarea.foundation import calendar, clock, unit_of_work
from balarea.foundation.operation import SYSTEM, Actor, operation
from balarea.vault import operations as vault


@operation
def move_to_decision(*, by: Actor = SYSTEM, at: dt.datetime) -> bool:
    """Move one returned application that was not amended in time to its decision.

    Returns whether there was one. One that is locked, because it is being amended, is
    left for the next run; each has its own transaction, so that none blocks others.
    """
    today = clock.today(at)
    overdue = models.Draft.objects.filter(
        is_amendment=True,
        id__in=models.Application.objects.filter(
            state=State.RETURNED, due_on__lt=today
        ).values("id"),
    )
    # Locks the draft first, then its application, in the same order as filing.
    draft = overdue.select_for_update(skip_locked=True, of=("self",)).first()
    if draft is None:
        return False
    rows = models.Application.objects.filter(id=draft.id)
    application = queries.locked_for_step(rows).get()
    discard_amendment(application=application, by=by, at=at)
    _start_decision_time(application=application, by=by, at=at)
    return True


@operation
def discard_amendment(
    *, application: models.Application, by: Actor, at: dt.datetime
) -> None:
    """Remove an amendment that was begun and not sent; its draft is locked."""
    case = application.id
    filed = {
        item for filing in queries.filings(application) for item in filing.evidence
    }
    for item in document_queries.evidence_of(case):
        if item.id not in filed:
            documents.remove_evidence(evidence=item, by=by, at=at)
    for draft in models.Draft.objects.filter(id=case).select_related("answers__key"):
        answers = draft.answers
        unit_of_work.remove(draft)
        vault.delete_sealed(sealed=answers, case=case, name="answers", by=by, at=at)


@operation
def _start_decision_time(
    *, application: models.Application, by: Actor, at: dt.datetime
) -> None:
    """Start the time for the decision, on the answers that were filed."""
    definition = catalogue.definition(application.definition)
    days = queries.decision_days(definition)
    application.completed_at = at
    application.due_on = calendar.add_working_days(clock.today(at), days)
    steps.change_state(
        application=application,
        to=to_conclude(definition.steps),
        type="UNANSWERED",
        by=by,
        at=at,
        fields=("completed_at", "due_on"),
        facts={"due_on": application.due_on.isoformat()},
    )
    asking_advice.ask(application=application, by=by, at=at)
    steps.notify(
        application=application,
        kind="UNANSWERED",
        by=by,
        at=at,
        params={
            "due_on": application.due_on.isoformat(),
            **handing_over.register_params(application),
        },
    )
