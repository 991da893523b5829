"""A leaf has one spelling, fits its schema, and has no place for a text."""

import dataclasses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balarea.transparency.entries import leaves
from balarea.transparency.tlog import cbor

LEAF = leaves.Leaf(
    version=2,
    type="RECEIVED",
    agency="DKC",
    service="BPD-001",
    tag=b"t" * 32,
    time=1_796_040_000,
    actor=b"a" * 16,
    commitment=b"c" * 32,
    previous=b"p" * 32,
    rules=b"r" * 32,
    is_late=False,
)


def test_a_leaf_comes_back_from_its_bytes() -> None:
    first = dataclasses.replace(LEAF, previous=b"", rules=b"", agency="", service="")
    for leaf in (LEAF, first, dataclasses.replace(LEAF, version=1, is_late=True)):
        assert leaves.decode(leaves.encode(leaf)) == leaf


def test_the_bytes_of_a_leaf_never_change() -> None:
    assert leaves.encode(LEAF).hex() == (
        "ab0102026852454345495645440363444b4304674250442d303031"
        f"055820{'74' * 32}061a6b0d65400750{'61' * 16}085820{'63' * 32}"
        f"095820{'70' * 32}0a5820{'72' * 32}0bf4"
    )


def test_the_longest_leaf_stays_within_the_limit() -> None:
    longest = dataclasses.replace(
        LEAF, type="X" * 40, agency="A" * 10, service="S" * 20, time=(1 << 40) - 1
    )
    assert len(leaves.encode(longest)) <= leaves.MAX_BYTES


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("version", 3),
        ("version", True),
        ("type", "received"),
        ("type", "NAMA SITI"),
        ("type", ""),
        ("type", "A" * 41),
        ("type", "RECEIVED\n"),
        ("agency", "Dinas"),
        ("service", "3211010101900001-AMINAH"),
        ("service", "budi"),
        ("service", "１２"),
        ("tag", b"t" * 31),
        ("time", -1),
        ("time", 1.5),
        ("time", True),
        ("time", 1 << 40),
        ("actor", "a" * 16),
        ("commitment", b""),
        ("previous", b"p"),
        ("rules", b"r" * 33),
        ("is_late", 0),
    ],
)
def test_refuses_what_the_schema_has_no_place_for(name: str, value: Any) -> None:
    with pytest.raises(leaves.InvalidLeaf):
        leaves.encode(dataclasses.replace(LEAF, **{name: value}))


@pytest.mark.parametrize("change", ["unknown", "missing", "longer"])
def test_refuses_other_keys_and_what_follows(change: str) -> None:
    values = cbor.decode(leaves.encode(LEAF))
    if change == "unknown":
        values[12] = "Siti Aminah"
    if change == "missing":
        del values[11]
    data = cbor.encode(values) + (b"\x00" if change == "longer" else b"")
    with pytest.raises(leaves.InvalidLeaf):
        leaves.decode(data)


def test_refuses_or_keeps_each_changed_bit_and_never_fails_otherwise() -> None:
    data = leaves.encode(LEAF)
    for bit in range(8 * len(data)):
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        try:
            leaf = leaves.decode(bytes(changed))
        except leaves.InvalidLeaf:
            continue
        assert leaves.encode(leaf) == changed


@given(st.binary(max_size=320))
def test_garbage_is_no_leaf(data: bytes) -> None:
    with pytest.raises(leaves.InvalidLeaf):
        leaves.decode(data)


def test_refuses_the_same_leaf_in_another_spelling() -> None:
    data = leaves.encode(LEAF)
    assert data[:1] == b"\xab"
    spelled = (
        b"\xb8\x0b" + data[1:],  # the map's length in two bytes
        b"\xbf" + data[1:] + b"\xff",  # an indefinite map
        data.replace(b"\x01\x02\x02", b"\x01\x18\x02\x02", 1),  # the version in two
        data[:1] + data[3:12] + data[1:3] + data[12:],  # keys out of order
    )
    for other in spelled:
        assert other != data
        with pytest.raises(leaves.InvalidLeaf):
            leaves.decode(other)
