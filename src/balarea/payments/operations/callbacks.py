"""A provider calls back. Whatever it says has one outcome.

=============  ==========================================================  ======
Outcome        When                                                        Answer
=============  ==========================================================  ======
PAID           genuine, in time, the right amount for an unpaid fee        200
REPEATED       this payment was told before                                200
PAID_LATE      the money was given after the bill's end or withdrawal,     200
               or for what doesn't wait for it any more
PAID_TWICE     the fee is already settled                                  200
WRONG_AMOUNT   the money is real but not what was asked                    200
UNKNOWN_BILL   the money is real but no bill has this number               200
CONFLICT       a known payment told again with other figures               409
MALFORMED      signed well, but not readable, or longer than is kept       422
FORGED         the signature is missing or wrong                           401
STALE          signed more than five minutes away from now                 401
=============  ==========================================================  ======

Real money that settles nothing becomes a `Surplus`, which officers see until it is
accepted or given back.

What the provider signed now is kept and logged. What is FORGED or STALE needs no
secret: anybody can send it, any number of times. It is counted by provider and day,
and leaves no row and no log entry of its own.
"""

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Mapping
from uuid import UUID

from django.db import connection, transaction

from balarea.foundation import clock, ids, rate_limits, references, unit_of_work
from balarea.foundation import errors as foundation_errors
from balarea.foundation import events as house
from balarea.foundation.operation import Actor, operation
from balarea.payments import errors, events, models, providers, queries, rules
from balarea.payments.operations import steps
from balarea.payments.providers.base import InvalidCallback, Told
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

    `callback` is the row that is kept of it: none of what nobody signed.
    """

    outcome: Outcome
    bill: models.Bill | None
    callback: UUID | None

    @property
    def status(self) -> int:
        return rules.STATUS.get(self.outcome, 200)


@operation
def hear(
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
        errors.CannotHear: too many unsigned callbacks came in the last minute.
    """
    source = providers.named(provider)
    digest = hashlib.sha256(body).digest()
    try:
        told = source.read(headers=headers, body=body, at=at)
    except InvalidCallback as refused:
        if refused.outcome in rules.UNSIGNED:
            _count_unsigned(provider, refused.outcome, at)
            return CallbackResult(refused.outcome, None, None)
        return _unreadable(provider, refused.outcome, digest, by, at)
    _one_at_a_time(provider, told.payment)
    known = queries.told_before(provider, told.payment)
    if known is not None:
        return _again(known, told, digest, by, at)
    bill = _bill(told.number)
    if bill is None:
        outcome = Outcome.UNKNOWN_BILL
    else:
        outcome = rules.outcome(
            state=bill.state,
            billed=bill.amount,
            expires_at=bill.expires_at,
            amount=told.amount,
            paid_at=told.paid_at,
            is_fee_paid=queries.is_fee_paid(bill),
        )
    if outcome == Outcome.PAID and bill is not None:
        callback = _paid(provider, told, bill, digest, by, at)
        if callback is not None:
            return CallbackResult(outcome, bill, callback.id)
        outcome = Outcome.PAID_LATE
    callback = _keep(provider, told, bill, outcome, digest, by, at)
    _keep_surplus(callback, bill, told, by, at)
    return CallbackResult(outcome, bill, callback.id)


def _paid(
    provider: str,
    told: Told,
    bill: models.Bill,
    digest: bytes,
    by: Actor,
    at: dt.datetime,
) -> models.Callback | None:
    """Settle the bill; where nothing waits for it, undo that and withdraw the fee."""
    try:
        with transaction.atomic():
            callback = _keep(provider, told, bill, Outcome.PAID, digest, by, at)
            settle_bill(bill, told.paid_at, callback, by, at)
            return callback
    except errors.NotAwaited:
        _withdraw_fee(bill, by, at)
        return None


def _withdraw_fee(bill: models.Bill, by: Actor, at: dt.datetime) -> None:
    """Ask nobody for it again: the bill and its siblings, locked by `_bill`."""
    for row in models.Bill.objects.filter(
        case=bill.case,
        due_step=bill.due_step,
        state__in=(State.OPEN, State.EXPIRED),
    ):
        steps.move(row, State.CANCELLED, at)
        steps.tell(row, "BILL_CANCELLED", by, at)
    bill.refresh_from_db()


def _count_unsigned(provider: str, outcome: Outcome, at: dt.datetime) -> None:
    """Add one to the day's figure, which officers see; a flood is turned away.

    Raises:
        errors.CannotHear: as many came within the last minute as are counted.
    """
    key = vault_queries.blind_index("payment-provider", provider)
    try:
        rate_limits.hit("unsigned-callback", key, rules.MAX_UNSIGNED, MINUTE, at)
    except foundation_errors.TooMany:
        raise errors.CannotHear from None
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [provider, clock.today(at), outcome])


def _unreadable(
    provider: str, outcome: Outcome, digest: bytes, by: Actor, at: dt.datetime
) -> CallbackResult:
    """Keep that the provider signed something which can't be read."""
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


def _one_at_a_time(provider: str, payment: str) -> None:
    """Callbacks of one payment wait for each other until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"payment|{provider}|{payment}"],
        )


def _stored(number: str) -> str:
    """A bill's number as it lies in the table; empty for what can't be one."""
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


def _again(
    known: models.Callback, told: Told, digest: bytes, by: Actor, at: dt.datetime
) -> CallbackResult:
    # A bill that nobody knew left no number to compare with.
    is_of_it = known.bill is None or known.bill.number == _stored(told.number)
    is_same = known.amount == told.amount and is_of_it
    outcome = Outcome.REPEATED if is_same else Outcome.CONFLICT
    callback = _keep(known.provider, told, known.bill, outcome, digest, by, at)
    return CallbackResult(outcome, known.bill, callback.id)


def _keep(
    provider: str,
    told: Told,
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
            payment=told.payment,
            amount=told.amount,
            is_signed=True,
            outcome=outcome,
            body_hash=digest,
            paid_at=told.paid_at,
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
        "payment": told.payment,
        "received": told.amount,
    }
    if bill is not None:
        steps.tell(bill, type, by, at, **facts)
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
    """The fee is paid: other codes for it are withdrawn, and the house is told.

    Raises:
        errors.NotAwaited: somebody who reacts has nothing that waits for this fee.
    """
    for other in models.Bill.objects.select_for_update().filter(
        case=bill.case, due_step=bill.due_step, state=State.OPEN
    ):
        if other.id != bill.id:
            steps.move(other, State.CANCELLED, at)
            steps.tell(other, "BILL_CANCELLED", by, at)
    bill.paid_at = min(paid_at, at)
    steps.move(bill, State.PAID, at)
    house.announce(events.BillPaid(case=bill.case, bill=bill.id, at=at))


def _keep_surplus(
    callback: models.Callback,
    bill: models.Bill | None,
    told: Told,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Money that settles nothing now. Its log entry is the callback's own."""
    surplus = unit_of_work.add(
        models.Surplus(
            subject=callback.subject,
            callback=callback,
            bill=bill,
            agency=bill.agency if bill else "",
            amount=told.amount,
            reason=callback.outcome,
            found_at=at,
        )
    )
    if bill is not None:
        house.announce(events.SurplusFound(case=bill.case, surplus=surplus.id, at=at))
