"""Conflicts of interest: declared by the officer, or found by the system.

Whoever has one may neither decide nor act (UU 30/2014 arts. 42-45, to be confirmed by
a lawyer). `queries.case_in_reach` refuses each step and each opening of such a case.
"""

import datetime as dt
from uuid import UUID

from balarea.applications import errors, models, queries
from balarea.applications.operations import assigning, steps
from balarea.applications.rules import CONFLICTS, OWN_FILING
from balarea.foundation import errors as foundation_errors
from balarea.foundation import unit_of_work
from balarea.foundation.operation import Actor, operation
from balarea.people.queries import Scope
from balarea.vault import operations as vault


@operation
def declare(
    *,
    case: UUID,
    ground: str,
    scope: Scope,
    seen_revision: int | None = None,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Leave a case for good because of a conflict of interest.

    What the officer has of it goes back to its queue. `seen_revision` is not compared:
    a conflict can be declared whatever has changed.

    Raises:
        errors.GroundMissing: `ground` is none of `rules.CONFLICTS`.
    """
    application = queries.case_in_reach(case, scope, lock=True)
    if application is None:
        raise foundation_errors.NotFound
    if ground not in CONFLICTS:
        raise errors.GroundMissing
    assigning.release(application=application, scope=scope, by=by, at=at)
    _exclude(
        application=application,
        ground=ground,
        is_declared=True,
        scope=scope,
        by=by,
        at=at,
    )


@operation
def record_own_filing(*, case: UUID, scope: Scope, by: Actor, at: dt.datetime) -> None:
    """Record that an officer tried to open a case that they filed themselves.

    Where there is nothing to record it does nothing.
    """
    rows = queries.in_reach(scope).filter(id=case).select_for_update(of=("self",))
    application = rows.first()
    if application is None or not queries.is_own_filing(application, scope):
        return
    if scope.officer.id in {one.id for one in queries.excluded_officers(application)}:
        return
    _exclude(
        application=application,
        ground=OWN_FILING,
        is_declared=False,
        scope=scope,
        by=by,
        at=at,
    )


@operation
def _exclude(
    *,
    application: models.Application,
    ground: str,
    is_declared: bool,
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> None:
    sealed = vault.seal(
        case=application.id, name="conflict", content=ground.encode(), by=by, at=at
    )
    exclusion = models.Exclusion(
        application=application,
        officer=scope.officer,
        is_declared=is_declared,
        ground=sealed,
        at=at,
    )
    unit_of_work.add(exclusion)
    how = "DECLARED" if is_declared else "FOUND"
    steps.log_entry(
        application=application, type="EXCLUDED", by=by, at=at, facts={"how": how}
    )
