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

from balarea.foundation import clock, ids
from balarea.foundation.operation import Actor, ActorKind, operation
from balarea.transparency import models, operations
from balarea.transparency.entries import commitments, composing, entry_fields, leaves

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


def test_an_entry_commits_to_each_of_its_fields() -> None:
    secret = b"s" * 32
    entry = record(by=OFFICER, at=NOON, secret=secret, facts={"role": "HEAD", "n": 2})
    fields: dict[str, str | int] = {
        "id": str(entry.id),
        "type": "AGENCY_OPENED",
        "subject": str(entry.subject),
        "at": "2026-11-30T12:00:00+00:00",
        "by": str(OFFICER.id),
        "by_kind": "OFFICER",
        "fact.role": "HEAD",
        "fact.n": 2,
    }
    row = models.Entry.objects.get(id=entry.id)
    assert row.scheme == 2
    each = commitments.commit(secret, row.id, fields)
    assert bytes(row.commitment) == commitments.root(each)
    assert bytes(row.tag) == keyed(secret, b"tag|" + row.id.bytes)
    assert bytes(row.link) == keyed(secret, b"link|" + row.id.bytes)
    leaf = composing.leaf_of(row, b"")
    assert leaves.decode(leaves.encode(leaf)) == leaf
    opening = entry_fields.opening_of(row, secret, fields, {"type", "fact.role"})
    opening.check(leaf)
    assert set(opening.fields) == {"type", "fact.role"}


def test_without_a_secret_who_has_the_facts_can_check_them() -> None:
    row = models.Entry.objects.get(id=record(by=OFFICER, at=NOON).id)
    assert bytes(row.tag) == keyed(row.id.bytes, b"tag|" + row.id.bytes)
    fields = entry_fields.fields_of(row, OFFICER)
    opening = entry_fields.opening_of(row, b"", fields, fields)
    opening.check(composing.leaf_of(row, b""))


def test_outsiders_can_not_follow_a_subject_without_a_secret() -> None:
    row = models.Entry.objects.get(id=record(by=OFFICER, at=NOON).id)
    assert bytes(row.link) != commitments.link(row.id.bytes, row.id)


def test_the_database_writes_the_time_and_a_leaf_says_when_it_is_late() -> None:
    before = clock.now()
    row = models.Entry.objects.get(id=record(by=OFFICER, at=before).id)
    assert row.written_at is not None
    assert dt.timedelta() <= row.written_at - before < dt.timedelta(seconds=60)
    assert not composing.leaf_of(row, b"").is_late
    past = before - dt.timedelta(days=400)
    row = models.Entry.objects.get(id=record(by=OFFICER, at=past).id)
    assert composing.leaf_of(row, b"").is_late, "the demonstration plays the past"


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
