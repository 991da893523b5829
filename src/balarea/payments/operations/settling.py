"""Money that settled no bill is accepted after all, or given back."""

import datetime as dt

from balarea.foundation import events as house
from balarea.foundation.operation import Actor, operation
from balarea.payments import errors, events, models, permissions, queries
from balarea.payments.operations import recording
from balarea.payments.operations.hearing import settle_bill
from balarea.payments.rules import Remedy, State
from balarea.people.queries import Scope
from balarea.transparency import operations as transparency


@operation
def settle(
    *,
    surplus: models.Surplus,
    remedy: Remedy,
    evidence: str,
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> models.Surplus:
    """Accept a late payment for its bill, or note that it was given back.

    `evidence`: the number of the transfer that gave it back, or why it is accepted.

    Raises:
        NotPermitted: the officer doesn't decide on this service.
        errors.NothingToSettle: somebody settled it meanwhile.
        errors.CannotAccept: it can't settle its bill.
    """
    row = (
        models.Surplus.objects.select_for_update(of=("self",))
        .select_related("bill", "callback")
        .get(id=surplus.id)
    )
    permissions.check_can_settle(scope, row)
    if row.settled_at is not None:
        raise errors.NothingToSettle
    row.remedy, row.evidence, row.settled_at = remedy, evidence[:120], at
    row.save(update_fields=["remedy", "evidence", "settled_at"])
    transparency.record(
        type="SURPLUS_SETTLED",
        subject=row.subject,
        by=by,
        at=at,
        agency=row.agency,
        service=row.bill.service if row.bill else "",
        facts={"remedy": remedy, "amount": row.amount, "evidence": row.evidence},
    )
    if remedy == Remedy.ACCEPTED:
        _accept(row, by, at)
    elif row.bill is not None:
        case = row.bill.case
        house.announce(events.SurplusRefunded(case=case, surplus=row.id, at=at))
    return row


def _accept(row: models.Surplus, by: Actor, at: dt.datetime) -> None:
    if row.bill is None:
        raise errors.CannotAccept
    bill = recording.locked(row.bill.id)
    if (
        bill.state == State.CANCELLED
        or row.amount != bill.amount
        or queries.is_fee_paid(bill)
    ):
        raise errors.CannotAccept
    if bill.state == State.OPEN:
        recording.move(bill, State.EXPIRED, at)
        recording.tell(bill, "BILL_EXPIRED", by, at)
    settle_bill(bill, row.callback.paid_at or at, row.callback, by, at)
    recording.tell(bill, "PAID", by, at)
