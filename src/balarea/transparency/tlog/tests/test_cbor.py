"""One value, one encoding: what differs by a byte isn't the same value."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balarea.transparency.tlog import cbor

SIMPLE = (
    st.booleans()
    | st.integers(-(2**64), 2**64 - 1)
    | st.binary(max_size=40)
    | st.text(max_size=40)
)
VALUES = st.recursive(
    SIMPLE,
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.integers(-300, 300), inner, max_size=5)
    ),
    max_leaves=10,
)


@pytest.mark.parametrize(
    ("value", "encoded"),
    [  # of RFC 8949, appendix A
        (0, "00"),
        (23, "17"),
        (24, "1818"),
        (100, "1864"),
        (1000, "1903e8"),
        (1_000_000, "1a000f4240"),
        (1_000_000_000_000, "1b000000e8d4a51000"),
        (18_446_744_073_709_551_615, "1bffffffffffffffff"),
        (-18_446_744_073_709_551_616, "3bffffffffffffffff"),
        (-1, "20"),
        (-1000, "3903e7"),
        (False, "f4"),
        (True, "f5"),
        (b"", "40"),
        (b"\x01\x02\x03\x04", "4401020304"),
        ("", "60"),
        ("IETF", "6449455446"),
        ("ü", "62c3bc"),
        ([], "80"),
        ([1, [2, 3], [4, 5]], "8301820203820405"),
        ([0] * 24, "9818" + "00" * 24),
        ({}, "a0"),
        ({1: 2, 3: 4}, "a201020304"),
        ({-1: 0, 10: 0, 100: 0}, "a30a001864002000"),  # in the keys' bytes' order
    ],
)
def test_encodes_as_the_standard_shows(value: cbor.Value, encoded: str) -> None:
    assert cbor.encode(value).hex() == encoded
    assert cbor.decode(bytes.fromhex(encoded)) == value


@given(VALUES)
def test_a_value_comes_back(value: cbor.Value) -> None:
    decoded = cbor.decode(cbor.encode(value))
    assert repr(decoded) == repr(value) or decoded == value
    assert cbor.encode(decoded) == cbor.encode(value)


@given(st.binary(max_size=60))
def test_accepts_only_what_it_would_write(data: bytes) -> None:
    try:
        value = cbor.decode(data)
    except cbor.InvalidCbor:
        return
    assert cbor.encode(value) == data


@pytest.mark.parametrize(
    "encoded",
    [
        "",
        "0000",  # bytes after the value
        "1817",  # 23 in two bytes
        "190018",
        "1a00000018",
        "1b0000000000000018",
        "1c",
        "1f",
        "5f4101ff",  # an indefinite length
        "7f6161ff",
        "9f01ff",
        "bf0102ff",
        "c001",  # a tag
        "f6",  # null
        "f7",
        "f818",
        "f93c00",  # a float
        "fb3ff0000000000000",
        "ff",
        "42ff",  # cut off
        "61ff",  # not UTF-8
        "8201",
        "9bffffffffffffffff",
        "bbffffffffffffffff",
        "5bffffffffffffffff",
        "a16101" + "01",  # a key that is text
        "a1f401",  # a key that is a boolean
        "a201020103",  # a key twice
        "a203040102",  # keys out of order
        "a201",
        "81" * 20 + "01",  # nested too deeply
    ],
)
def test_refuses_any_other_encoding(encoded: str) -> None:
    with pytest.raises(cbor.InvalidCbor):
        cbor.decode(bytes.fromhex(encoded))


def test_refuses_to_encode_beyond_the_profile() -> None:
    nested: cbor.Value = 1
    for _ in range(20):
        nested = [nested]
    foreign: list[Any] = [None, 1.5, {"a": 1}, {True: 1}, (1,), "\ud800"]
    for value in (2**64, -(2**64) - 1, nested, *foreign):
        with pytest.raises(cbor.InvalidCbor):
            cbor.encode(value)
