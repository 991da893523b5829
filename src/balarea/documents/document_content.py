"""The content of documents and receipts before typesetting: pure data, bilingual.

The Indonesian text is authoritative (UU 24/2009 art. 27); English is printed smaller.
"""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Literal, Self

from balarea.people import rules as people_rules

type Template = Literal["LICENCE", "CERTIFICATE", "LETTER"]


@dataclasses.dataclass(frozen=True, slots=True)
class Words:
    """A text in the two languages of a document; `en` may be empty."""

    id: str
    en: str = ""

    @classmethod
    def of(cls, texts: Mapping[str, str]) -> Self:
        """From texts by language code, of which a document uses two."""
        return cls(texts["id"], texts.get("en", ""))

    @property
    def translations(self) -> dict[str, str]:
        """Language code → text without Indonesian, as tables store it."""
        return {"en": self.en} if self.en else {}


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One line of the document's table."""

    label: Words
    value: Words


@dataclasses.dataclass(frozen=True, slots=True)
class Signatory:
    """Whose signature it is. Officials' names are public, as on a name plate.

    `place`: where it is signed. `is_seal`: the electronic seal of an agency, whose name
    it is then.
    """

    office: Words
    name: str
    place: str
    is_seal: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class DocumentContent:
    """The content of a document, without its number, code and signature.

    `holder` is the name of the person; the public sees it masked only.
    `issued_on` and `valid_until` are days of the regency's calendar, both inclusive.
    """

    template: Template
    title: Words
    agency: str
    agency_name: Words
    service: str
    service_name: Words
    definition: str
    holder: str
    rows: tuple[Row, ...]
    statements: tuple[Words, ...]
    signatory: Signatory
    issued_on: dt.date
    valid_until: dt.date | None = None
    legal_basis: tuple[str, ...] = ()
    automatic: tuple[Words, ...] = ()  # what it states of a decision that rules took
    # What it states of the earlier document whose place it takes.
    history: tuple[Words, ...] = ()
    mark: Words | None = None  # above its title, such as “salinan pengganti”

    @property
    def holder_masked(self) -> str:
        return people_rules.masked_name(self.holder)


@dataclasses.dataclass(frozen=True, slots=True)
class NumberedContent:
    """The content with number and code from `operations.prepare`; stored under seal."""

    paper: DocumentContent  # a stored name: the JSON under seal has it
    number: str
    code: str
    reference: str
    address: str  # its verification page


@dataclasses.dataclass(frozen=True, slots=True)
class LogCode:
    """The text of a QR code that proves a filing by the public log, or promises it.

    `index` is its place in the log; None for a promise, which has a `deadline`. `site`
    is the address, without its scheme, at which anybody checks the text.
    """

    text: str
    site: str
    index: int | None = None
    deadline: dt.datetime | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Receipt:
    """The proof of a submission. `tracking` is the address with its secret.

    `check_due_on` is the last day of the check, from which `promised_on` counts; both
    move while a fee that comes first isn't paid. `is_handed_over`: by the second day
    a complete file has gone to the register that decides. `desk` is the address that
    opens the case for an officer, of a file that is brought to the desk by that day.
    """

    reference: str
    tracking: str
    service: str
    service_name: Words
    agency_name: Words
    definition: str
    received_at: dt.datetime
    promised_on: dt.date | None
    check_due_on: dt.date | None = None
    is_fee_first: bool = False
    is_handed_over: bool = False
    desk: str = ""
    rows: tuple[Row, ...] = ()
    code: str = ""  # the secret to type beside the reference, when there is no QR
    log: LogCode | None = None  # on what a desk prints


@dataclasses.dataclass(frozen=True, slots=True)
class StepReceipt:
    """The proof that the public log has a step of an application.

    `proof` and `policy` are attached; `qr` is the text of the code that proves the
    step's hash alone. `witnesses` are names and times.
    """

    reference: str
    service_name: Words
    agency_name: Words
    step: Words
    claimed_at: dt.datetime
    is_late: bool
    log: str
    index: int
    leaf_hash: str
    witnesses: tuple[tuple[str, dt.datetime], ...]
    since: dt.datetime | None
    opened: tuple[tuple[Words, str], ...]
    verify: str  # the address at which anybody verifies it
    qr: str
    proof: str
    policy: str
    policy_hash: str


@dataclasses.dataclass(frozen=True, slots=True)
class Slip:
    """A receipt on a narrow roll. `words` are its code to read out, `site` the address
    of the tracking page without its secret, `bring` what to bring when collecting,
    `hours` the opening hours of the agency's desk, in Indonesian."""

    receipt: Receipt
    words: tuple[str, ...]
    office: str
    site: str
    bring: tuple[Words, ...] = ()
    filed_by: Words | None = None  # who filed for whom, under a mandate
    hours: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class BundleItem:
    """One application on a receipt of several; `is_desk`: brought to a desk by then."""

    receipt: Receipt
    is_desk: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class BundleReceipt:
    """The proof that several applications were submitted as one.

    `reference` is the common number.
    """

    reference: str
    title: Words
    received_at: dt.datetime
    items: tuple[BundleItem, ...]
    filed_by: Words | None = None  # who filed for whom, under a mandate


@dataclasses.dataclass(frozen=True, slots=True)
class Payment:
    """The proof that a bill was paid; it has no personal data and no secret.

    `rows` are the parts of the amount; `amount` is formatted for reading.
    """

    number: str
    reference: str
    service: str
    service_name: Words
    agency_name: Words
    definition: str
    amount: str
    rows: tuple[Row, ...]
    paid_at: dt.datetime
