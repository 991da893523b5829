"""Every read of bills, callbacks and overpayments."""

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum

from balarea.foundation import errors, references
from balarea.payments import models
from balarea.payments.rules import (
    MONEY,
    REMIND_AFTER,
    REMIND_BEFORE,
    Remedy,
    State,
)
from balarea.vault.models import Sealed


def of_case(case: UUID, prefix: str = "") -> Q:
    """The bills of a case: its own, and those that it shares with others."""
    return Q((f"{prefix}case", case)) | Q((f"{prefix}cases__contains", [case]))


def current_bill(case: UUID) -> models.Bill | None:
    """The bill that matters now: the newest that was not cancelled."""
    bills = models.Bill.objects.filter(of_case(case)).exclude(state=State.CANCELLED)
    return bills.order_by("-id").first()


def bill(bill_id: UUID) -> models.Bill:
    return models.Bill.objects.get(id=bill_id)


def by_number(text: str) -> models.Bill:
    """The bill of a number as somebody typed it; raises `errors.NotFound`."""
    try:
        number = references.normalise(text)
        return models.Bill.objects.get(number=number)
    except (references.InvalidReference, models.Bill.DoesNotExist):
        raise errors.NotFound from None


def state_at(bill: models.Bill, at: dt.datetime) -> State:
    """The bill's state now: past its time it is expired, the job or no job."""
    if bill.state == State.OPEN and bill.expires_at < at:
        return State.EXPIRED
    return State(bill.state)


def is_fee_paid(bill: models.Bill) -> bool:
    """Whether this fee is settled, by this bill or by another of the same step."""
    return models.Bill.objects.filter(
        case=bill.case, due_step=bill.due_step, state=State.PAID
    ).exists()


def paid_for(case: UUID) -> int:
    """What a case has paid of its fees, in rupiah."""
    rows = models.Bill.objects.filter(of_case(case), state=State.PAID)
    return sum(row.amount_for(case) for row in rows)


def due(at: dt.datetime) -> QuerySet[models.Bill]:
    """Open bills whose time is over."""
    return models.Bill.objects.filter(state=State.OPEN, expires_at__lt=at)


def to_remind(at: dt.datetime) -> QuerySet[models.Bill]:
    """Unpaid bills without a reminder of their last day: before it, or once after it.

    After it only the last of a fee: a newer code replaces the earlier one.
    """
    later = models.Bill.objects.filter(
        case=OuterRef("case"), due_step=OuterRef("due_step"), id__gt=OuterRef("id")
    )
    ending = Q(
        state=State.OPEN,
        reminded_at__isnull=True,
        expires_at__range=(at, at + REMIND_BEFORE),
    )
    ended = Q(state=State.EXPIRED, closed_at__lte=at - REMIND_AFTER) & (
        Q(reminded_at__isnull=True) | Q(reminded_at__lt=F("closed_at"))
    )
    return models.Bill.objects.filter(ending | ended & ~Exists(later))


def first_callback(provider: str, payment: str) -> models.Callback | None:
    """The callback that first reported this movement of money."""
    return (
        models.Callback.objects.filter(
            provider=provider, payment=payment, outcome__in=sorted(MONEY)
        )
        .select_related("bill")
        .first()
    )


def unsigned_since(day: dt.date) -> int:
    """How many callbacks without a valid signature came on this day and after it."""
    rows = models.Unsigned.objects.filter(day__gte=day)
    return int(rows.aggregate(sum=Sum("count"))["sum"] or 0)


def unsettled(agencies: Collection[str]) -> list[models.Overpayment]:
    """Money that settled no bill, oldest first. Money for unknown bills is everybody's.

    `agencies`: codes within the officer's reach.
    """
    return list(
        models.Overpayment.objects.filter(
            agency__in=[*agencies, ""], settled_at__isnull=True
        )
        .select_related("bill")
        .order_by("found_at")
    )


def overpayments_of(case: UUID) -> list[models.Overpayment]:
    """Money for a case's bills that settled none when it came, oldest first."""
    rows = models.Overpayment.objects.filter(of_case(case, "bill__"))
    return list(rows.order_by("found_at", "id"))


def proofs(case: UUID) -> dict[str, Sealed]:
    """What officers wrote of refunds, by the id of the overpayment.

    What came for a case after it was erased lies under another key than the case's.
    """
    rows = models.Overpayment.objects.filter(
        bill__case=case,
        remedy=Remedy.REFUNDED,
        proof__key=case,
        proof__key__wrapped__isnull=False,
    )
    return {
        str(row.id): row.proof
        for row in rows.select_related("proof__key").order_by("id")
        if row.proof is not None
    }


def overpayment(overpayment_id: UUID) -> models.Overpayment:
    """One of them; raises `errors.NotFound`."""
    rows = models.Overpayment.objects.select_related("bill", "callback")
    row = rows.filter(id=overpayment_id).first()
    if row is None:
        raise errors.NotFound
    return row
