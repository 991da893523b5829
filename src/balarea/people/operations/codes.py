"""One-time codes: requested, sent by a handler of `CodeRequested`, proved once."""

import dataclasses
import datetime as dt
import hmac
import logging
import secrets
from collections.abc import Mapping
from typing import Literal
from uuid import UUID

import msgspec
from django.conf import settings

from balarea.foundation import events, ids, normalization, rate_limits, unit_of_work
from balarea.foundation.operation import Actor, operation
from balarea.people import errors, models, queries, rules
from balarea.people.addresses import Address, kind_of
from balarea.people.events import CodeRequested
from balarea.people.operations import contacts
from balarea.vault import errors as vault_errors
from balarea.vault import operations as vault
from balarea.vault import queries as vault_queries

DIGITS = 6
LIFE = dt.timedelta(minutes=10)
RESEND = dt.timedelta(seconds=60)
# Five codes of five tries an hour: one guess in forty thousand, an hour.
# Thousands share one address of a mobile carrier; SMS pumping needs more than this.
PER_NETWORK = 200
GUESSES_PER_NETWORK = 300
WINDOW = dt.timedelta(hours=1)
# The most messages to phones that the mall pays for in a day, from all networks. SMS
# pumping rents numbers side by side: of ten thousand genuine ones a few per cent need a
# code on one day, and of a regency of a million people some thousands.
DAY = dt.timedelta(days=1)
PER_PREFIX_A_DAY = 200
PER_MALL_A_DAY = 10_000
SUFFIX_DIGITS = 4  # in which the numbers of one prefix differ

logger = logging.getLogger(__name__)

type Problem = Literal["", "WRONG", "UNREADABLE", "EXPIRED", "USED", "SPENT"]


@dataclasses.dataclass(frozen=True, slots=True)
class Proof:
    """The result of a typed code: a proved contact, or what is wrong with the code.

    `details`: what was sealed with the code when it was requested.
    """

    contact: models.Contact | None
    problem: Problem = ""
    tries_left: int = 0
    details: Mapping[str, str] = dataclasses.field(default_factory=dict)


def _digits(text: str) -> str:
    """The typed code without spaces and dashes, also out of a pasted message.

    Empty if the text contains no code.
    """
    return normalization.one_time_code(text, DIGITS)


def _hash(code: models.ContactCode, digits: str) -> bytes:
    """The keyed hash of the digits with the row's contact and purpose.

    A row that was changed to name another contact or purpose accepts no code.
    """
    contact = (code.id.bytes, bytes(code.index), code.sealed_id.bytes)
    use = (code.kind.encode(), code.purpose.encode(), digits.encode())
    return vault_queries.keyed_hash("code", *contact, *use)


def _count(address: Address, network: str, device: str, at: dt.datetime) -> None:
    """Count a code against the limits of its contact, network and day."""
    counted = f"{address.value}|{device}" if device else address.value
    most = settings.BALAREA_CODES_PER_CONTACT
    contact_key = vault_queries.blind_index("contact", counted)
    rate_limits.hit("code-contact", contact_key, most, WINDOW, at)
    network_key = vault_queries.blind_index("network", device or network)
    rate_limits.hit("code-network", network_key, PER_NETWORK, WINDOW, at)
    if address.kind == "PHONE" and settings.BALAREA_PHONE_CODES_COST:
        _count_costs(address, has_device=bool(device), at=at)


def _count_costs(address: Address, *, has_device: bool, at: dt.datetime) -> None:
    """Count a code to a phone against the limits of a day; log at half and all of it.

    Codes to browsers that signed in before are counted apart, so that SMS pumping
    doesn't lock out their owners.
    """
    prefix = address.value[:-SUFFIX_DIGITS]
    for scope, counted, most in (
        ("code-prefix", prefix, PER_PREFIX_A_DAY),
        ("code-mall", "all", PER_MALL_A_DAY),
    ):
        key = vault_queries.blind_index(
            scope, f"{counted}|known" if has_device else counted
        )
        count = rate_limits.hit(scope, key, most, DAY, at)
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
    details: Mapping[str, str] | None = None,
) -> models.ContactCode:
    """Make a code for a contact, whether it exists or not, and announce it for sending.

    `details` are sealed with the code, for its message; `prove` returns them. A
    `device` in which this contact was proved before (`people.devices`) has limits of
    its own, which others can't use up.

    Raises:
        errors.TooSoon: one was sent less than a minute ago.
        foundation.errors.TooMany: too many for this contact, or from this network.
    """
    index = vault_queries.blind_index("contact", address.value)
    contacts.lock(index)  # of two requests at once, one makes the code
    latest = queries.latest_code(index, purpose, at)
    if latest is not None and at - latest.sent_at < RESEND:
        wait = RESEND - (at - latest.sent_at)
        raise errors.TooSoon(seconds=max(1, int(wait.total_seconds())))
    _count(address, network, device, at)
    code_id = ids.uuid7()
    digits = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    content = msgspec.json.encode(
        dict(details or {}) | {"address": address.value, "code": digits}
    )
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
    events.announce(
        CodeRequested(code=code_id, masked=masked, language=language, at=at)
    )
    return code


@operation
def prove(*, code: UUID, typed: str, network: str, by: Actor, at: dt.datetime) -> Proof:
    """Compare a typed code; the right one proves its contact.

    A wrong code is returned and not raised, so that the counted try is committed. Text
    that contains no code costs no try.

    Raises:
        foundation.errors.TooMany: too many guesses from this network.
    """
    row = models.ContactCode.objects.select_for_update().filter(id=code).first()
    if row is None or at >= row.expires_at:
        return Proof(None, "EXPIRED")
    if row.used_at is not None:
        return Proof(None, "USED")
    if row.attempts >= rules.TRIES:
        return Proof(None, "SPENT")
    digits = _digits(typed)
    if not digits:
        return Proof(None, "UNREADABLE", rules.TRIES - row.attempts)
    network_key = vault_queries.blind_index("network", network)
    rate_limits.hit("code-guess", network_key, GUESSES_PER_NETWORK, WINDOW, at)
    is_right = hmac.compare_digest(bytes(row.code_hash), _hash(row, digits))
    row.attempts += 1
    row.used_at = at if is_right else None
    unit_of_work.change(row, "attempts", "used_at")
    if not is_right:
        tries_left = rules.TRIES - row.attempts
        return Proof(None, "WRONG" if tries_left else "SPENT", tries_left)
    content = vault.open(
        sealed=row.sealed, case=row.id, name="code", by=by, purpose="OWN_DATA", at=at
    )
    sent = msgspec.json.decode(content)
    value, index = sent["address"], bytes(row.index)
    if vault_queries.blind_index("contact", value) != index or sent["code"] != digits:
        raise vault_errors.mismatch(row.id)  # the row names another seal
    address = Address(kind_of(row.kind), value)
    contact = contacts.find_or_create_contact(address=address, by=by, at=at)
    details = {k: str(v) for k, v in sent.items() if k not in {"address", "code"}}
    return Proof(contact, details=details)
