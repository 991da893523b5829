"""The bill of an application, by the tariff of its pinned definition."""

import datetime as dt
from collections.abc import Sequence

from balarea.applications import models
from balarea.applications.operations import steps
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.foundation import ids
from balarea.foundation.operation import Actor, operation
from balarea.payments.models import Bill
from balarea.payments.operations import billing
from balarea.payments.rules import DueStep, Line

_PAID_ALREADY = engine.Text(id="Sudah dibayar", en="Paid already")


def bill_line(title: engine.Text, amount: int, fee: engine.Fee) -> Line:
    """The fee as a line of a bill, with the figures that it is calculated from.

    `amount` is less than the fee where a part of it was paid before.
    """
    lines = ((step.label, engine.figure(step)) for step in fee.lines)
    figures = [(label.texts, figure.texts) for label, figure in lines]
    if paid := (fee.amount or 0) - amount:
        figures.append((_PAID_ALREADY.texts, engine.rupiah(paid).texts))
    return Line(title.texts, amount, tuple(figures))


@operation
def make_bill(
    *,
    application: models.Application,
    fee: engine.Fee,
    paid: int | None = None,
    by: Actor,
    at: dt.datetime,
) -> Bill:
    """Bill what the pinned definition's tariff says, without a message about it.

    `paid`: for an amendment that raises the fee, the amount paid before it.
    """
    definition = catalogue.definition(application.definition)
    amount = (fee.amount or 0) - (paid or 0)
    return billing.bill(
        case=application.id,
        reference=application.reference,
        agency=application.agency,
        service=application.service,
        definition=application.definition,
        lines=[bill_line(definition.title, amount, fee)],
        amount=amount,
        due_step=fee.due if paid is None else DueStep.AMENDMENT,
        by=by,
        at=at,
    )


@operation
def make_shared_bill(
    *,
    reference: str,
    owed: Sequence[tuple[models.Application, engine.Fee]],
    by: Actor,
    at: dt.datetime,
) -> Bill:
    """One bill for the fees of several applications, each a line of its own.

    All belong to one treasury. `reference` is their common number.
    """
    lines = []
    for application, fee in owed:
        title = catalogue.definition(application.definition).title
        lines.append(bill_line(title, fee.amount or 0, fee))
    first, _ = owed[0]
    return billing.bill(
        case=ids.uuid7(),
        reference=reference,
        agency=first.agency,
        service=first.service,
        definition=first.definition,
        lines=lines,
        amount=sum(line.amount for line in lines),
        due_step=DueStep.SUBMISSION,
        cases=[application.id for application, _ in owed],
        by=by,
        at=at,
    )


@operation
def charge(
    *,
    application: models.Application,
    fee: engine.Fee,
    paid: int | None = None,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Bill as `make_bill`, and tell the citizen."""
    bill = make_bill(application=application, fee=fee, paid=paid, by=by, at=at)
    steps.notify(
        application=application,
        kind="BILL",
        by=by,
        at=at,
        params={
            "amount": str(bill.amount),
            "number": bill.number,
            "expires_on": bill.expires_at.isoformat(),
        },
    )
