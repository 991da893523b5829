"""Whoever doesn't answer a notice in time is decided on what is there."""

import datetime as dt

from balarea.applications import models, queries
from balarea.applications.operations import steps
from balarea.applications.rules import State
from balarea.catalogue import queries as catalogue
from balarea.documents import operations as documents
from balarea.documents import queries as document_queries
from balarea.foundation import calendar, clock
from balarea.foundation.operation import SYSTEM, Actor, operation
from balarea.vault import operations as vault


@operation
def take_up_unanswered(*, by: Actor = SYSTEM, at: dt.datetime) -> bool:
    """Bring one application to a decision that nobody mended in time.

    Returns whether there was one. One that somebody is mending at this moment is left
    for the next run; each goes by itself, so that none holds up the others.
    """
    today = clock.today(at)
    late = models.Draft.objects.filter(
        is_amendment=True,
        id__in=models.Application.objects.filter(
            state=State.RETURNED, due_on__lt=today
        ).values("id"),
    )
    # The draft first, then its application: so does whoever files it.
    draft = late.select_for_update(skip_locked=True, of=("self",)).first()
    if draft is None:
        return False
    rows = models.Application.objects.select_for_update(of=("self",))
    application = queries.whole(rows).get(id=draft.id)
    discard_amendment(application=application, by=by, at=at)
    _take_up(application=application, by=by, at=at)
    return True


@operation
def discard_amendment(
    *, application: models.Application, by: Actor, at: dt.datetime
) -> None:
    """Remove what was begun since the filing and not sent; its draft is locked."""
    case = application.id
    filed = {one for filing in queries.filings(application) for one in filing.evidence}
    for item in document_queries.evidence_of(case):
        if item.id not in filed:
            documents.remove_evidence(evidence=item, by=by, at=at)
    for draft in models.Draft.objects.filter(id=case).select_related("answers__key"):
        answers = draft.answers
        draft.delete()
        vault.discard(sealed=answers, case=case, name="answers", by=by, at=at)


@operation
def _take_up(*, application: models.Application, by: Actor, at: dt.datetime) -> None:
    """Decided is what was filed."""
    definition = catalogue.definition(application.definition)
    days = definition.clock.working_days if definition.clock else 0
    application.completed_at = at
    application.due_on = calendar.add_working_days(clock.today(at), days)
    steps.move(
        application=application,
        to=State.TO_DECIDE,
        type="UNANSWERED",
        by=by,
        at=at,
        fields=("completed_at", "due_on"),
        facts={"due_on": application.due_on.isoformat()},
    )
    steps.notify(
        application=application,
        kind="UNANSWERED",
        by=by,
        at=at,
        params={"due_on": application.due_on.isoformat()},
    )
