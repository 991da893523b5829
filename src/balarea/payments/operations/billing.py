"""Bills are made by a tariff, paid, or run out of time."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from balarea.foundation import events as foundation_events
from balarea.foundation import references, unit_of_work
from balarea.foundation.operation import Actor, operation
from balarea.payments import errors, events, models, providers, queries, rules
from balarea.payments.operations.steps import locked, move, record
from balarea.payments.rules import DueStep, Line, State

BATCH = 200


@operation
def bill(
    *,
    case: UUID,
    reference: str,
    agency: str,
    service: str,
    definition: str,
    lines: Sequence[Line],
    amount: int,
    due_step: str,
    cases: Sequence[UUID] = (),
    by: Actor,
    at: dt.datetime,
) -> models.Bill:
    """Ask a case for its fee, with a QRIS code that can be paid for three days.

    Args:
        definition: SHA-256 (hex) of the definition whose tariff this is.
        lines: what the amount is made of; they must add up to it.
        cases: of a shared bill, whose each line is; see `models.Bill`.

    Raises:
        ValueError: nothing to pay, or lines that don't add up.
        errors.NoProvider: the mall has no payment provider.
    """
    rules.check_lines(lines, amount)
    provider, number = providers.of_mall(), references.new()
    expires_at = at + rules.VALID_FOR
    charge = provider.charge(number=number, amount=amount, expires_at=expires_at)
    made = unit_of_work.add(
        models.Bill(
            case=case,
            cases=list(cases),
            number=number,
            reference=reference,
            agency=agency,
            service=service,
            definition=definition,
            lines=[line.to_json() for line in lines],
            amount=amount,
            due_step=DueStep(due_step),
            provider=provider.code,
            provider_reference=charge.reference,
            qris=charge.qris,
            created_at=at,
            expires_at=expires_at,
        )
    )
    record(made, "BILLED", by, at)
    return made


@operation
def expire(*, bill: models.Bill, by: Actor, at: dt.datetime) -> None:
    """Close a bill whose time is over; does nothing if it is closed already."""
    row = locked(bill.id)
    if row.state != State.OPEN or at <= row.expires_at:
        return
    _close(row, by, at)
    # One bill, one message, however many cases it is for.
    foundation_events.announce(
        events.BillExpired(case=row.for_cases()[0], bill=row.id, at=at)
    )


def _close(row: models.Bill, by: Actor, at: dt.datetime) -> None:
    move(row, State.EXPIRED, at)
    record(row, "BILL_EXPIRED", by, at)


@operation
def expire_due(*, by: Actor, at: dt.datetime) -> int:
    """Close the bills whose time is over, some hundred at once; returns how many.

    Bills that are locked at this moment are left for the next run.
    """
    rows = list(queries.due(at).select_for_update(skip_locked=True)[:BATCH])
    for row in rows:
        expire(bill=row, by=by, at=at)
    return len(rows)


@operation
def remind_due(*, by: Actor, at: dt.datetime) -> int:
    """Announce unpaid bills to remind of, some hundred at once; returns how many.

    Bills that are locked at this moment are left for the next run.
    """
    waiting = queries.to_remind(at).select_for_update(skip_locked=True, of=("self",))
    rows = list(waiting[:BATCH])
    for row in rows:
        row.reminded_at = at
        unit_of_work.change(row, "reminded_at")
        record(row, "REMINDED", by, at)
        foundation_events.announce(
            events.BillLeftUnpaid(case=row.for_cases()[0], bill=row.id, at=at)
        )
    return len(rows)


@operation
def renew(*, bill: models.Bill, by: Actor, at: dt.datetime) -> models.Bill:
    """Give an expired bill a new code for the same fee. Pressing twice gives one.

    Raises:
        errors.CannotRenew: the fee is paid, or the bill was cancelled.
    """
    row = locked(bill.id)
    if queries.is_fee_paid(row) or row.state == State.CANCELLED:
        raise errors.CannotRenew
    if queries.state_at(row, at) == State.OPEN:
        return row
    if row.state == State.OPEN:
        _close(row, by, at)  # no message: the citizen asks for another one
    following = models.Bill.objects.filter(
        case=row.case, due_step=row.due_step, state=State.OPEN
    ).first()
    if following is not None:
        return renew(bill=following, by=by, at=at)
    return _again(row, row.cases, by, at)


def _again(
    row: models.Bill, cases: Sequence[UUID], by: Actor, at: dt.datetime
) -> models.Bill:
    """Another code for the same fee; of a shared bill for the lines of these cases."""
    lines = [
        rules.line_of(line)
        for place, line in enumerate(row.lines)
        if not row.cases or row.cases[place] in cases
    ]
    return bill(
        case=row.case,
        reference=row.reference,
        agency=row.agency,
        service=row.service,
        definition=row.definition,
        lines=lines,
        amount=sum(line.amount for line in lines),
        due_step=row.due_step,
        cases=cases,
        by=by,
        at=at,
    )


@operation
def lock_bills(*, case: UUID, by: Actor, at: dt.datetime) -> None:
    """Lock every bill of a case for this transaction, the oldest first.

    Bills are locked before what they are for, as an incoming payment does it: the other
    order could deadlock. The next statement sees what the previous holder of the locks
    has written.
    """
    bills = models.Bill.objects.select_for_update().filter(queries.of_case(case))
    list(bills.order_by("id"))


@operation
def cancel_open(*, case: UUID, by: Actor, at: dt.datetime) -> int:
    """Withdraw what a case still owes, as when it is withdrawn; returns how many.

    Expired bills too: they can't be renewed then, and money that was paid in time and
    is reported late becomes an overpayment. What others owe by the same bill is asked
    for again, without this case, and `BillReplaced` is announced.
    """
    lock_bills(case=case, by=by, at=at)
    unpaid = models.Bill.objects.filter(
        queries.of_case(case), state__in=(State.OPEN, State.EXPIRED)
    )
    rows = list(unpaid.select_for_update().order_by("id"))
    for row in rows:
        move(row, State.CANCELLED, at)
        record(row, "BILL_CANCELLED", by, at)
    shared = {(row.case, row.due_step): row for row in rows if row.cases}
    for row in shared.values():  # the newest of each
        others = [one for one in row.cases if one != case]
        if others and not queries.is_fee_paid(row):
            replaced = _again(row, others, by, at)
            foundation_events.announce(
                events.BillReplaced(case=others[0], bill=replaced.id, at=at)
            )
    return len(rows)
