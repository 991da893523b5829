"""Conflicts of interest: declared by the officer, or found by the system.

Whoever has one may neither decide nor act (UU 30/2014 arts. 42-45, to be confirmed by
a lawyer). `queries.conflicts.check_no_interest` refuses each step and each opening of
such a case.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from balarea.applications import errors, models, queries
from balarea.applications.operations import assigning, steps
from balarea.applications.queries import conflicts as conflict_queries
from balarea.applications.rules import CONFLICTS
from balarea.catalogue import definition as engine
from balarea.foundation import errors as foundation_errors
from balarea.foundation import unit_of_work
from balarea.foundation.operation import SYSTEM, Actor, ActorKind, operation
from balarea.people.models import Officer
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
    _exclude(
        application=application,
        officer=scope.officer,
        ground=ground,
        is_declared=True,
        by=by,
        at=at,
    )


@operation
def find(
    *,
    application: models.Application,
    definition: engine.Definition,
    answers: Mapping[str, Any],
    by: Actor,
    at: dt.datetime,
) -> None:
    """Exclude the officers whom an application names, when it is filed or mended.

    Raises:
        errors.Excluded: it is an officer who files it; a colleague takes it in.
    """
    grounds = conflict_queries.interested_officers(
        application,
        conflict_queries.nik_indexes(definition, answers),
        application.family_indexes,
    )
    if not grounds:
        return
    if by.kind == ActorKind.OFFICER and by.id in {officer.id for officer in grounds}:
        raise errors.Excluded
    excluded = {one.id for one in queries.excluded_officers(application)}
    for officer, ground in grounds.items():
        if officer.id not in excluded:
            _exclude(
                application=application,
                officer=officer,
                ground=ground,
                is_declared=False,
                by=SYSTEM,
                at=at,
            )


@operation
def record_found(*, case: UUID, scope: Scope, by: Actor, at: dt.datetime) -> None:
    """Record that an officer tried to open a case in which the system finds them.

    Where there is nothing to record it does nothing.
    """
    rows = queries.in_reach(scope).filter(id=case).select_for_update(of=("self",))
    application = rows.first()
    ground = queries.interest(application, scope.officer) if application else None
    if application is None or ground is None:
        return
    if scope.officer.id in {one.id for one in queries.excluded_officers(application)}:
        return
    _exclude(
        application=application,
        officer=scope.officer,
        ground=ground,
        is_declared=False,
        by=by,
        at=at,
    )


@operation
def _exclude(
    *,
    application: models.Application,
    officer: Officer,
    ground: str,
    is_declared: bool,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Record it for good; what the officer has of the case goes back to its queue."""
    assigning.release(application=application, officer=officer, by=by, at=at)
    sealed = vault.seal(
        case=application.id, name="conflict", content=ground.encode(), by=by, at=at
    )
    exclusion = models.Exclusion(
        application=application,
        officer=officer,
        is_declared=is_declared,
        ground=sealed,
        at=at,
    )
    unit_of_work.add(exclusion)
    how = "DECLARED" if is_declared else "FOUND"
    steps.log_entry(
        application=application, type="EXCLUDED", by=by, at=at, facts={"how": how}
    )
