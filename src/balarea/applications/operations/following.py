"""What all documents have in common that take the place of an earlier one."""

import dataclasses
import datetime as dt
from uuid import UUID

from balarea.applications import models, queries
from balarea.applications.operations import (
    content_to_issue,
    document_history,
    steps,
)
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.documents import document_content
from balarea.documents import operations as documents
from balarea.documents.document_content import DocumentContent
from balarea.documents.models import IssuedDocument
from balarea.documents.rules import LinkKind
from balarea.foundation import clock, unit_of_work
from balarea.foundation.operation import SYSTEM_ID, Actor, ActorKind, operation
from balarea.people import queries as people

_MESSAGES = {
    LinkKind.REPLACED: "REPLACEMENT",
    LinkKind.CORRECTED: "CORRECTED",
    LinkKind.TRANSFERRED: "TRANSFERRED",
}


def issuer(definition: engine.Definition) -> Actor:
    """The system, which issues again in the name of the service's agency."""
    agency = people.agency(definition.agency)
    return Actor(
        ActorKind.SYSTEM,
        SYSTEM_ID,
        agency=agency.code,
        office=agency.name,
        office_translations=dict(agency.name_translations),
    )


@operation
def issue_again(
    *,
    application: models.Application,
    earlier: IssuedDocument,
    content: DocumentContent,
    kind: LinkKind,
    by: Actor,
    at: dt.datetime,
) -> IssuedDocument:
    """Number the content anew under the same case; it takes the earlier one's place.

    Its last day stays that of the earlier one: nothing is granted anew.
    """
    definition = catalogue.definition(application.definition)
    on = clock.today(at)
    return documents.prepare(
        case=application.id,
        reference=application.reference,
        content=dataclasses.replace(
            content,
            issued_on=on,
            valid_until=earlier.valid_until,
            history=document_history.history(kind, earlier),
        ),
        number_for=lambda sequence: engine.document_number(definition, sequence, on),
        follows=earlier.id,
        kind=kind,
        by=by,
        at=at,
    )


def signatory_again(
    application: models.Application, signed: document_content.Signatory
) -> document_content.Signatory:
    """Who signs what is issued again: the same officer while in office.

    Afterwards the agency's seal, as where no officer decided: nobody signs in the name
    of somebody who left, and a successor decided nothing.
    """
    officer = content_to_issue.signatory_of(application)
    if signed.is_seal or (officer is not None and officer.dismissed_at is None):
        return signed
    definition = catalogue.definition(application.definition)
    agency = people.agency(application.agency)
    return content_to_issue.signature_of(None, definition, agency)


@operation
def notify_of_successor(
    *,
    case: UUID,
    number: str,
    later_number: str,
    kind: str,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Tell the holder of the earlier document that another has taken its place.

    A renewal is told by the message about its own application. Whoever has no contact
    is told at a desk: the case has a new revision.
    """
    rows = models.Application.objects.filter(id=case)
    application = queries.locked_for_step(rows).first()
    message = _MESSAGES.get(LinkKind(kind))
    if application is None or message is None:
        return
    application.revision += 1
    unit_of_work.change(application, "revision")
    params = {"earlier": number, "number": later_number}
    steps.notify(application=application, kind=message, by=by, at=at, params=params)
