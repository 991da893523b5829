"""A leaf says of an entry what its public columns say, and whether it came late."""

import dataclasses
import datetime as dt
from uuid import UUID

import pytest

from balarea.transparency.entries import commitments, composing, leaves

ENTRY = UUID(int=7)
NOON = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)


@dataclasses.dataclass(frozen=True)
class Row:
    id: UUID = ENTRY
    scheme: int = 2
    type: str = "RECEIVED"
    agency: str = "DKC"
    service: str = "DKC001"
    rules: str = "ab" * 32
    actor: str = "cd" * 16
    tag: bytes = b"t" * 32
    commitment: bytes = b"c" * 32
    link: bytes = b"l" * 32
    at: dt.datetime = NOON
    written_at: dt.datetime | None = NOON


def test_a_leaf_carries_the_public_columns() -> None:
    leaf = composing.leaf_of(Row(), b"")
    assert leaf == leaves.Leaf(
        version=2,
        type="RECEIVED",
        agency="DKC",
        service="DKC001",
        tag=b"t" * 32,
        time=1_796_040_000,
        actor=bytes.fromhex("cd" * 16),
        commitment=b"c" * 32,
        previous=b"",
        rules=bytes.fromhex("ab" * 32),
        is_late=False,
    )
    assert leaves.decode(leaves.encode(leaf)) == leaf


def test_a_leaf_is_bound_to_the_one_before_it_by_the_secret_link() -> None:
    leaf = composing.leaf_of(Row(), b"h" * 32)
    assert leaf.previous == commitments.previous(b"l" * 32, b"h" * 32)
    unlinked = Row(scheme=1, link=b"", written_at=None, rules="")
    assert composing.leaf_of(unlinked, b"h" * 32).previous == b""


@pytest.mark.parametrize(
    ("seconds", "is_late"),
    [(0, False), (60, False), (-60, False), (61, True), (-61, True)],
)
def test_a_claimed_time_is_late_after_a_minute(seconds: int, is_late: bool) -> None:
    row = Row(written_at=NOON + dt.timedelta(seconds=seconds))
    assert composing.leaf_of(row, b"").is_late is is_late
    assert not composing.leaf_of(Row(written_at=None), b"").is_late


def test_refuses_a_column_that_is_no_hash() -> None:
    with pytest.raises(leaves.InvalidLeaf):
        composing.leaf_of(Row(actor="Siti Aminah"), b"")
