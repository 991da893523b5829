"""The only code that writes log entries: in the same operation as the change."""

import datetime as dt
import functools
import hashlib
import hmac
from collections.abc import Mapping
from uuid import UUID

from django.conf import settings

from balarea.foundation import ids, unit_of_work
from balarea.foundation.operation import Actor, current, operation
from balarea.transparency import models
from balarea.transparency.entries import commitments, entry_fields, pseudonyms
from balarea.transparency.entry_types import ENTRY_TYPES


class OutsideOperation(RuntimeError):
    message = "Log entries can be written inside an operation only, in its transaction."


def record(
    *,
    type: str,
    subject: UUID,
    by: Actor,
    at: dt.datetime,
    agency: str = "",
    service: str = "",
    definition: str = "",
    secret: bytes = b"",
    facts: Mapping[str, str | int] | None = None,
) -> models.Entry:
    """Append one entry for `subject` (a case, a bill, a definition …).

    Args:
        type: one of `entry_types.ENTRY_TYPES`.
        definition: SHA-256 (hex) of the service definition in force.
        secret: 32 bytes derived from the subject's key (`vault.operations.log_secret`);
            the key of the commitments and the tag, which prevents testing of guesses.
            Without one, anybody who is given the facts can check them.
        facts: what the entry commits to, each for itself; not stored.

    Raises:
        OutsideOperation: no operation is running.
        ValueError: the type is unknown.
    """
    if not current():
        raise OutsideOperation(OutsideOperation.message)
    if type not in ENTRY_TYPES:
        raise ValueError(f"unknown log entry type {type!r}")
    entry_id = ids.uuid7()
    key = secret or entry_id.bytes
    entry = models.Entry(
        id=entry_id,
        type=type,
        subject=subject,
        agency=agency,
        service=service,
        rules=definition,
        actor_kind=by.kind,
        actor=pseudonyms.pseudonym(by.agency, by.id, at),
        tag=hmac.digest(key, b"tag|" + entry_id.bytes, "sha256"),
        at=at,
        link=commitments.link(secret or _link_key(), entry_id),
    )
    fields = entry_fields.fields_of(entry, by, facts)
    entry.commitment = commitments.root(commitments.commit(key, entry_id, fields))
    return unit_of_work.add(entry)


@functools.cache
def _link_key() -> bytes:
    """Binds the leaves of a subject without a secret; outsiders can't follow them."""
    return hashlib.sha256(b"log-link|" + settings.SECRET_KEY.encode()).digest()


@operation
def record_state_root(
    *, root: models.StateRoot, by: Actor, at: dt.datetime
) -> models.StateRoot:
    """Publish the root of the list of rows that was just made."""
    record(
        type="STATE_ROOT",
        subject=root.id,
        by=by,
        at=at,
        facts={
            "root": bytes(root.root).hex(),
            "guards": bytes(root.guards).hex(),
            "tables": root.tables,
            "rows": root.rows,
            "log_size": root.log_size,
            "compared_with": str(root.compared_with or ""),
            "uncovered": root.uncovered,
        },
    )
    return unit_of_work.add(root)


@operation
def record_state_export(*, root: models.StateRoot, by: Actor, at: dt.datetime) -> None:
    """Record that an auditor downloads the list of rows under a root."""
    record(
        type="STATE_EXPORTED",
        subject=root.id,
        by=by,
        at=at,
        agency=by.agency,
        facts={"root": bytes(root.root).hex(), "rows": root.rows},
    )
