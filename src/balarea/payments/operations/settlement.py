"""Money that settled no bill is accepted after all, or given back."""

import datetime as dt

from django.db import transaction

from balarea.foundation import events as foundation_events
from balarea.foundation import unit_of_work
from balarea.foundation.operation import Actor, operation
from balarea.payments import errors, events, models, permissions, queries
from balarea.payments.operations import steps
from balarea.payments.operations.callbacks import settle_bill
from balarea.payments.rules import Remedy, State
from balarea.people.queries import Scope
from balarea.transparency import operations as transparency
from balarea.vault import errors as vault_errors
from balarea.vault import operations as vault
from balarea.vault.models import Sealed

PROOF = "proof"  # as what it is sealed


@operation
def settle(
    *,
    overpayment: models.Overpayment,
    remedy: Remedy,
    evidence: str,
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> models.Overpayment:
    """Accept a late payment for its bill, or note that it was given back.

    `evidence`: the number of the transfer that gave it back, or why it is accepted;
    sealed, because it may name a person or an account.

    Raises:
        NotPermitted: the officer doesn't decide on this service.
        errors.NothingToSettle: somebody settled it meanwhile.
        errors.CannotAccept: it can't settle its bill.
    """
    row = (
        models.Overpayment.objects.select_for_update(of=("self",))
        .select_related("bill", "callback")
        .get(id=overpayment.id)
    )
    permissions.check_can_settle(scope, row)
    if row.settled_at is not None:
        raise errors.NothingToSettle
    row.proof = _sealed(row, evidence.encode(), by, at)
    row.remedy, row.settled_at = remedy, at
    unit_of_work.change(row, "remedy", "proof", "settled_at")
    transparency.record(
        type="SURPLUS_SETTLED",
        subject=row.subject,
        by=by,
        at=at,
        agency=row.agency,
        service=row.bill.service if row.bill else "",
        secret=steps.secret_of(row.subject, by, at),
        facts={"remedy": remedy, "amount": row.amount},
    )
    if remedy == Remedy.ACCEPTED:
        _accept(row, by, at)
    elif row.bill is not None:
        case = row.bill.for_cases()[0]
        foundation_events.announce(
            events.OverpaymentRefunded(case=case, overpayment=row.id, at=at)
        )
    return row


def _sealed(
    row: models.Overpayment, content: bytes, by: Actor, at: dt.datetime
) -> Sealed:
    """Under the key of its case; under one of its own where that was destroyed."""
    try:
        with (
            transaction.atomic()
        ):  # so that the refusal doesn't roll back the whole step
            return vault.seal(
                case=row.subject, name=PROOF, content=content, by=by, at=at
            )
    except vault_errors.Erased:
        return vault.seal(case=row.id, name=PROOF, content=content, by=by, at=at)


def _accept(row: models.Overpayment, by: Actor, at: dt.datetime) -> None:
    if row.bill is None:
        raise errors.CannotAccept
    bill = steps.locked(row.bill.id)
    if (
        bill.state == State.CANCELLED
        or row.amount != bill.amount
        or queries.is_fee_paid(bill)
    ):
        raise errors.CannotAccept
    if bill.state == State.OPEN:
        steps.move(bill, State.EXPIRED, at)
        steps.record(bill, "BILL_EXPIRED", by, at)
    settle_bill(bill, row.callback.paid_at or at, row.callback, by, at)
    steps.record(bill, "PAID", by, at)
