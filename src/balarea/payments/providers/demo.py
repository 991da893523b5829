"""A bank for the demonstration: real codes, real signatures, no real money.

Callbacks are JSON, signed by Ed25519 over a line of purpose, the time and the body:
``balarea-payment-v1\\n<unix seconds>\\n<body>``. This system has the public
key only, so that nobody in it can forge a payment.
"""

import base64
import dataclasses
import datetime as dt
import enum
import re
import secrets
from collections.abc import Mapping

import msgspec
from cryptography.exceptions import InvalidSignature
from django.conf import settings

from balarea.foundation import references
from balarea.payments import qris
from balarea.payments.providers import keys
from balarea.payments.providers.base import Charge, InvalidCallback, ReportedPayment
from balarea.payments.providers.registry import register
from balarea.payments.rules import SIGNED_WITHIN, VALID_FOR, Outcome

CODE = "demo"
TIMESTAMP, SIGNATURE = "X-Timestamp", "X-Signature"
# No bank has this number: the issuer 9999 isn't given out.
NUMBERS = {
    "pan": "936099990000000001",
    "id": "BALAREA00000001",
    "nmid": "ID1099999999999",
}
_SECONDS = re.compile(r"[0-9]{1,11}")  # up to the year 5138


class Body(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What the demo bank says."""

    payment: str
    number: str
    amount: int
    paid_at: dt.datetime


def to_sign(timestamp: str, body: bytes) -> bytes:
    return b"balarea-payment-v1\n" + timestamp.encode() + b"\n" + body


def merchant() -> qris.Merchant:
    payee = settings.BALAREA_MALL.payments
    return qris.Merchant(
        **NUMBERS,
        name=payee.merchant,
        city=payee.city,
        postal_code=payee.postal_code,
    )


@register
class Demo:
    """See `balarea.payments.providers.base.Provider`."""

    code = CODE
    counter_name = "Bank Peragaan"

    def counter_code(self, *, number: str, reference: str) -> str:
        return references.pretty(number)

    def charge(self, *, number: str, amount: int, expires_at: dt.datetime) -> Charge:
        return Charge(
            reference=f"DEMO-{number}",
            qris=qris.encode(merchant(), amount=amount, number=number),
        )

    def read(
        self, *, headers: Mapping[str, str], body: bytes, at: dt.datetime
    ) -> ReportedPayment:
        timestamp = headers.get(TIMESTAMP, "")
        self._check_signature(timestamp, headers.get(SIGNATURE, ""), body)
        signed_at = dt.datetime.fromtimestamp(int(timestamp), dt.UTC)
        if abs(at - signed_at) > SIGNED_WITHIN:
            raise InvalidCallback(Outcome.STALE)
        try:
            content = msgspec.json.decode(body, type=Body)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            raise InvalidCallback(Outcome.MALFORMED) from None
        return ReportedPayment(
            content.payment, content.number, content.amount, content.paid_at
        )

    @staticmethod
    def _check_signature(timestamp: str, signature: str, body: bytes) -> None:
        if not _SECONDS.fullmatch(timestamp):
            raise InvalidCallback(Outcome.FORGED)
        try:
            raw = base64.b64decode(signature, validate=True)
            keys.public_key(CODE).verify(raw, to_sign(timestamp, body))
        except (InvalidSignature, ValueError):
            raise InvalidCallback(Outcome.FORGED) from None


def sign(body: bytes, at: dt.datetime) -> dict[str, str]:
    """The bank's side of the wire: the headers that make `body` a genuine callback."""
    timestamp = str(int(at.timestamp()))
    raw = keys.private_key(CODE).sign(to_sign(timestamp, body))
    return {TIMESTAMP: timestamp, SIGNATURE: base64.b64encode(raw).decode()}


class Act(enum.StrEnum):
    """The actions of the demonstration bank on a bill."""

    PAY = "PAY"
    REPEAT = "REPEAT"
    PAY_AGAIN = "PAY_AGAIN"
    FORGE = "FORGE"
    REPLAY = "REPLAY"
    WRONG_AMOUNT = "WRONG_AMOUNT"
    LATE = "LATE"

    @classmethod
    def get(cls, text: str) -> "Act":
        return cls(text) if text in cls._value2member_map_ else cls.PAY


@dataclasses.dataclass(frozen=True, slots=True)
class Sent:
    """One callback on the wire."""

    body: bytes
    headers: dict[str, str]


def callbacks(number: str, amount: int, act: Act, at: dt.datetime) -> list[Sent]:
    """What the bank sends for an act. Paying twice by a double click is one payment."""
    content = Body(payment=f"{number}-1", number=number, amount=amount, paid_at=at)
    signed_at = at
    if act == Act.PAY_AGAIN:
        content = msgspec.structs.replace(
            content, payment=f"{number}-{secrets.token_hex(4)}"
        )
    elif act == Act.WRONG_AMOUNT:
        content = msgspec.structs.replace(
            content, payment=f"{number}-W", amount=amount + 1
        )
    elif act == Act.LATE:
        later = at + VALID_FOR + dt.timedelta(days=1)
        content = msgspec.structs.replace(content, payment=f"{number}-L", paid_at=later)
    elif act == Act.REPLAY:
        signed_at = at - 2 * SIGNED_WITHIN
    body = msgspec.json.encode(content)
    headers = sign(body, signed_at)
    if act == Act.FORGE:
        headers[SIGNATURE] = base64.b64encode(bytes(64)).decode()
    sent = Sent(body, headers)
    return [sent, sent] if act == Act.REPEAT else [sent]
