"""Callbacks of payment providers; each has one outcome.

=============  ==========================================================  ======
Outcome        When                                                        Answer
=============  ==========================================================  ======
PAID           genuine, in time, the right amount for an unpaid fee        200
REPEATED       this payment was reported before                            200
PAID_LATE      the money was given after the bill's end or withdrawal,     200
               or for what doesn't wait for it any more
PAID_TWICE     the fee is already settled                                  200
WRONG_AMOUNT   the money is real but not what was asked                    200
UNKNOWN_BILL   the money is real but no bill has this number               200
CONFLICT       a payment reported again with other figures                 409
MALFORMED      signed well, but not readable, or longer than its column    422
FORGED         the signature is missing or wrong                           401
STALE          signed more than five minutes away from now                 401
=============  ==========================================================  ======

Real money that settles nothing becomes an `Overpayment`, which officers see until it is
accepted or given back.

A callback with a valid, recent signature is stored and logged. One that is FORGED or
STALE can be sent by anybody, any number of times: it is counted by provider and day,
and has no row and no log entry of its own.
"""

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Mapping
from uuid import UUID

from django.db import connection, transaction

from balarea.foundation import clock, ids, rate_limits, references, unit_of_work
from balarea.foundation import errors as foundation_errors
from balarea.foundation import events as foundation_events
from balarea.foundation.operation import Actor, operation
from balarea.payments import errors, events, models, providers, queries, rules
from balarea.payments.operations import steps
from balarea.payments.providers.base import InvalidCallback, ReportedPayment
from balarea.payments.rules import Outcome, State
from balarea.transparency import operations as transparency
from balarea.vault import queries as vault_queries

MINUTE = dt.timedelta(minutes=1)
# One statement, so that two at once are both counted.
_COUNT = """
    INSERT INTO payments_unsigned AS u (provider, day, outcome, count)
    VALUES (%s, %s, %s, 1)
    ON CONFLICT (provider, day, outcome) DO UPDATE SET count = u.count + 1
"""


@dataclasses.dataclass(frozen=True, slots=True)
class CallbackResult:
    """What a callback came to; `status` is the HTTP answer.

    `callback` is the id of its row; None for FORGED and STALE.
    """

    outcome: Outcome
    bill: models.Bill | None
    callback: UUID | None

    @property
    def status(self) -> int:
        return rules.STATUS.get(self.outcome, 200)


@operation
def receive(
    *,
    provider: str,
    headers: Mapping[str, str],
    body: bytes,
    by: Actor,
    at: dt.datetime,
) -> CallbackResult:
    """Take a provider's callback; see the table above.

    Raises:
        errors.UnknownProvider: no such provider is set up.
        errors.TooManyUnsigned: too many unsigned callbacks came in the last minute.
    """
    source = providers.named(provider)
    digest = hashlib.sha256(body).digest()
    try:
        reported = source.read(headers=headers, body=body, at=at)
    except InvalidCallback as refused:
        if refused.outcome in rules.UNSIGNED:
            _count_unsigned(provider, refused.outcome, at)
            return CallbackResult(refused.outcome, None, None)
        return _unreadable(provider, refused.outcome, digest, by, at)
    _lock_payment(provider, reported.payment)
    first = queries.first_callback(provider, reported.payment)
    if first is not None:
        return _repeated(first, reported, digest, by, at)
    bill = _bill(reported.number)
    if bill is None:
        outcome = Outcome.UNKNOWN_BILL
    else:
        outcome = rules.outcome(
            state=bill.state,
            billed=bill.amount,
            expires_at=bill.expires_at,
            amount=reported.amount,
            paid_at=reported.paid_at,
            is_fee_paid=queries.is_fee_paid(bill),
        )
    if outcome == Outcome.PAID and bill is not None:
        callback = _paid(provider, reported, bill, digest, by, at)
        if callback is not None:
            return CallbackResult(outcome, bill, callback.id)
        outcome = Outcome.PAID_LATE
    callback = _store(provider, reported, bill, outcome, digest, by, at)
    _store_overpayment(callback, bill, reported, by, at)
    return CallbackResult(outcome, bill, callback.id)


def _paid(
    provider: str,
    reported: ReportedPayment,
    bill: models.Bill,
    digest: bytes,
    by: Actor,
    at: dt.datetime,
) -> models.Callback | None:
    """Settle the bill; where nothing waits for it, undo that and withdraw the fee."""
    try:
        with transaction.atomic():
            callback = _store(provider, reported, bill, Outcome.PAID, digest, by, at)
            settle_bill(bill, reported.paid_at, callback, by, at)
            return callback
    except errors.NotAwaited:
        _withdraw_fee(bill, by, at)
        return None


def _withdraw_fee(bill: models.Bill, by: Actor, at: dt.datetime) -> None:
    """Stop asking for it: closes the bill and its siblings, locked by `_bill`."""
    for row in models.Bill.objects.filter(
        case=bill.case,
        due_step=bill.due_step,
        state__in=(State.OPEN, State.EXPIRED),
    ):
        steps.move(row, State.CANCELLED, at)
        steps.record(row, "BILL_CANCELLED", by, at)
    bill.refresh_from_db()


def _count_unsigned(provider: str, outcome: Outcome, at: dt.datetime) -> None:
    """Add one to the day's figure, which officers see; a flood is turned away.

    Raises:
        errors.TooManyUnsigned: as many came within the last minute as are counted.
    """
    key = vault_queries.blind_index("payment-provider", provider)
    try:
        rate_limits.hit("unsigned-callback", key, rules.MAX_UNSIGNED, MINUTE, at)
    except foundation_errors.TooMany:
        raise errors.TooManyUnsigned from None
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [provider, clock.today(at), outcome])


def _unreadable(
    provider: str, outcome: Outcome, digest: bytes, by: Actor, at: dt.datetime
) -> CallbackResult:
    """Store that the provider signed something which can't be read."""
    own = ids.uuid7()
    unit_of_work.add(
        models.Callback(
            id=own,
            subject=own,
            provider=provider,
            is_signed=True,
            outcome=outcome,
            body_hash=digest,
            at=at,
        )
    )
    transparency.record(
        type="PAYMENT_REFUSED", subject=own, by=by, at=at, facts={"outcome": outcome}
    )
    return CallbackResult(outcome, None, own)


def _lock_payment(provider: str, payment: str) -> None:
    """Callbacks of one payment wait for each other until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"payment|{provider}|{payment}"],
        )


def _stored(number: str) -> str:
    """A bill's number as stored; empty for what can't be one."""
    try:
        return references.normalise(number)
    except references.InvalidReference:
        return ""


def _bill(number: str) -> models.Bill | None:
    """The bill, locked together with its siblings of the same fee."""
    bill = models.Bill.objects.filter(number=_stored(number)).first()
    if bill is None:
        return None
    fee = models.Bill.objects.filter(case=bill.case, due_step=bill.due_step)
    rows = {row.id: row for row in fee.select_for_update().order_by("id")}
    return rows[bill.id]


def _repeated(
    first: models.Callback,
    reported: ReportedPayment,
    digest: bytes,
    by: Actor,
    at: dt.datetime,
) -> CallbackResult:
    # Where no bill had the number there is none to compare with.
    is_of_it = first.bill is None or first.bill.number == _stored(reported.number)
    is_same = first.amount == reported.amount and is_of_it
    outcome = Outcome.REPEATED if is_same else Outcome.CONFLICT
    callback = _store(first.provider, reported, first.bill, outcome, digest, by, at)
    return CallbackResult(outcome, first.bill, callback.id)


def _store(
    provider: str,
    reported: ReportedPayment,
    bill: models.Bill | None,
    outcome: Outcome,
    digest: bytes,
    by: Actor,
    at: dt.datetime,
) -> models.Callback:
    own = ids.uuid7()
    callback = unit_of_work.add(
        models.Callback(
            id=own,
            subject=bill.case if bill else own,
            bill=bill,
            provider=provider,
            payment=reported.payment,
            amount=reported.amount,
            is_signed=True,
            outcome=outcome,
            body_hash=digest,
            paid_at=reported.paid_at,
            at=at,
        )
    )
    type = {
        Outcome.PAID: "PAID",
        Outcome.REPEATED: "PAYMENT_REPEATED",
        Outcome.CONFLICT: "PAYMENT_REFUSED",
    }.get(outcome, "PAYMENT_SURPLUS")
    facts: dict[str, str | int] = {
        "outcome": outcome,
        "payment": reported.payment,
        "received": reported.amount,
    }
    if bill is not None:
        steps.record(bill, type, by, at, **facts)
    else:
        transparency.record(type=type, subject=own, by=by, at=at, facts=facts)
    return callback


def settle_bill(
    bill: models.Bill,
    paid_at: dt.datetime,
    callback: models.Callback,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Mark a bill as paid, withdraw other codes for its fee, and announce `BillPaid`.

    Raises:
        errors.NotAwaited: a handler of the event finds nothing that waits for this fee.
    """
    for other in models.Bill.objects.select_for_update().filter(
        case=bill.case, due_step=bill.due_step, state=State.OPEN
    ):
        if other.id != bill.id:
            steps.move(other, State.CANCELLED, at)
            steps.record(other, "BILL_CANCELLED", by, at)
    bill.paid_at = min(paid_at, at)
    steps.move(bill, State.PAID, at)
    for case in bill.for_cases():
        foundation_events.announce(events.BillPaid(case=case, bill=bill.id, at=at))


def _store_overpayment(
    callback: models.Callback,
    bill: models.Bill | None,
    reported: ReportedPayment,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Money that settles nothing now. Its log entry is the callback's own."""
    overpayment = unit_of_work.add(
        models.Overpayment(
            subject=callback.subject,
            callback=callback,
            bill=bill,
            agency=bill.agency if bill else "",
            amount=reported.amount,
            reason=callback.outcome,
            found_at=at,
        )
    )
    if bill is not None:
        foundation_events.announce(
            events.OverpaymentFound(
                case=bill.for_cases()[0], overpayment=overpayment.id, at=at
            )
        )
