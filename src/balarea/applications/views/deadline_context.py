"""What pages of a case say of its deadline: passed, extended, announced."""

import datetime as dt
from typing import TYPE_CHECKING

from balarea.applications import permissions, queries
from balarea.applications.operations import extending
from balarea.applications.queries import lapses, third_parties
from balarea.applications.rules import MAX_TEXT
from balarea.catalogue import definition as engine
from balarea.foundation import clock
from balarea.foundation.operation import Actor
from balarea.people.queries import Scope
from balarea.people.rules import Action

if TYPE_CHECKING:
    from balarea.applications import models


def of_case(
    application: "models.Application",
    definition: engine.Definition,
    *,
    purpose: str,
    by: Actor,
    at: dt.datetime,
) -> dict[str, object]:
    """For the owner and for officers; the reason of an extension is opened for `by`."""
    extension = (
        queries.extension_of(application) if definition.extension is not None else None
    )
    announcement = (
        third_parties.announcement_of(application)
        if definition.announcement is not None
        else None
    )
    return {
        "lapse": queries.latest_lapse(application),
        "extension": extension,
        "extension_reason": extending.open_reason(
            application=application, extension=extension, purpose=purpose, by=by, at=at
        )
        if extension
        else "",
        "announcement": announcement,
        "third_party_count": third_parties.objection_count(application)
        if announcement
        else 0,
    }


def for_officer(
    application: "models.Application",
    definition: engine.Definition,
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> dict[str, object]:
    """The same, with what this officer may do about it."""
    purpose = permissions.purpose_of(scope, application)
    may_decide = permissions.can(scope, Action.DECIDE, application)
    waiting = queries.statement_waits(application) if may_decide else None
    law = definition.extension
    return {
        **of_case(application, definition, purpose=purpose, by=by, at=at),
        "statement": lapses.statement(application, waiting) if waiting else "",
        "may_extend": may_decide
        and queries.may_extend(application, definition, clock.today(at)),
        "extension_days": law.working_days if law else 0,
        "unanswered_count": third_parties.unanswered_count(application)
        if definition.announcement
        else 0,
        "max_text": MAX_TEXT,
    }
