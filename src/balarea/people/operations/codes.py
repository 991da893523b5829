"""One-time codes: asked for, sent by whoever listens to `CodeWanted`, proved once."""

import dataclasses
import datetime as dt
import hmac
import logging
import secrets
from typing import Literal
from uuid import UUID

import msgspec
from django.conf import settings
from django.db import connection

from balarea.foundation import events, ids, normalization, rate_limits, unit_of_work
from balarea.foundation.operation import Actor, operation
from balarea.people import errors, models, queries, rules
from balarea.people.addresses import Address
from balarea.people.events import CodeWanted
from balarea.people.operations.contacts import find_or_create_contact
from balarea.vault import errors as vault_errors
from balarea.vault import operations as vault
from balarea.vault import queries as vault_queries

DIGITS = 6
LIFE = dt.timedelta(minutes=10)
TRIES = rules.TRIES
RESEND = dt.timedelta(seconds=60)
# Five codes of five tries an hour: one guess in forty thousand, an hour.
# Thousands share one address of a mobile carrier; a pump would want more than this.
PER_NETWORK = 200
GUESSES_PER_NETWORK = 300
WINDOW = dt.timedelta(hours=1)
# What the mall pays for at most in a day, whoever asks from how many networks. Of ten
# thousand numbers that lie side by side, which are rented for pumping, a few per cent
# ask on one day; of a regency of a million, some thousands.
DAY = dt.timedelta(days=1)
PER_PREFIX_A_DAY = 200
PER_MALL_A_DAY = 10_000
SIDE_BY_SIDE = 4  # digits that numbers of one prefix differ in

logger = logging.getLogger(__name__)

type Trouble = Literal["", "WRONG", "UNREADABLE", "EXPIRED", "USED", "SPENT"]


@dataclasses.dataclass(frozen=True, slots=True)
class Proof:
    """What came of a typed code: a proved contact, or what is wrong with the code."""

    contact: models.Contact | None
    trouble: Trouble = ""
    left: int = 0


def _digits(text: str) -> str:
    """What was typed as a code, spaces and dashes aside; empty if it can't be one.

    Whoever pastes the whole message has typed the code that stands in it.
    """
    return normalization.one_time_code(text, DIGITS)


def _hash(code: models.ContactCode, digits: str) -> bytes:
    """Of the digits and of all that says whom they prove, and for what.

    Whoever makes the row point elsewhere makes its code a wrong one.
    """
    whom = (code.id.bytes, bytes(code.index), code.sealed_id.bytes)
    what = (code.kind.encode(), code.purpose.encode(), digits.encode())
    return vault_queries.keyed_hash("code", *whom, *what)


def _count(address: Address, network: str, device: str, at: dt.datetime) -> None:
    whose = f"{address.value}|{device}" if device else address.value
    own = vault_queries.blind_index("contact", whose)
    most = settings.BALAREA_CODES_PER_CONTACT
    rate_limits.take("code-contact", own, most, WINDOW, at)
    from_where = vault_queries.blind_index("network", device or network)
    rate_limits.take("code-network", from_where, PER_NETWORK, WINDOW, at)
    if address.kind == "PHONE" and settings.BALAREA_PHONE_CODES_COST:
        _count_costs(address, is_known=bool(device), at=at)


def _count_costs(address: Address, *, is_known: bool, at: dt.datetime) -> None:
    """The ceilings of a day, and the alarms before and at them.

    Those who were let in before by the same browser are counted by themselves, so that
    a pump doesn't lock them out.
    """
    prefix = address.value[:-SIDE_BY_SIDE]
    for scope, whose, most in (
        ("code-prefix", prefix, PER_PREFIX_A_DAY),
        ("code-mall", "all", PER_MALL_A_DAY),
    ):
        key = vault_queries.blind_index(scope, f"{whose}|known" if is_known else whose)
        count = rate_limits.take(scope, key, most, DAY, at)
        if count == most // 2:
            logger.warning("half of a day's codes to phones are sent; see limits")
        elif count == most:
            logger.error("no more codes go to phones today: a daily ceiling is reached")


@operation
def request_code(
    *,
    address: Address,
    purpose: str,
    network: str,
    language: str,
    by: Actor,
    at: dt.datetime,
    device: str = "",
) -> models.ContactCode:
    """Make a code for a contact, known or not, and let it be sent.

    A `device` in which this contact was proved before (`people.devices`) has codes of
    its own: strangers can't use them up.

    Raises:
        errors.TooSoon: one was sent less than a minute ago.
        foundation.errors.TooMany: too many for this contact, or from this network.
    """
    index = vault_queries.blind_index("contact", address.value)
    with connection.cursor() as cursor:  # two at once end with one code
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s)",
            [int.from_bytes(index[:8], "big", signed=True)],
        )
    latest = queries.latest_code(index, purpose, at)
    if latest is not None and at - latest.sent_at < RESEND:
        left = RESEND - (at - latest.sent_at)
        raise errors.TooSoon(seconds=max(1, int(left.total_seconds())))
    _count(address, network, device, at)
    code_id = ids.uuid7()
    digits = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    content = msgspec.json.encode({"address": address.value, "code": digits})
    sealed = vault.seal(case=code_id, name="code", content=content, by=by, at=at)
    code = models.ContactCode(
        id=code_id,
        index=index,
        kind=address.kind,
        sealed=sealed,
        purpose=purpose,
        sent_at=at,
        expires_at=at + LIFE,
    )
    code.code_hash = _hash(code, digits)
    unit_of_work.add(code)
    masked = rules.masked_contact(address.value)
    events.announce(CodeWanted(code=code_id, masked=masked, language=language, at=at))
    return code


@operation
def prove(*, code: UUID, typed: str, network: str, by: Actor, at: dt.datetime) -> Proof:
    """Compare a typed code; the right one makes its contact a proved one.

    A wrong code is an answer and no exception, so that the try is counted. What can't
    be a code is no guess, and costs none.

    Raises:
        foundation.errors.TooMany: too many guesses from this network.
    """
    row = models.ContactCode.objects.select_for_update().filter(id=code).first()
    if row is None or at >= row.expires_at:
        return Proof(None, "EXPIRED")
    if row.used_at is not None:
        return Proof(None, "USED")
    if row.attempts >= TRIES:
        return Proof(None, "SPENT")
    digits = _digits(typed)
    if not digits:
        return Proof(None, "UNREADABLE", TRIES - row.attempts)
    from_where = vault_queries.blind_index("network", network)
    rate_limits.take("code-guess", from_where, GUESSES_PER_NETWORK, WINDOW, at)
    is_right = hmac.compare_digest(bytes(row.code_hash), _hash(row, digits))
    row.attempts += 1
    row.used_at = at if is_right else None
    unit_of_work.change(row, "attempts", "used_at")
    if not is_right:
        left = TRIES - row.attempts
        return Proof(None, "WRONG" if left else "SPENT", left)
    content = vault.open(
        sealed=row.sealed, case=row.id, name="code", by=by, purpose="OWN_DATA", at=at
    )
    sent = msgspec.json.decode(content)
    value, index = sent["address"], bytes(row.index)
    if vault_queries.blind_index("contact", value) != index or sent["code"] != digits:
        raise vault_errors.mismatch(row.id)  # of another, or of another time
    kind: Literal["PHONE", "EMAIL"] = "PHONE" if row.kind == "PHONE" else "EMAIL"
    return Proof(find_or_create_contact(address=Address(kind, value), by=by, at=at))
