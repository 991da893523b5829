"""What an application does on events of lower apps; wired in `config/wiring.py`."""

import contextlib
import datetime as dt
from uuid import UUID

from django.db import transaction

from balarea.applications import models, queries
from balarea.applications.operations import (
    answering,
    content_to_issue,
    rule_decisions,
    sealed_contents,
    steps,
)
from balarea.applications.rules import AWAITING_PAYMENT, State
from balarea.catalogue import queries as catalogue
from balarea.foundation import references
from balarea.foundation.operation import Actor, operation
from balarea.payments import errors as payment_errors
from balarea.payments import queries as payments
from balarea.payments import rules as payment_rules
from balarea.payments.models import Bill
from balarea.vault import errors as vault_errors


def _lock_case(case: UUID) -> models.Application | None:
    rows = models.Application.objects.filter(id=case)
    return queries.locked_for_step(rows).first()


@operation
def continue_after_payment(
    *, case: UUID, bill: UUID, by: Actor, at: dt.datetime
) -> None:
    """Continue an application after its payment.

    Raises:
        payment_errors.NotAwaited: the application waits for none; payments keeps the
            money as an overpayment, for an officer to give back.
    """
    application = _lock_case(case)
    if application is None:
        return
    if application.state not in AWAITING_PAYMENT:
        raise payment_errors.NotAwaited
    steps.extend_due_day(application, at)
    if application.state == State.AWAITING_FEE:
        deficiency = queries.deficiency_of(application)
        to = State.AMENDED if deficiency and deficiency.answered_at else State.RECEIVED
        steps.change_state(
            application=application, to=to, type="PAID", fields=["due_on"], by=by, at=at
        )
        rule_decisions.grant_if_confirmed(
            application=application,
            filing=queries.last_filing(application),
            by=by,
            at=at,
        )
    else:
        _carry_out_grant(application=application, by=by, at=at)
    paid = payments.bill(bill)
    steps.notify(
        application=application,
        kind="PAID",
        by=by,
        at=at,
        params={"amount": str(paid.amount_for(case)), "number": paid.number},
    )


@operation
def _carry_out_grant(
    *, application: models.Application, by: Actor, at: dt.datetime
) -> None:
    """Carry out the decision, now that the levy is paid."""
    decision = queries.last_decision(application)
    definition = catalogue.definition(application.definition)
    if definition.result is not None and decision is not None:
        kind = "PAID"
        answering.give(
            application=application, decision=decision, type=kind, by=by, at=at
        )
        return
    answers = sealed_contents.open_answers(
        application=application, by=by, at=at, purpose="ISSUE"
    )
    to = State.GRANTED
    steps.change_state(
        application=application, to=to, type="PAID", fields=["due_on"], by=by, at=at
    )
    content_to_issue.prepare(
        application=application,
        signatory=content_to_issue.signatory_of(application),
        answers=answers,
        by=by,
        at=at,
    )


@operation
def notify_of_overpayment(
    *, case: UUID, overpayment: UUID, by: Actor, at: dt.datetime
) -> None:
    """Inform the citizen of money that settles no bill, or that it was refunded.

    Money may still come in for a case that was erased: then no message can be
    sent, and officers see the money all the same.
    """
    application = queries.with_step_data(
        models.Application.objects.filter(id=case)
    ).first()
    row = payments.overpayment(overpayment)
    if application is None or row.bill is None:
        return
    params = {
        "amount": str(row.amount),
        "number": references.pretty(row.bill.number),
        "why": row.reason,
    }
    kind = "SURPLUS" if row.settled_at is None else "REFUNDED"
    with contextlib.suppress(vault_errors.Erased), transaction.atomic():
        steps.notify(application=application, kind=kind, by=by, at=at, params=params)


@operation
def notify_of_expired_bill(
    *, case: UUID, bill: UUID, by: Actor, at: dt.datetime
) -> None:
    """Inform the citizen that a payment code ran out, and how to get another one."""
    _notify_of_bill(case=case, kind="BILL_EXPIRED", bill=bill, by=by, at=at)


@operation
def notify_of_replaced_bill(
    *, case: UUID, bill: UUID, by: Actor, at: dt.datetime
) -> None:
    """Inform the citizen of the code that replaces the one of a shared bill."""
    _notify_of_bill(case=case, kind="BILL", bill=bill, by=by, at=at)


@operation
def remind_to_pay(*, case: UUID, bill: UUID, by: Actor, at: dt.datetime) -> None:
    """Remind the citizen of a bill that ends soon, or that ended unpaid."""
    _notify_of_bill(case=case, kind="UNPAID", bill=bill, by=by, at=at)


@operation
def _notify_of_bill(
    *, case: UUID, kind: str, bill: UUID, by: Actor, at: dt.datetime
) -> None:
    """Send nothing if the application waits for no payment, or was erased."""
    application = queries.with_step_data(
        models.Application.objects.filter(id=case)
    ).first()
    if application is None or application.state not in AWAITING_PAYMENT:
        return
    row = payments.bill(bill)
    is_open = payments.state_at(row, at) == payment_rules.State.OPEN
    params = {
        **_event_of(application, row),
        "amount": str(row.amount),
        "number": references.pretty(row.number),
        "expires_on" if is_open else "expired_on": row.expires_at.isoformat(),
        **_time_to_pay(payment_rules.VALID_FOR),
    }
    with contextlib.suppress(vault_errors.Erased), transaction.atomic():
        steps.notify(application=application, kind=kind, by=by, at=at, params=params)


def _time_to_pay(span: dt.timedelta) -> dict[str, str]:
    """How long a new code is valid, for a message: in whole days, else in hours."""
    if span.days:
        return {"days": str(span.days)}
    return {"hours": str(span // dt.timedelta(hours=1))}


def _event_of(application: models.Application, bill: Bill) -> dict[str, str]:
    """What a message names instead of one service, where a bill is for several."""
    if len(bill.cases) < 2 or application.bundle is None:
        return {}
    title = catalogue.definition(application.bundle.definition).title
    return {
        "service": title.of(application.language),
        "reference": references.pretty(application.bundle.reference),
    }


@operation
def close(*, case: UUID, number: str, by: Actor, at: dt.datetime) -> None:
    """Close an application whose document is issued."""
    application = _lock_case(case)
    if application is None or application.state != State.GRANTED:
        return
    steps.change_state(
        application=application, to=State.ISSUED, type="CLOSED", by=by, at=at
    )
    steps.notify(
        application=application,
        kind="ISSUED",
        by=by,
        at=at,
        params={"number": number, **_to_collect(application, at)},
    )


def _to_collect(application: models.Application, at: dt.datetime) -> dict[str, str]:
    """What a message says about a thing that is handed over; else nothing."""
    definition = catalogue.definition(application.definition)
    wanted = queries.collection(application, definition, application.language, at)
    if wanted is None or wanted.ready_on is None:
        return {}
    return {
        "thing": wanted.thing,
        "ready_on": wanted.ready_on.isoformat(),
        "place": wanted.place,
        "bring": "\n".join(f"- {item}" for item in wanted.bring),
    }
