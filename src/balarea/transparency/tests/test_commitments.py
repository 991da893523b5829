"""What an entry commits to, and under which name an actor stands in the public log.

Both are written out here by hand: entries of years ago are checked against the same
formula, so it may not change.
"""

import datetime as dt
import hashlib
import hmac
from collections.abc import Mapping

import pytest
from django.conf import settings

from balarea.foundation import ids
from balarea.foundation.operation import Actor, ActorKind, operation
from balarea.transparency import models, operations

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)
OFFICER = Actor(ActorKind.OFFICER, ids.uuid7(), "DKC", "Petugas, Dinas")


@operation
def record(
    *,
    by: Actor,
    at: dt.datetime,
    type: str = "AGENCY_OPENED",
    secret: bytes = b"",
    facts: Mapping[str, str | int] | None = None,
) -> models.Entry:
    return operations.record(
        type=type, subject=ids.uuid7(), by=by, at=at, secret=secret, facts=facts
    )


def keyed(key: bytes, message: bytes) -> bytes:
    return hmac.new(key, message, hashlib.sha256).digest()


def test_an_entry_commits_to_its_type_time_actor_and_facts() -> None:
    secret = b"s" * 32
    entry = record(by=OFFICER, at=NOON, secret=secret, facts={"role": "HEAD", "n": 2})
    payload = (
        f'{{"at":"2026-11-30T12:00:00+00:00","by":"{OFFICER.id}",'
        '"fact.n":2,"fact.role":"HEAD","type":"AGENCY_OPENED","v":1}'
    )
    row = models.Entry.objects.get(id=entry.id)
    assert bytes(row.commitment) == keyed(secret, b"commitment|" + payload.encode())
    assert bytes(row.tag) == keyed(secret, b"tag|" + row.id.bytes)


def test_without_a_secret_an_entry_commits_under_its_own_id() -> None:
    row = models.Entry.objects.get(id=record(by=OFFICER, at=NOON).id)
    assert bytes(row.tag) == keyed(row.id.bytes, b"tag|" + row.id.bytes)


@pytest.mark.parametrize(
    ("month", "quarter"), [(1, 1), (3, 1), (4, 2), (6, 2), (7, 3), (10, 4), (12, 4)]
)
def test_an_actor_has_one_name_a_quarter(month: int, quarter: int) -> None:
    key = hashlib.sha256(b"log-pseudonym|" + settings.SECRET_KEY.encode()).digest()
    message = f"2026Q{quarter}|DKC|{OFFICER.id}".encode()
    entry = record(by=OFFICER, at=NOON.replace(month=month))
    assert entry.actor == keyed(key, message).hex()[:32]


def test_refuses_a_type_that_is_not_listed() -> None:
    with pytest.raises(ValueError, match="unknown log entry type"):
        record(by=OFFICER, at=NOON, type="NEVER_HEARD_OF")


def test_refuses_an_entry_outside_of_an_operation() -> None:
    with pytest.raises(operations.OutsideOperation):
        operations.record(
            type="AGENCY_OPENED", subject=ids.uuid7(), by=OFFICER, at=NOON
        )
