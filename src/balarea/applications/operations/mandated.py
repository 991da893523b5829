"""Filing for somebody under their mandate."""

import datetime as dt
from typing import NamedTuple
from uuid import UUID

from balarea.applications import models
from balarea.applications.operations import drafting
from balarea.documents import intake, uploads
from balarea.documents import operations as documents
from balarea.foundation import clock
from balarea.foundation.errors import NotFound
from balarea.foundation.operation import Actor, operation
from balarea.people import errors
from balarea.people import models as people_models
from balarea.people import queries as people
from balarea.people.mandate_rules import Proof, Terms
from balarea.people.operations import mandates
from balarea.people.queries import Scope
from balarea.people.queries import mandates as mandate_queries
from balarea.people.rules import Action

PAPER = "KUASA"  # the mark of a mandate's own paper, which no service's requirement has


class Paper(NamedTuple):
    """A scan of the signed paper, as it was sent."""

    name: str
    content: bytes


@operation
def begin(
    *,
    mandate: UUID,
    representative: UUID,
    service: str,
    language: str,
    key: str,
    by: Actor,
    at: dt.datetime,
) -> UUID:
    """Begin a draft for the principal of a mandate; the same `key` gives the same one.

    The draft is the principal's, who gets its news.

    Raises:
        people.errors.MandateOver: it isn't in force, isn't held by this person, or
            doesn't cover the service.
    """
    row = mandate_queries.locked_in_force(mandate, representative, clock.today(at))
    if row is None or not mandate_queries.covers(row, service):
        raise errors.MandateOver
    principal = mandate_queries.principal_of(row)
    contact = principal.contact
    if contact is None and principal.person is not None:
        contact = people.contacts(principal.person.id).first()
    return drafting.begin(
        service=service,
        contact=contact.id if contact is not None else None,
        person=principal.person.id if principal.person is not None else None,
        mandate=row.id,
        language=language,
        key=key,
        by=by,
        at=at,
    )


@operation
def end_by_tracking(
    *, application: models.Application, language: str, by: Actor, at: dt.datetime
) -> None:
    """End the mandate under which a case was filed, for who holds its slip.

    The caller found the case by its reference and secret (`tracking.find`). Nothing
    happens where the owner filed it.
    """
    if application.mandate_id is not None:
        mandates.end_as_principal(
            mandate=application.mandate_id, language=language, by=by, at=at
        )


def note_at_desk(
    *,
    principal: UUID,
    representative: UUID,
    terms: Terms,
    paper: Paper | None,
    language: str,
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> people_models.Mandate:
    """Note a mandate at the desk: by its signed `paper`, or where both came (None).

    The scan is examined before anything is locked, and sealed under the mandate's key.

    Raises:
        documents.errors.FileRefused: the scan can't be taken, with what to do instead.
        NotPermitted, NotFound, people.errors.OwnMandate: see `mandates.give_at_desk`.
    """
    scope.require(Action.RECEIVE)
    examined = uploads.examine(paper.content) if paper is not None else None
    return _note(
        principal=principal,
        representative=representative,
        terms=terms,
        name=paper.name if paper is not None else "",
        examined=examined,
        language=language,
        scope=scope,
        by=by,
        at=at,
    )


@operation
def _note(
    *,
    principal: UUID,
    representative: UUID,
    terms: Terms,
    name: str,
    examined: intake.Accepted | None,
    language: str,
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> people_models.Mandate:
    owner = people.case_owner(principal)
    if owner is None:
        raise NotFound
    mandate = mandates.give_at_desk(
        principal=owner,
        representative=representative,
        terms=terms,
        proof=Proof.OFFICE if examined is None else Proof.PAPER,
        language=language,
        scope=scope,
        by=by,
        at=at,
    )
    if examined is not None:
        documents.add_evidence(
            case=mandate.id,
            requirement=PAPER,
            name=name,
            accepted=examined,
            agency=by.agency,
            by=by,
            at=at,
        )
    return mandate
