"""What every operation of this app writes beside its change."""

import datetime as dt
from uuid import UUID

from django.db import transaction

from balarea.foundation import unit_of_work
from balarea.foundation.operation import Actor
from balarea.payments import models
from balarea.payments.rules import TRANSITIONS, State
from balarea.transparency import operations as transparency
from balarea.vault import errors as vault_errors
from balarea.vault import operations as vault


def record(
    bill: models.Bill,
    type: str,
    by: Actor,
    at: dt.datetime,
    **facts: str | int,
) -> None:
    """The log entry of a step of a bill; it commits under the case's own secret."""
    transparency.record(
        type=type,
        subject=bill.case,
        by=by,
        at=at,
        agency=bill.agency,
        service=bill.service,
        definition=bill.definition,
        secret=secret_of(bill.case, by, at),
        facts={**facts, "bill": bill.number, "amount": bill.amount},
    )


def secret_of(case: UUID, by: Actor, at: dt.datetime) -> bytes:
    """Under what the entries of a case commit; of an erased one to nothing of it."""
    try:
        # A savepoint, so that the refusal doesn't undo the whole step.
        with transaction.atomic():
            return vault.log_secret(case=case, by=by, at=at)
    except vault_errors.Erased:
        return b""  # money may still arrive for a case that was erased


def move(bill: models.Bill, to: State, at: dt.datetime) -> None:
    """Take a locked bill one step on."""
    if to not in TRANSITIONS[State(bill.state)]:
        raise ValueError(f"a bill can't go from {bill.state} to {to}")
    bill.state = to
    bill.closed_at = at
    unit_of_work.change(bill, "state", "closed_at", "paid_at")


def locked(bill_id: UUID) -> models.Bill:
    """The bill, locked for this transaction."""
    return models.Bill.objects.select_for_update().get(id=bill_id)
