"""A message is posted with the step that it is about, and sent by a job afterwards.

Posting happens in the step's own transaction: no step without its message, no message
without its step. Sending is at least once; a second copy carries the same id.
"""

import dataclasses
import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction

from balarea.foundation import unit_of_work
from balarea.foundation.errors import NotFound
from balarea.foundation.operation import Actor, operation
from balarea.notices import (
    errors,
    jobs,
    models,
    permissions,
    providers,
    queries,
    rendering,
    rules,
)
from balarea.notices.binding import binding
from balarea.notices.errors import CannotSend, CarrierPaused
from balarea.notices.kinds import KINDS
from balarea.notices.providers.base import Letter
from balarea.notices.providers.demo import MAILBOX, SHOWN, index_of
from balarea.notices.rules import State, Step
from balarea.people.queries import Scope
from balarea.transparency import operations as transparency
from balarea.vault import errors as vault_errors
from balarea.vault import operations as vault
from balarea.vault.models import Sealed


@operation
def post(
    *,
    case: UUID,
    channel: str,
    recipient: UUID,
    masked: str,
    kind: str,
    params: Mapping[str, str],
    secrets: UUID | None = None,
    language: str,
    agency: str = "",
    service: str = "",
    by: Actor,
    at: dt.datetime,
) -> models.Message:
    """Stage a message and its job in the running operation's transaction.

    A channel that nobody carries is accepted: the message fails visibly, so that an
    officer can reach the person another way.

    Args:
        kind: one of `kinds.KINDS`, else a KeyError.
        recipient: id of what seals the address as UTF-8, or JSON with ``address``.
        params: what the text shows; nothing personal.
        secrets: id of a sealed JSON object that joins `params` only while the text
            is made.
    """
    message = models.Message(
        case=case,
        channel=rules.Channel(channel),
        kind=KINDS[kind].code,
        language=language,
        recipient_id=recipient,
        masked=masked,
        params=dict(params),
        secrets_id=secrets,
        agency=agency,
        service=service,
        next_at=at,
        at=at,
    )
    message.bound = binding(message)
    unit_of_work.add(message)
    _step(message, Step.QUEUED, at)
    secret = vault.log_secret(case=case, by=by, at=at)
    _record(message, "ANNOUNCED", by, at, secret)
    _stage(message)
    return message


@operation
def untried(
    *, cases: Collection[UUID], kind: str, by: Actor, at: dt.datetime
) -> dict[UUID, models.Message]:
    """Messages of a kind that no attempt was made to send yet, locked, by their case.

    One that is being sent at this moment counts as sent.
    """
    rows = queries.untried(cases, kind).select_for_update(skip_locked=True)
    return {row.case: row for row in rows}


@operation
def update(
    *, message: models.Message, params: Mapping[str, str], by: Actor, at: dt.datetime
) -> None:
    """Bring one of the `untried` up to date, instead of sending another."""
    message.params = message.params | dict(params)
    unit_of_work.change(message, "params")
    _record(message, "ANNOUNCED", by, at)


@operation
def send(*, message: UUID, by: Actor, at: dt.datetime) -> None:
    """Try to send a queued message; a failed try is dated and staged again.

    A message that is already sent stays so: jobs may run twice. While the breaker of
    its carrier is open a message waits, and that isn't counted as a try.
    """
    row = (
        models.Message.objects.select_for_update(of=("self",))
        .select_related("recipient__key", "secrets__key")
        .filter(id=message, state=State.QUEUED)
        .first()
    )
    if row is None:
        return
    carrier = providers.of_channel(row.channel)
    row.attempts += 1
    try:
        carrier.send(_letter(row, by, at), at=at)
    except CannotSend as fault:
        _not_sent(row, carrier.code, fault, by, at)
        return
    except CarrierPaused as pause:
        if at - row.next_at <= KINDS[row.kind].retry.longest_pause:
            _stage(row, later=pause.until)
            return
        given_up = CannotSend(type(pause).__name__, is_final=True)
        _not_sent(row, carrier.code, given_up, by, at)
        return
    row.state = State.SENT
    unit_of_work.change(row, "state", "attempts")
    _step(row, Step.SENT, at, provider=carrier.code)
    _record(row, "NOTICE_SENT", by, at)


@operation
def note_fault(*, message: UUID, fault: str, by: Actor, at: dt.datetime) -> None:
    """Count a try that failed in this system itself; `fault` is a class name."""
    row = models.Message.objects.select_for_update().filter(id=message).first()
    if row is None or row.state != State.QUEUED:
        return
    row.attempts += 1
    _not_sent(row, "", CannotSend(fault), by, at)


@operation
def send_again(*, message: models.Message, by: Actor, at: dt.datetime) -> None:
    """Stage a failed message once more, from the start, for an officer.

    Raises:
        errors.NotFailed: it is queued or sent.
    """
    row = models.Message.objects.select_for_update().get(id=message.id)
    if row.state != State.FAILED:
        raise errors.NotFailed
    row.state, row.attempts, row.next_at = State.QUEUED, 0, at
    unit_of_work.change(row, "state", "attempts", "next_at")
    _step(row, Step.QUEUED, at)
    _record(row, "ANNOUNCED", by, at)
    _stage(row)


@operation
def send_again_from_desk(
    *, message: UUID, scope: Scope, by: Actor, at: dt.datetime
) -> None:
    """`send_again` for an officer of the message's service.

    Raises:
        NotFound: no such message within the officer's reach.
    """
    row = models.Message.objects.filter(id=message).first()
    if row is None or not permissions.can_send_again(scope, row):
        raise NotFound
    send_again(message=row, by=by, at=at)


@operation
def stage_forgotten(*, by: Actor, at: dt.datetime) -> int:
    """Stage messages whose job was lost; returns how many."""
    rows = list(queries.forgotten(at).select_for_update(skip_locked=True)[:500])
    for row in rows:
        row.next_at = at
        unit_of_work.change(row, "next_at")
        _record(row, "ANNOUNCED", by, at)
        _stage(row)
    return len(rows)


@dataclasses.dataclass(frozen=True, slots=True)
class Shown:
    """A letter of the demo mailbox, opened."""

    message: models.Message
    to: str
    subject: str
    text: str
    at: dt.datetime


@operation
def read_shown(*, address: str, limit: int, by: Actor, at: dt.datetime) -> list[Shown]:
    """Open the demo mailbox: one address, or everybody's if none is named."""
    index = index_of(address) if address else None
    rows = queries.shown(index=index, limit=limit)
    texts = vault.open_many(
        items=[(row.text, SHOWN) for row in rows],
        case=MAILBOX,
        by=by,
        purpose="NOTIFY",
        at=at,
    )
    return [
        Shown(message=row.message, at=row.at, **msgspec.json.decode(text))
        for row, text in zip(rows, texts, strict=True)
    ]


def _letter(row: models.Message, by: Actor, at: dt.datetime) -> Letter:
    try:
        with transaction.atomic():  # as in `_secret`
            if bytes(row.bound or b"") != binding(row):
                raise vault_errors.mismatch(row.case)  # it would go to somebody else
            address = _address(_open(row, row.recipient, by, at))
            secrets = _secrets(row, by, at)
    except vault_errors.Erased:
        raise CannotSend("Erased", is_final=True) from None
    rendered = rendering.write(
        kind=row.kind,
        channel=row.channel,
        language=row.language,
        values=secrets | row.params,
    )
    return Letter(
        id=row.id,
        to=address,
        subject=rendered.subject,
        text=rendered.text,
        language=row.language,
    )


def _open(row: models.Message, sealed: Sealed, by: Actor, at: dt.datetime) -> bytes:
    return vault.open(
        sealed=sealed,
        case=sealed.key_id,  # a contact's, a code's or the message's own: see `binding`
        name=sealed.name,
        by=by,
        purpose="NOTIFY",
        at=at,
        agency=row.agency,
        service=row.service,
    )


def _secrets(row: models.Message, by: Actor, at: dt.datetime) -> dict[str, str]:
    if row.secrets is None:
        return {}
    values = msgspec.json.decode(_open(row, row.secrets, by, at), type=dict[str, Any])
    texts = {name: str(value) for name, value in values.items()}
    if "reference" in texts:  # as the tracking address wants it, not as people read it
        texts["tracking_reference"] = texts["reference"]
    return texts


def _address(content: bytes) -> str:
    if content.startswith(b"{"):
        return str(msgspec.json.decode(content, type=dict[str, Any])["address"])
    return content.decode()


def _not_sent(
    row: models.Message, provider: str, fault: CannotSend, by: Actor, at: dt.datetime
) -> None:
    retry = KINDS[row.kind].retry
    wait = None if fault.is_final else retry.wait_after(row.attempts)
    if wait is None:
        row.state = State.FAILED
        unit_of_work.change(row, "state", "attempts")
        _step(row, Step.FAILED, at, provider=provider, fault=fault.fault)
        _record(row, "NOTICE_FAILED", by, at)
        return
    row.next_at = at + wait
    unit_of_work.change(row, "attempts", "next_at")
    _step(row, Step.DEFERRED, at, provider=provider, fault=fault.fault)
    _record(row, "NOTICE_DEFERRED", by, at)
    _stage(row, later=row.next_at)


def _stage(row: models.Message, later: dt.datetime | None = None) -> None:
    jobs.stage_send(
        str(row.id),
        channel=row.channel,
        is_urgent=KINDS[row.kind].retry.is_urgent,
        at=later,
    )


def _step(
    row: models.Message,
    step: Step,
    at: dt.datetime,
    *,
    provider: str = "",
    fault: str = "",
) -> None:
    unit_of_work.add(
        models.Delivery(
            message=row, step=step, provider=provider, fault=fault[:60], at=at
        )
    )


def _record(
    row: models.Message,
    type: str,
    by: Actor,
    at: dt.datetime,
    secret: bytes | None = None,
) -> None:
    transparency.record(
        type=type,
        subject=row.case,
        by=by,
        at=at,
        agency=row.agency,
        service=row.service,
        secret=_secret(row.case, by, at) if secret is None else secret,
        facts={"kind": row.kind, "channel": row.channel, "message": str(row.id)},
    )


def _secret(case: UUID, by: Actor, at: dt.datetime) -> bytes:
    try:
        with transaction.atomic():  # so that the refusal doesn't undo the whole step
            return vault.log_secret(case=case, by=by, at=at)
    except vault_errors.Erased:
        return b""  # its entry is written without a secret
