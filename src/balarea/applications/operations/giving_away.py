"""Taking back what was given away at once, for a moment after it was given."""

import datetime as dt
from uuid import UUID

from balarea.applications import errors, models, queries
from balarea.applications.operations import assigning
from balarea.applications.rules import UNDO_GIVING
from balarea.foundation.operation import Actor, operation
from balarea.people.models import Officer
from balarea.people.queries import Scope


@operation
def undo(
    *,
    holder: Officer,
    given_at: dt.datetime,
    reason: str,
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> tuple[int, int]:
    """Give back to `holder` what this officer gave away from them at that moment.

    Returns how many went back, and how many stay: those that changed hands or step
    since, or that `holder` may not take any more.

    Raises:
        errors.UndoOver: it was given too long ago.
    """
    if not given_at <= at <= given_at + UNDO_GIVING:
        raise errors.UndoOver(minutes=int(UNDO_GIVING.total_seconds() // 60))
    back = stay = 0
    for given in queries.given_at_once(scope.officer.id, holder.id, given_at):
        if _is_as_given(given, holder.id, at):
            assigning.give(
                case=given.application_id,
                officer=holder.id,
                reason=reason,
                is_return=True,
                scope=scope,
                by=by,
                at=at,
            )
            back += 1
        else:
            stay += 1
    return back, stay


def _is_as_given(given: models.Assignment, holder: UUID, at: dt.datetime) -> bool:
    """Whether nothing happened to the case since, and `holder` may have it again."""
    rows = models.Application.objects.filter(id=given.application_id)
    application = rows.select_for_update(of=("self",)).get()
    last = queries.last_assignment(application.id)
    if last is None or last.id != given.id:
        return False
    possible = queries.possible_handlers(application)
    return application.handler_id == given.officer_id and holder in {
        one.id for one in possible
    }
