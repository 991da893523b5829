"""Bills as pages show them. The app that owns the case checks who may see them."""

import dataclasses
import datetime as dt
import functools
import io
from typing import NamedTuple
from uuid import UUID

import segno
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from balarea.foundation import references
from balarea.foundation.languages import in_language
from balarea.payments import models, qris, queries, rules
from balarea.payments.providers.base import TakesAtCounter
from balarea.payments.providers.demo import Act
from balarea.payments.providers.registry import registered
from balarea.payments.rules import STATUS, Outcome, Remedy, State

PIXELS_A_MODULE = 12  # sharp when a phone shows it, and far below 100 KB


@dataclasses.dataclass(frozen=True, slots=True)
class BillCard:
    """What `<c-bill>` and the receipt show; times are moments, amounts rupiah."""

    bill: models.Bill
    status: State
    title: str
    number: str
    reference: str
    amount: int
    lines: tuple["LineShown", ...]
    qr: str
    caption: str
    expires_at: dt.datetime
    paid_at: dt.datetime | None

    @property
    def is_shared(self) -> bool:
        """Whether it is for several applications."""
        return len(self.bill.cases) > 1

    @property
    def is_open(self) -> bool:
        return self.status == State.OPEN

    @property
    def is_paid(self) -> bool:
        return self.status == State.PAID

    @property
    def is_expired(self) -> bool:
        return self.status == State.EXPIRED


def bill_card(bill: models.Bill, *, at: dt.datetime | None = None) -> BillCard:
    """A bill in the reader's language.

    With `at`, a bill past its time shows as expired before the job has closed it.
    """
    status = queries.state_at(bill, at) if at else State(bill.state)
    is_open = status == State.OPEN
    return BillCard(
        bill=bill,
        status=status,
        title=_("Receipt") if status == State.PAID else _("What you pay"),
        number=references.pretty(bill.number),
        reference=references.pretty(bill.reference),
        amount=bill.amount,
        lines=lines(bill),
        # A code that can't be paid any more isn't shown: it could be scanned.
        qr=bill.qris if is_open else "",
        caption=_("Scan with any banking app or e-wallet that takes QRIS."),
        expires_at=bill.expires_at,
        paid_at=bill.paid_at,
    )


@dataclasses.dataclass(frozen=True, slots=True)
class Picture:
    """The code of a bill as a file to save, named after the bill."""

    name: str
    content: bytes


def picture(bill: models.Bill, *, at: dt.datetime) -> Picture | None:
    """The QRIS code as PNG for a bank's app; None once it can't be paid any more."""
    if queries.state_at(bill, at) != State.OPEN:
        return None
    out = io.BytesIO()
    # Four modules of white around it: apps that read a saved picture need them.
    segno.make(bill.qris, error="m", micro=False).save(
        out, kind="png", scale=PIXELS_A_MODULE, border=4
    )
    return Picture(f"qris-{references.pretty(bill.number)}.png", out.getvalue())


@dataclasses.dataclass(frozen=True, slots=True)
class CounterPayment:
    """How a bill is paid at a bank's counter."""

    bank: str
    code: str
    amount: int
    expires_at: dt.datetime


def counter_payment(bill: models.Bill, *, at: dt.datetime) -> CounterPayment | None:
    """None where the bill can't be paid now, or its provider has no counters."""
    provider: object = registered().get(bill.provider)
    is_open = queries.state_at(bill, at) == State.OPEN
    if not is_open or not isinstance(provider, TakesAtCounter):
        return None
    return CounterPayment(
        bank=provider.counter_name,
        code=provider.counter_code(
            number=bill.number, reference=bill.provider_reference
        ),
        amount=bill.amount,
        expires_at=bill.expires_at,
    )


class LineShown(NamedTuple):
    """A line in the reader's language, and the figures that its amount comes from."""

    label: str
    amount: int
    steps: tuple[tuple[str, str], ...] = ()


def lines(bill: models.Bill) -> tuple[LineShown, ...]:
    """What the amount is made of, in whole rupiah."""
    shown = functools.partial(in_language, language=get_language())
    return tuple(
        LineShown(
            shown(line.label),
            line.amount,
            tuple((shown(label), shown(figure)) for label, figure in line.steps),
        )
        for line in map(rules.line_of, bill.lines)
    )


@dataclasses.dataclass(frozen=True, slots=True)
class OverpaymentRow:
    """Money that settled no bill, for the officer who answers for it."""

    id: UUID
    number: str
    reference: str
    case: UUID | None
    amount: int
    billed: int | None
    why: str
    found_at: dt.datetime
    is_settled: bool


def overpayment(row: models.Overpayment) -> OverpaymentRow:
    bill = row.bill
    return OverpaymentRow(
        id=row.id,
        number=references.pretty(bill.number) if bill else "",
        reference=references.pretty(bill.reference) if bill else "",
        case=bill.for_cases()[0] if bill else None,
        amount=row.amount,
        billed=bill.amount if bill else None,
        why=_answers()[Outcome(row.reason)][1],
        found_at=row.found_at,
        is_settled=row.settled_at is not None,
    )


@dataclasses.dataclass(frozen=True, slots=True)
class OwnOverpayment:
    """Money that settled nothing, for whoever paid it; `back_at` once it went back.

    `id` names the officer's proof among the texts that were opened for its owner.
    """

    id: str
    amount: int
    why: str
    came_at: dt.datetime
    back_at: dt.datetime | None


def own_overpayments(case: UUID) -> list[OwnOverpayment]:
    """What a case's payer has here or had back; what was accepted is a receipt."""
    answers = _answers()
    return [
        OwnOverpayment(
            id=str(row.id),
            amount=row.amount,
            why=answers[Outcome(row.reason)][1],
            came_at=row.found_at,
            back_at=row.settled_at,
        )
        for row in queries.overpayments_of(case)
        if row.remedy != Remedy.ACCEPTED
    ]


@dataclasses.dataclass(frozen=True, slots=True)
class Code:
    """A QRIS code as a banking app reads it: nothing here comes from our tables."""

    merchant: str
    city: str
    nmid: str
    amount: int
    objects: tuple[tuple[str, str, str], ...]


def read_code(payload: str) -> Code:
    """Read a code back; each object as (tag, what it is, value)."""
    values = qris.decode(payload)
    names = {
        qris.PAYLOAD_FORMAT: _("Version"),
        qris.INITIATION: _("For one payment"),
        qris.ACQUIRER: _("Account at the bank"),
        qris.REPOSITORY: _("National merchant number"),
        qris.CATEGORY: _("Kind of merchant: government"),
        qris.CURRENCY: _("Currency: rupiah"),
        qris.AMOUNT: _("Amount"),
        qris.COUNTRY: _("Country"),
        qris.NAME: _("Merchant"),
        qris.CITY: _("City"),
        qris.POSTAL_CODE: _("Postal code"),
        qris.ADDITIONAL: _("Bill and counter"),
        qris.CRC: _("Checksum"),
    }
    return Code(
        merchant=values[qris.NAME],
        city=values[qris.CITY],
        nmid=qris.data_objects(values[qris.REPOSITORY])["02"],
        amount=int(values[qris.AMOUNT]),
        objects=tuple(
            (tag, names.get(tag, ""), value) for tag, value in values.items()
        ),
    )


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """What the mall said to the bank, for people."""

    outcome: str
    status: int
    kind: str
    title: str
    text: str


def demo_answer(outcome: str) -> Answer | None:
    """A sentence for what a callback came to; None for anything else."""
    if outcome not in Outcome.__members__:
        return None
    kind, title, text = _answers()[Outcome(outcome)]
    return Answer(outcome, STATUS.get(Outcome(outcome), 200), kind, title, text)


def _answers() -> dict[Outcome, tuple[str, str, str]]:
    listed = _("The money is on the officers' list until it is given back.")
    unmoved = _("Nothing has changed, and the attempt is on record.")
    counted = _("Nothing has changed. Officers see how many of these came.")
    return {
        Outcome.PAID: ("ok", _("Paid"), _("The bill is settled. Thank you.")),
        Outcome.REPEATED: (
            "info",
            _("Told twice, counted once"),
            _("The mall knew this payment already. Nothing has changed."),
        ),
        Outcome.PAID_LATE: ("warn", _("Paid too late"), listed),
        Outcome.PAID_TWICE: ("warn", _("Paid twice"), listed),
        Outcome.WRONG_AMOUNT: ("warn", _("Wrong amount"), listed),
        Outcome.UNKNOWN_BILL: ("warn", _("Unknown bill"), listed),
        Outcome.CONFLICT: ("bad", _("Contradiction refused"), unmoved),
        Outcome.FORGED: ("bad", _("Forgery refused"), counted),
        Outcome.STALE: ("bad", _("Replay refused"), counted),
        Outcome.MALFORMED: ("bad", _("Unreadable callback refused"), unmoved),
    }


def demo_tricks() -> tuple[tuple[Act, str], ...]:
    """What the demo bank can do besides paying."""
    return (
        (Act.REPEAT, _("Tell of the same payment twice")),
        (Act.PAY_AGAIN, _("Pay a second time")),
        (Act.WRONG_AMOUNT, _("Pay one rupiah too much")),
        (Act.LATE, _("Pay after the bill has run out")),
        (Act.FORGE, _("Forge the signature")),
        (Act.REPLAY, _("Replay a ten-minute-old callback")),
    )
