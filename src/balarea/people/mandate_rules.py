"""Acting for another by mandate: kinds, proofs and limits.

A mandate (*surat kuasa*) is a contract by which one person lets another act in their
name (KUHPerdata arts. 1792, 1793); the principal may end it at any time (art. 1814),
and so may the representative (art. 1817). To be confirmed by a lawyer.
"""

import datetime as dt
import enum
import unicodedata
from collections.abc import Mapping
from typing import NamedTuple, Self
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DEFAULT_DAYS = 90
MAX_DAYS = 365
MAX_SERVICES = 20  # that one mandate names
MAX_NAME = 80
MAX_NAME_IN_MESSAGE = 30
# Who files for more people than this within so many days is shown to oversight: for
# unrelated ones, and for ones of whom they say that they are family. Notaries act for
# many by their office and aren't counted. Our own rule, no law's.
BROKER_DAYS = 30
MAX_PRINCIPALS = 5
MAX_FAMILY = 10


class Kind(enum.StrEnum):
    """What the representative is to the principal; `label`: as people choose it."""

    label: str | Promise
    is_related: bool

    def __new__(
        cls, code: str, label: str | Promise = "", is_related: bool = True
    ) -> Self:
        kind = str.__new__(cls, code)
        kind._value_ = code
        kind.label = label
        kind.is_related = is_related
        return kind

    FAMILY = "FAMILY", _("Family")
    FIRM = "FIRM", _("Works for the firm"), False
    NOTARY = "NOTARY", _("Notary or land deed official")
    OTHER = "OTHER", _("Somebody else whom they trust"), False


class Proof(enum.StrEnum):
    """How it is certain that the principal wants it."""

    label: str | Promise

    def __new__(cls, code: str, label: str | Promise = "") -> Self:
        proof = str.__new__(cls, code)
        proof._value_ = code
        proof.label = label
        return proof

    CODE = "CODE", _("By a code that was sent to them")
    PAPER = "PAPER", _("By a signed paper, seen at a desk")
    OFFICE = "OFFICE", _("Both came to a desk")


class EndedBy(enum.StrEnum):
    """Who ended a mandate."""

    PRINCIPAL = "PRINCIPAL"
    REPRESENTATIVE = "REPRESENTATIVE"
    OFFICE = "OFFICE"  # an officer, for the principal at the desk


class Terms(NamedTuple):
    """What a mandate says; names as they were typed, `services` none named: all."""

    kind: Kind
    services: tuple[str, ...]
    valid_until: dt.date
    principal: str
    representative: str


def last_day(today: dt.date) -> dt.date:
    """The last day that a mandate given today may name."""
    return today + dt.timedelta(days=MAX_DAYS)


def default_day(today: dt.date) -> dt.date:
    """The last day of a mandate that names none."""
    return today + dt.timedelta(days=DEFAULT_DAYS)


def name_in_message(name: str) -> str:
    """A name that somebody typed, for a message to another: letters and spaces only.

    So that nobody can put an address or a number into the mall's message.
    """
    plain = unicodedata.normalize("NFC", name)
    letters = "".join(sign if sign.isalpha() else " " for sign in plain)
    return " ".join(letters.split())[:MAX_NAME_IN_MESSAGE].strip()


def code_details(terms: Terms, representative: UUID, scope: str) -> dict[str, str]:
    """What is sealed with a code: the message says it, and telling the code agrees.

    `scope`: the title of the only service that the mandate covers, else empty.
    """
    return {
        "kind": terms.kind.value,
        "services": " ".join(terms.services),
        "until_on": terms.valid_until.isoformat(),
        "principal": terms.principal,
        "representative": terms.representative,
        "representative_id": str(representative),
        "who": name_in_message(terms.representative),
        "scope": scope,
    }


def agreed_terms(details: Mapping[str, str]) -> Terms:
    """The terms that `code_details` were made of."""
    return Terms(
        Kind(details["kind"]),
        tuple(details["services"].split()),
        dt.date.fromisoformat(details["until_on"]),
        details["principal"],
        details["representative"],
    )
