"""The receipts of a filing and of a payment."""

import dataclasses
import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from balarea.applications import models
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.documents import document_content
from balarea.foundation import languages, money, references
from balarea.payments import rules as payment_rules
from balarea.payments.models import Bill
from balarea.people.models import Agency
from balarea.people.queries import mandates as mandate_queries


@dataclasses.dataclass(frozen=True, slots=True)
class Proof:
    """The contents of a receipt."""

    reference: str
    secret: str
    tracking: str
    service: str
    service_name: engine.Text
    agency_name: engine.Text
    definition: str
    filed_at: dt.datetime
    check_due_on: dt.date | None
    promised_on: dt.date
    is_fee_first: bool
    is_handed_over: bool = False
    is_at_once: bool = False  # granted by rules, once a fee is paid
    is_desk: bool = False  # brought to a desk by `promised_on`
    # Who filed for whom, under a mandate.
    filed_by: engine.Text | None = None

    @property
    def fingerprint(self) -> list[str]:
        """The definition's hash in groups between which a line may break."""
        return [self.definition[i : i + 8] for i in range(0, len(self.definition), 8)]

    @property
    def pretty_secret(self) -> str:
        """The secret in two groups of five."""
        return f"{self.secret[:5]}-{self.secret[5:]}"


def proof(
    application: models.Application,
    *,
    definition: engine.Definition,
    agency: Agency | None,
    filing: models.Filing,
    secret: str,
    tracking: str,
    is_fee_first: bool,
) -> Proof:
    """The receipt of the last filing of an application.

    `is_fee_first`: the work on this filing begins when its fee is paid.
    """
    return Proof(
        reference=references.pretty(application.reference),
        secret=secret,
        tracking=tracking,
        service=application.service,
        service_name=definition.title,
        agency_name=agency_name(agency, application.agency),
        definition=application.definition,
        filed_at=filing.at,
        check_due_on=filing.check_due_on,
        promised_on=filing.promised_on or application.promised_on,
        is_fee_first=is_fee_first,
        is_handed_over="HAND_OVER" in definition.steps,
        is_at_once=filing.unconfirmed == [],
        is_desk="SERVE" in definition.steps,
        filed_by=filed_by(application),
    )


def filed_by(case: models.Owned) -> engine.Text | None:
    """Who filed a case for whom; None where the owner did."""
    if case.mandate_id is None:
        return None
    row = mandate_queries.mandate(case.mandate_id)
    who, whom = row.representative_masked, row.principal_masked
    return engine.Text(id=f"{who} untuk {whom}", en=f"{who} for {whom}")


def receipt_content(
    proof: Proof, *, desk: str = "", rows: tuple[document_content.Row, ...] = ()
) -> document_content.Receipt:
    """The same for the typesetter; `desk` and `rows` are of a file for the desk."""
    if proof.filed_by is not None:
        label = document_content.Words("Diajukan oleh", "Filed by")
        value = document_content.Words.of(proof.filed_by.texts)
        rows = (document_content.Row(label, value), *rows)
    return document_content.Receipt(
        reference=proof.reference,
        tracking=proof.tracking,
        service=proof.service,
        service_name=document_content.Words.of(proof.service_name.texts),
        agency_name=document_content.Words.of(proof.agency_name.texts),
        definition=proof.definition,
        received_at=proof.filed_at,
        check_due_on=proof.check_due_on,
        promised_on=None if proof.is_at_once else proof.promised_on,
        desk=desk,
        rows=rows,
        is_fee_first=proof.is_fee_first,
        is_handed_over=proof.is_handed_over,
        code=proof.pretty_secret,
    )


def bundle_receipt(
    filing: models.BundleFiling, proofs: Sequence[Proof]
) -> document_content.BundleReceipt:
    """The receipt of what was filed as one, for the typesetter."""
    title, acted = catalogue.definition(filing.definition).title, filed_by(filing)
    return document_content.BundleReceipt(
        reference=references.pretty(filing.reference),
        title=document_content.Words.of(title.texts),
        received_at=filing.at,
        items=tuple(
            document_content.BundleItem(receipt_content(proof), is_desk=proof.is_desk)
            for proof in proofs
        ),
        filed_by=document_content.Words.of(acted.texts) if acted else None,
    )


def payment(
    bill: Bill, definition: engine.Definition, agency: Agency | None
) -> document_content.Payment:
    """The receipt of a payment, for the typesetter.

    Raises:
        ValueError: the bill is not paid.
    """
    if bill.paid_at is None:
        message = f"bill {bill.number} is not paid"
        raise ValueError(message)
    return document_content.Payment(
        number=references.pretty(bill.number),
        reference=references.pretty(bill.reference),
        service=bill.service,
        service_name=document_content.Words.of(definition.title.texts),
        agency_name=document_content.Words.of(agency_name(agency, bill.agency).texts),
        definition=bill.definition,
        amount=money.format_rupiah(bill.amount),
        rows=tuple(row for line in bill.lines for row in _rows(line)),
        paid_at=bill.paid_at,
    )


def agency_name(agency: Agency | None, code: str) -> engine.Text:
    """The name in each language; the code if there is no such agency."""
    if agency is None:
        return engine.Text.by_language(lambda _: code)
    return engine.Text(**{languages.DEFAULT: agency.name, **agency.name_translations})


def _rows(line: dict[str, Any]) -> Iterator[document_content.Row]:
    """The rows of a line of a bill: the figures of its tariff, then the sum."""
    due = payment_rules.line_of(line)
    for label, figure in due.steps:
        yield document_content.Row(
            document_content.Words.of(label), document_content.Words.of(figure)
        )
    amount = document_content.Words(money.format_rupiah(due.amount))
    yield document_content.Row(document_content.Words.of(due.label), amount)
