"""An officer who sends an application back: every requirement is marked first."""

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from balarea.applications import models, queries
from balarea.applications.operations import returning, verifying
from balarea.foundation.operation import Actor
from balarea.people.queries import Scope


def send_back(
    *,
    case: UUID,
    defects: Mapping[str, str],
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> models.DeficiencyNotice:
    """Return it with these defects; the rest is in order."""
    opened = verifying.open_case(case=case, scope=scope, by=by, at=at)
    to_mark = queries.to_check(
        opened.definition, opened.answers, as_of=opened.application.filed_on
    )
    return returning.return_for_correction(
        case=case,
        defects=defects,
        marks={one.id: one.id not in defects for one in to_mark},
        scope=scope,
        by=by,
        at=at,
    )
