"""By what an officer takes a step: their own right, a delegation, or as a substitute.

What counts is the moment of the step, so that a document that is signed later still
names the office that decided (decisions 116 and 131).
"""

import dataclasses
import datetime as dt
from typing import NamedTuple
from uuid import UUID

from balarea.applications import models
from balarea.applications.operations import steps
from balarea.foundation.operation import Actor, operation
from balarea.people import queries as people
from balarea.people.models import Delegation, Officer, Substitution
from balarea.people.queries import Scope
from balarea.people.rules import Action
from balarea.people.substitute_rules import SubstituteKind, office_texts


class Authority(NamedTuple):
    """Both empty where the officer acts by their own right."""

    delegation: Delegation | None = None
    substitution: Substitution | None = None


def authority(
    application: models.Application, officer: Officer, action: Action, at: dt.datetime
) -> Authority:
    """By what an officer took this step of an application at that moment."""
    delegation = None
    agency = people.agency(application.agency)
    if officer.agency_id != agency.id:
        delegation = people.delegation_of(
            application.service, officer.agency_id, action, at
        )
    substitution = people.substitution_of(
        officer.id,
        action,
        agency=delegation.delegate.code if delegation else agency.code,
        service=application.service,
        at=at,
    )
    return Authority(delegation, substitution)


def substitute_office(substitution: Substitution) -> dict[str, str]:
    """The office of a substitute by language code, as documents name it."""
    return office_texts(
        SubstituteKind(substitution.kind),
        substitution.position,
        substitution.position_translations,
    )


def acting(
    by: Actor,
    *,
    scope: Scope,
    action: Action,
    application: models.Application,
    at: dt.datetime,
) -> Actor:
    """The actor with the office in which they take this step: as a substitute or not.

    Its records then say "Plh. Kepala …". Without a substitution it reads nothing.
    """
    if not scope.acting:
        return by
    row = authority(application, scope.officer, action, at).substitution
    if row is None:
        return by
    office = {
        code: f"{text}, {row.agency.short_name}"
        for code, text in substitute_office(row).items()
    }
    return dataclasses.replace(
        by, office=office.pop("id")[:200], office_translations=office
    )


@operation
def lock_case(
    *,
    case: UUID,
    scope: Scope,
    action: Action,
    seen_revision: int | None,
    by: Actor,
    at: dt.datetime,
) -> tuple[models.Application, Actor]:
    """`steps.lock_case`, with the actor in the office in which they take the step."""
    application = steps.lock_case(
        case=case,
        scope=scope,
        action=action,
        seen_revision=seen_revision,
        by=by,
        at=at,
    )
    return application, acting(
        by, scope=scope, action=action, application=application, at=at
    )
