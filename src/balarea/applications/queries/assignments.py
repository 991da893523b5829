"""Who works on a case, and who could."""

import datetime as dt
from uuid import UUID

from django.db.models import OuterRef, Subquery

from balarea.applications import models
from balarea.applications.queries import conflicts, separation
from balarea.applications.rules import CLOSED, QUEUES, STATES, Share, State
from balarea.people import queries as people
from balarea.people.models import Officer
from balarea.people.queries import Scope
from balarea.people.rules import Action


def last_assignment(case: UUID) -> models.Assignment | None:
    """The last change of who works on a case, with its officers and its reason."""
    rows = models.Assignment.objects.filter(application=case)
    with_officers = rows.select_related("officer", "assigned_by", "reason__key")
    return with_officers.order_by("-at", "-id").first()


def stays_with_handler(application: models.Application, to: State) -> bool:
    """Whether the officer who works on it goes on doing so in its next state.

    They do while it waits for the citizen, and when it waits for their step again.
    """
    if to in CLOSED or not (queue := STATES[to].queue):
        return False
    if queue not in QUEUES:
        return True
    last = last_assignment(application.id)
    return last is not None and last.action == queue


def possible_handlers(
    application: models.Application, today: dt.date | None = None
) -> list[Officer]:
    """The officers who may take its next step, besides the one who works on it.

    With a day also who stands in for one of them, and nobody who is away then.
    """
    queue = STATES[State(application.state)].queue
    if queue not in QUEUES:
        return []
    officers = people.officers_with(
        Action(queue),
        agency=application.agency,
        service=application.service,
        today=today,
    )
    excluded = {one.id for one in conflicts.excluded_officers(application)}
    absent = people.absent_on(today) if today is not None else ()
    barred = excluded | {application.handler_id, *absent}
    if application.separates_people:
        barred |= separation.barred(application, Action(queue))
    return [
        one
        for one in officers
        if one.id not in barred and conflicts.interest(application, one) is None
    ]


def given_at_once(
    giver: UUID, holder: UUID, given_at: dt.datetime
) -> list[models.Assignment]:
    """What an officer gave away from another at one moment, the urgent first."""
    before = models.Assignment.objects.filter(
        application=OuterRef("application"), at__lt=given_at
    ).order_by("-at", "-id")
    rows = models.Assignment.objects.filter(
        assigned_by=giver, kind=models.AssignmentKind.GIVEN, at=given_at
    )
    rows = rows.annotate(before=Subquery(before.values("officer")[:1]))
    return list(rows.filter(before=holder).order_by("application__due_on", "id"))


def preference(scope: Scope) -> models.WorklistPreference | None:
    """How an officer last chose to see the worklist."""
    return models.WorklistPreference.objects.filter(officer=scope.officer).first()


def share_of(scope: Scope) -> Share:
    """The part of a queue that an officer last chose to see."""
    saved = preference(scope)
    return Share(saved.share) if saved is not None else Share.ALL
