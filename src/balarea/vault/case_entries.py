"""A case's entries in the public log, with the fields that receipts can show.

An entry stores only a commitment to its fields. For steps of which citizens get a
receipt the fields are sealed under the case's key, in a row with the entry's own id.
"""

import datetime as dt
import json
from collections.abc import Collection, Mapping
from uuid import UUID

from balarea.foundation.operation import Actor, operation
from balarea.transparency import operations as transparency
from balarea.transparency.entries import commitments, entry_fields
from balarea.transparency.entry_types import WITH_RECEIPT
from balarea.transparency.models import Entry
from balarea.vault import models
from balarea.vault import operations as vault

FIELDS = "entry-fields"


@operation
def record(
    *,
    case: UUID,
    type: str,
    agency: str,
    service: str,
    definition: str,
    facts: Mapping[str, str | int],
    by: Actor,
    at: dt.datetime,
) -> Entry:
    """Write a log entry about a case; see `transparency.operations.record`.

    Raises:
        errors.Erased: the case's key was destroyed.
    """
    entry = transparency.record(
        type=type,
        subject=case,
        by=by,
        at=at,
        agency=agency,
        service=service,
        definition=definition,
        secret=vault.log_secret(case=case, by=by, at=at),
        facts=facts,
    )
    if type in WITH_RECEIPT:
        content = json.dumps(entry_fields.fields_of(entry, by, facts)).encode()
        vault.seal(
            case=case, name=FIELDS, content=content, sealed_id=entry.id, by=by, at=at
        )
    return entry


@operation
def open_fields(
    *,
    entry: Entry,
    names: Collection[str] | None = None,
    purpose: str,
    by: Actor,
    at: dt.datetime,
) -> commitments.Opening:
    """What proves the named fields of an entry that has a receipt.

    Args:
        names: those to show, such as ``type`` or ``fact.reference``; others stay
            closed, and so does a name that the entry doesn't have. None: all.
        purpose: the access to the case's data is recorded with it.

    Raises:
        models.Sealed.DoesNotExist: its fields weren't sealed: it has no receipt.
        errors.Erased: the case's key was destroyed.
    """
    case = entry.subject
    sealed = models.Sealed.objects.select_related("key").get(id=entry.id)
    content = vault.open(
        sealed=sealed, case=case, name=FIELDS, by=by, purpose=purpose, at=at
    )
    fields: dict[str, str | int] = json.loads(content)
    secret = vault.log_secret(case=case, by=by, at=at)
    shown = fields.keys() if names is None else fields.keys() & set(names)
    return entry_fields.opening_of(entry, secret, fields, shown)
