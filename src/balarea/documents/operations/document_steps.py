"""What each change of an issued document's state writes: a step and a log entry."""

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from balarea.documents import models, rules
from balarea.foundation import unit_of_work
from balarea.foundation.operation import Actor, operation
from balarea.vault import case_entries
from balarea.vault import operations as vault


@operation
def add_step(
    *,
    document: models.IssuedDocument,
    state: rules.State,
    reason: str = "",
    by: Actor,
    at: dt.datetime,
) -> None:
    """Add the dated row of a state in which a document is now."""
    step = models.Step(
        document=document,
        case=document.case,
        state=state,
        at=at,
        actor_kind=by.kind,
        actor=by.id,
        office=by.office,
        office_translations=dict(by.office_translations),
        reason=vault.seal(
            case=document.case,
            name="revocation-reason",
            content=reason.encode(),
            by=by,
            at=at,
        )
        if reason
        else None,
    )
    unit_of_work.add(step)


@operation
def record(
    *,
    document: models.IssuedDocument,
    type: str,
    more: Mapping[str, str] | None = None,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Write a log entry; `more` are facts besides the number and the file's hash."""
    facts = {"number": document.number, **(more or {})}
    if document.sha256 is not None:
        facts["sha256"] = bytes(document.sha256).hex()
    case_entries.record(
        case=document.case,
        type=type,
        agency=document.agency,
        service=document.service,
        definition=document.definition,
        facts=facts,
        by=by,
        at=at,
    )


def locked(document_id: UUID) -> models.IssuedDocument:
    """A document with its seals, locked for this transaction."""
    rows = models.IssuedDocument.objects.select_for_update(of=("self",))
    return rows.select_related("paper__key", "pdf__key").get(id=document_id)
