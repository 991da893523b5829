"""Who works on a case: take it, give it back, or give it to somebody else.

A free case may be worked on by whoever has the right; once an officer has it, the
others take it over first, with a reason (see `permissions.check_handler`).
"""

import datetime as dt
from uuid import UUID

from balarea.applications import (
    errors,
    general_reasons,
    models,
    permissions,
    queries,
)
from balarea.applications.general_reasons import Use
from balarea.applications.models import AssignmentKind
from balarea.applications.operations import steps
from balarea.applications.queries import separation
from balarea.applications.rules import Share, State
from balarea.foundation import clock, unit_of_work
from balarea.foundation import errors as foundation_errors
from balarea.foundation.languages import DEFAULT
from balarea.foundation.operation import Actor, operation
from balarea.people import queries as people
from balarea.people.models import Officer
from balarea.people.queries import Scope
from balarea.people.rules import Action
from balarea.vault import operations as vault
from balarea.vault.models import Sealed

_TRIES = 25  # how many of the most urgent are looked at before one is taken


@operation
def _locked(
    *,
    case: UUID,
    scope: Scope,
    seen_revision: int | None,
    by: Actor,
    at: dt.datetime,
) -> models.Application:
    """The application, locked, if an officer's step waits in it.

    Raises:
        foundation_errors.NotFound: not within reach of the officer's grants.
        errors.ChangedMeanwhile: nothing waits, or it has another revision.
        errors.OfficerIsDrawn: nobody chooses who works on it.
    """
    application = queries.case_in_reach(case, scope, lock=True)
    if application is None:
        raise foundation_errors.NotFound
    vault.cache_key(sealed=application.answers, by=by, at=at)
    if seen_revision is not None and seen_revision != application.revision:
        raise errors.ChangedMeanwhile
    if permissions.action_on(State(application.state)) is None:
        raise errors.ChangedMeanwhile
    if application.is_drawn:
        raise errors.OfficerIsDrawn
    return application


@operation
def take(
    *,
    case: UUID,
    reason: str = "",
    ready_reason: str = "",
    scope: Scope,
    seen_revision: int | None = None,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Take a case from its queue, or over from a colleague with a `reason`.

    Taking what one has already changes nothing.

    Raises:
        foundation_errors.NotPermitted: the officer may not take its next step.
        errors.TookAnotherStep: the service separates people, and they took another.
        errors.Away: the officer is recorded as away.
        errors.ReasonsMissing: it is with a colleague, and the reason is too short.
    """
    application = _locked(
        case=case, scope=scope, seen_revision=seen_revision, by=by, at=at
    )
    permissions.check_can(scope, _action(application), application)
    if application.handler_id == scope.officer.id:
        return
    if separation.keeps_out(application, scope.officer.id, _action(application)):
        raise errors.TookAnotherStep
    check_present(scope, at)
    is_free = application.handler_id is None
    text = general_reasons.composed(Use.GIVE, ready_reason, reason, DEFAULT)
    _assign(
        application=application,
        kind=AssignmentKind.TAKEN if is_free else AssignmentKind.TAKEN_OVER,
        officer=scope.officer,
        reason="" if is_free else steps.checked_reason(text),
        assigned_by=scope.officer,
        by=by,
        at=at,
    )


@operation
def take_next(
    *,
    queue: Action,
    service: str = "",
    until: dt.date = dt.date.max,
    besides: UUID | None = None,
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> UUID | None:
    """Take the most urgent free case of a queue; None where nothing is free.

    Of one `service` only if it is named, due by `until`, and not the one `besides`.

    Two officers who press at once get two cases: one that is locked is passed over.

    Raises:
        errors.Away: the officer is recorded as away.
    """
    check_present(scope, at)
    for item in queries.worklist(
        scope, queue, share=Share.FREE, service=service, until=until, limit=_TRIES
    ):
        if item.id == besides:
            continue
        free = models.Application.objects.filter(
            id=item.id, state=item.state, handler__isnull=True, is_drawn=False
        )
        free = free.exclude(exclusions__officer=scope.officer)
        row = free.select_for_update(skip_locked=True, of=("self",)).first()
        if row is None or separation.keeps_out(row, scope.officer.id, queue):
            continue
        if queries.interest(row, scope.officer) is None:
            take(case=item.id, scope=scope, by=by, at=at)
            return item.id
    return None


@operation
def give_back(
    *,
    case: UUID,
    scope: Scope,
    seen_revision: int | None = None,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Give a case back to its queue: one's own, or as who hands out the work.

    Raises:
        errors.NotYours: it is with somebody else, or with nobody.
    """
    application = _locked(
        case=case, scope=scope, seen_revision=seen_revision, by=by, at=at
    )
    check_passes_on(scope, application)
    if application.handler_id is None:
        raise errors.NotYours
    _assign(
        application=application,
        kind=AssignmentKind.GIVEN_BACK,
        officer=None,
        reason="",
        assigned_by=scope.officer,
        by=by,
        at=at,
    )


@operation
def release(
    *, application: models.Application, officer: Officer, by: Actor, at: dt.datetime
) -> None:
    """Free a locked case of the officer who leaves it, whatever it waits for."""
    if application.handler_id != officer.id:
        return
    _assign(
        application=application,
        kind=AssignmentKind.GIVEN_BACK,
        officer=None,
        reason="",
        assigned_by=officer,
        by=by,
        at=at,
    )


@operation
def give_drawn(
    *, application: models.Application, officer: Officer, by: Actor, at: dt.datetime
) -> None:
    """Give a locked case to the officer who was drawn for it."""
    _assign(
        application=application,
        kind=AssignmentKind.DRAWN,
        officer=officer,
        reason="",
        assigned_by=None,
        by=by,
        at=at,
    )


@operation
def free_drawn(
    *,
    application: models.Application,
    assigned_by: Officer,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Free a locked case of the officer who was drawn and is to be replaced."""
    _assign(
        application=application,
        kind=AssignmentKind.GIVEN_BACK,
        officer=None,
        reason="",
        assigned_by=assigned_by,
        by=by,
        at=at,
    )


@operation
def give(
    *,
    case: UUID,
    officer: UUID,
    reason: str = "",
    is_return: bool = False,
    ready_reason: str = "",
    scope: Scope,
    seen_revision: int | None = None,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Give a case to an officer who may take its next step.

    Who hands out the work gives what is free without a reason; whatever is with
    somebody changes hands with one. Nobody who is away is given anything, but for a
    return of what they had, see `giving_away`.

    Raises:
        errors.NotYours: the officer neither has it nor hands out the work.
        errors.CannotAssign: `officer` may not take its next step now.
        errors.ReasonsMissing: a reason is due and too short.
    """
    application = _locked(
        case=case, scope=scope, seen_revision=seen_revision, by=by, at=at
    )
    check_passes_on(scope, application)
    today = None if is_return else clock.today(at)
    possible = {one.id: one for one in queries.possible_handlers(application, today)}
    if officer not in possible:
        raise errors.CannotAssign
    is_free = application.handler_id is None
    text = general_reasons.composed(Use.GIVE, ready_reason, reason, DEFAULT)
    text = steps.normalized_text(text)
    _assign(
        application=application,
        kind=AssignmentKind.GIVEN,
        officer=possible[officer],
        reason=text if is_free else steps.checked_reason(text),
        assigned_by=scope.officer,
        by=by,
        at=at,
    )


@operation
def give_all(
    *,
    holder: UUID,
    officer: UUID,
    reason: str,
    limit: int,
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> tuple[int, int]:
    """Give what lies with one officer to another, the most urgent first.

    Returns how many went, and how many of the looked at the other one may not take.
    """
    given = refused = 0
    for application in queries.items_of(scope, holder, limit):
        possible = queries.possible_handlers(application, clock.today(at))
        if application.is_drawn or officer not in {one.id for one in possible}:
            refused += 1
            continue
        give(
            case=application.id,
            officer=officer,
            reason=reason,
            scope=scope,
            by=by,
            at=at,
        )
        given += 1
    return given, refused


def check_present(scope: Scope, at: dt.datetime) -> None:
    """Refuse to give work to an officer who is away.

    Raises:
        errors.Away: until the end of the recorded absence.
    """
    absence = people.absence_of(scope.officer.id, clock.today(at))
    if absence is not None:
        raise errors.Away(until=f"{absence.ends_on:%d-%m-%Y}")


def _action(application: models.Application) -> Action:
    """The officers' action for which it waits; `_locked` has found that it does."""
    action = permissions.action_on(State(application.state))
    if action is None:
        raise errors.ChangedMeanwhile
    return action


def _step_of(application: models.Application) -> str:
    """The action for which it waits; while the citizen's turn is, that of before."""
    action = permissions.action_on(State(application.state))
    last = None if action else queries.last_assignment(application.id)
    return last.action if last else str(action or "")


def check_passes_on(scope: Scope, application: models.Application) -> None:
    """Refuse who neither has the case nor hands out the work of its service."""
    if application.handler_id == scope.officer.id:
        return
    if not permissions.can(scope, Action.ASSIGN, application):
        raise errors.NotYours


@operation
def _assign(
    *,
    application: models.Application,
    kind: AssignmentKind,
    officer: Officer | None,
    reason: str,
    assigned_by: Officer | None,
    by: Actor,
    at: dt.datetime,
) -> None:
    sealed: Sealed | None = None
    if reason:
        sealed = vault.seal(
            case=application.id,
            name="assignment",
            content=reason.encode(),
            by=by,
            at=at,
        )
    assignment = models.Assignment(
        application=application,
        kind=kind,
        officer=officer,
        assigned_by=assigned_by,
        action=_step_of(application),
        reason=sealed,
        at=at,
    )
    unit_of_work.add(assignment)
    application.handler = officer
    application.revision += 1
    unit_of_work.change(application, "handler", "revision")
    facts = {"how": kind.value, "action": assignment.action}
    if officer is not None:
        facts["officer"] = str(officer.id)
    steps.log_entry(application=application, type="ASSIGNED", by=by, at=at, facts=facts)


@operation
def save_preference(
    *, share: Share, opens_next: bool, scope: Scope, by: Actor, at: dt.datetime
) -> None:
    """Save how an officer wants to see the worklist, for the next time."""
    saved = queries.preference(scope)
    row = saved or models.WorklistPreference(officer=scope.officer)
    if saved and (row.share, row.opens_next) == (share, opens_next):
        return
    row.share, row.opens_next, row.changed_at = share, opens_next, at
    if saved:
        unit_of_work.change(row, "share", "opens_next", "changed_at")
    else:
        unit_of_work.add(row)
