"""Receipts of an application's steps, proven by the public log, for its owner."""

import datetime as dt
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist

from balarea.applications import models
from balarea.foundation import errors as foundation_errors
from balarea.foundation.operation import Actor, operation
from balarea.transparency.entries.commitments import Opening
from balarea.transparency.models import Entry
from balarea.transparency.receipts import receipt_proofs
from balarea.vault import case_entries
from balarea.vault.rules import owner_purpose

# Who acted, and the case's own id, stay closed: a receipt may be shown to others.
CLOSED = frozenset({"by", "by_kind", "subject"})


@operation
def open_receipt(
    *, application: models.Application, entry: UUID, by: Actor, at: dt.datetime
) -> bytes | None:
    """The `.tlog-proof` of a step with its values; None until the log has it.

    Raises:
        NotFound: the application has no such step.
    """
    steps = {one.id: one for one in receipt_proofs.steps_of(application.id)}
    if entry not in steps:
        raise foundation_errors.NotFound
    if entry not in receipt_proofs.published([entry]):
        return None
    opening = _opening(steps[entry], by, at)
    return receipt_proofs.receipt_of(entry, opening)


def _opening(entry: Entry, by: Actor, at: dt.datetime) -> Opening | None:
    """None of a step from before its values were sealed with the case."""
    try:
        opening = case_entries.open_fields(
            entry=entry, purpose=owner_purpose(by.kind), by=by, at=at
        )
    except ObjectDoesNotExist:
        return None
    return opening.only(opening.fields.keys() - CLOSED)
