"""Documents that take the place of earlier ones: renewed, replaced, corrected, and
transferred."""

import datetime as dt
from uuid import UUID

import msgspec

from balarea.documents import document_content, errors, events, models, queries, rules
from balarea.documents.operations import document_steps
from balarea.foundation import events as event_bus
from balarea.foundation import unit_of_work
from balarea.foundation.operation import Actor, operation
from balarea.vault import operations as vault

State = rules.State


def check_can_follow(earlier: UUID) -> None:
    """Refuse a document that another can't follow; its row is locked.

    Raises:
        errors.CannotFollow: it isn't in force, or another follows it already.
    """
    document = document_steps.locked(earlier)
    if document.state != State.ISSUED or queries.link_from(document) is not None:
        raise errors.CannotFollow


@operation
def link(
    *,
    later: models.IssuedDocument,
    earlier: UUID,
    kind: rules.LinkKind,
    by: Actor,
    at: dt.datetime,
) -> models.DocumentLink:
    """Note that a prepared document will take the place of `earlier`.

    The caller has locked the earlier one by `check_can_follow`.
    """
    row = models.DocumentLink(
        earlier_id=earlier, later=later, case=later.case, kind=kind, at=at
    )
    return unit_of_work.add(row)


@operation
def supersede_earlier(
    *, later: models.IssuedDocument, by: Actor, at: dt.datetime
) -> None:
    """Put the document that `later` follows out of force, since that is issued now.

    One that was revoked since stays revoked. Before `later` changes its state: of one
    case at most one document is in force.
    """
    followed = queries.link_to(later)
    if followed is None:
        return
    earlier = document_steps.locked(followed.earlier_id)
    if State.SUPERSEDED not in rules.TRANSITIONS[State(earlier.state)]:
        return
    earlier.state = State.SUPERSEDED
    unit_of_work.change(earlier, "state")
    document_steps.add_step(document=earlier, state=State.SUPERSEDED, by=by, at=at)
    document_steps.record(
        document=earlier,
        type="SUPERSEDED",
        more={"kind": followed.kind, "later": later.number},
        by=by,
        at=at,
    )
    # One statement could write both documents in any order, and two would be in force.
    unit_of_work.flush()
    event_bus.announce(
        events.DocumentSuperseded(
            case=earlier.case,
            document=earlier.id,
            number=earlier.number,
            later_number=later.number,
            kind=followed.kind,
            at=at,
        )
    )


@operation
def open_content(
    *, document: models.IssuedDocument, by: Actor, at: dt.datetime
) -> document_content.NumberedContent:
    """What a document says, to issue the same again; the access is recorded first."""
    row = document_steps.locked(document.id)
    sealed = vault.open(
        sealed=row.paper,
        case=row.case,
        name="paper",
        by=by,
        purpose="ISSUE",
        at=at,
        agency=row.agency,
        service=row.service,
    )
    return msgspec.json.decode(sealed, type=document_content.NumberedContent)
