"""The one extension of a decision's deadline, where the law has it."""

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
from balarea.applications.operations import steps
from balarea.applications.queries import lapses
from balarea.applications.rules import LAPSING, State
from balarea.catalogue import queries as catalogue
from balarea.foundation import calendar, clock, unit_of_work
from balarea.foundation import errors as foundation_errors
from balarea.foundation.operation import Actor, operation
from balarea.people.models import Officer
from balarea.people.queries import Scope
from balarea.people.rules import Action
from balarea.vault import operations as vault


@operation
def extend(
    *,
    case: UUID,
    reason: str,
    ready_reason: str = "",
    scope: Scope,
    seen_revision: int | None = None,
    by: Actor,
    at: dt.datetime,
) -> models.DecisionExtension:
    """Extend the deadline once, before its last day, by the days of the definition.

    The citizen is told the new day at once; the reason stands on their page.

    Raises:
        foundation_errors.NotFound: not within reach of the officer's grants.
        foundation_errors.NotPermitted: without the right to decide.
        errors.ChangedMeanwhile: it waits for no decision, or has another revision.
        errors.CannotExtend: the law has no extension, it was used, or the day is here.
        errors.ReasonsMissing: the reason has too few letters.
    """
    application = queries.case_in_reach(case, scope, lock=True)
    if application is None:
        raise foundation_errors.NotFound
    vault.cache_key(sealed=application.answers, by=by, at=at)
    permissions.check_can(scope, Action.DECIDE, application)
    is_seen = seen_revision in {None, application.revision}
    if State(application.state) not in LAPSING or not is_seen:
        raise errors.ChangedMeanwhile
    definition = catalogue.definition(application.definition)
    law, today = definition.extension, clock.today(at)
    if law is None or not lapses.may_extend(application, definition, today):
        raise errors.CannotExtend
    text = general_reasons.composed(
        Use.EXTEND, ready_reason, reason, application.language
    )
    extension = _move(
        application=application,
        days=law.working_days,
        content=steps.checked_reason(text).encode(),
        officer=scope.officer,
        by=by,
        at=at,
    )
    _announce(application=application, extension=extension, by=by, at=at)
    return extension


@operation
def _announce(
    *,
    application: models.Application,
    extension: models.DecisionExtension,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Log it, and tell the citizen the new day."""
    params = {
        "was_on": extension.previous_due_on.isoformat(),
        "due_on": extension.due_on.isoformat(),
    }
    steps.log_entry(
        application=application, type="EXTENDED", by=by, at=at, facts=params
    )
    steps.notify(application=application, kind="EXTENDED", params=params, by=by, at=at)


@operation
def _move(
    *,
    application: models.Application,
    days: int,
    content: bytes,
    officer: Officer,
    by: Actor,
    at: dt.datetime,
) -> models.DecisionExtension:
    """Move the deadline, and write by how much and why."""
    previous = application.due_on
    application.due_on = calendar.add_working_days(previous, days)
    application.revision += 1
    unit_of_work.change(application, "due_on", "revision")
    extension = models.DecisionExtension(
        application=application,
        working_days=days,
        previous_due_on=previous,
        due_on=application.due_on,
        reason=vault.seal(
            case=application.id,
            name="extension-reason",
            content=content,
            by=by,
            at=at,
        ),
        officer=officer,
        at=at,
    )
    return unit_of_work.add(extension)


@operation
def open_reason(
    *,
    application: models.Application,
    extension: models.DecisionExtension,
    purpose: str,
    by: Actor,
    at: dt.datetime,
) -> str:
    """Why it was extended; the access is recorded first."""
    text = vault.open(
        sealed=extension.reason,
        case=application.id,
        name="extension-reason",
        by=by,
        purpose=purpose,
        at=at,
        agency=application.agency,
        service=application.service,
    )
    return text.decode()
