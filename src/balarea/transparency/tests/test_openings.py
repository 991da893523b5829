"""One field of an entry can be shown, and nothing of the others."""

import dataclasses
import hashlib
import hmac
import json
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balarea.transparency.entries import commitments, leaves
from balarea.transparency.tests.test_leaves import LEAF

SECRET = b"s" * 32
ENTRY = UUID("0193a5c0-0000-7000-8000-000000000001")
FIELDS: dict[str, str | int] = {
    "id": str(ENTRY),
    "type": "RECEIVED",
    "at": "2026-11-30T12:00:00+00:00",
    "fact.fee": 25_000,
    "fact.name": "Siti — “Ñ”",
}


def leaf_of(fields: dict[str, str | int]) -> leaves.Leaf:
    root = commitments.root(commitments.commit(SECRET, ENTRY, fields))
    return dataclasses.replace(LEAF, commitment=root)


def opened(*names: str) -> commitments.Opening:
    return commitments.opening(SECRET, ENTRY, FIELDS, names)


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def test_the_formulas_never_change() -> None:
    """Written out by hand: published entries are checked against them for years."""
    salt = hmac.digest(
        SECRET, b"balarea/salt/v2|" + ENTRY.bytes + b"fact.fee", "sha256"
    )
    fee = sha256(b"balarea/field/v2|" + salt + b"\x08fact.fee" + b"25000")
    assert commitments.salt(SECRET, ENTRY, "fact.fee") == salt
    assert commitments.field(salt, "fact.fee", 25_000) == fee
    name = sha256(
        b"balarea/field/v2|" + salt + b"\x09fact.name" + '"Siti — “Ñ”"'.encode()
    )
    assert commitments.field(salt, "fact.name", "Siti — “Ñ”") == name
    both = sha256(b"balarea/fields/v2|" + b"\x01a" + fee + b"\x01b" + name)
    assert commitments.root({"b": name, "a": fee}) == both
    link = hmac.digest(SECRET, b"link|" + ENTRY.bytes, "sha256")
    assert commitments.link(SECRET, ENTRY) == link
    assert commitments.previous(link, fee) == hmac.digest(link, fee, "sha256")
    assert commitments.previous(link, b"") == b""


def test_an_opened_field_is_proved_and_the_others_stay_closed() -> None:
    opening = opened("type", "fact.fee")
    opening.check(leaf_of(FIELDS))
    parsed = commitments.parse(opening.to_bytes())
    assert parsed == opening
    parsed.check(leaf_of(FIELDS))
    assert b"Siti" not in opening.to_bytes()
    assert set(opening.only({"type"}).fields) == {"type"}
    opening.only(()).check(leaf_of(FIELDS))


def test_refuses_another_value_salt_leaf_and_scheme() -> None:
    opening, leaf = opened("type", "fact.fee"), leaf_of(FIELDS)
    fee = opening.fields["fact.fee"]
    for changed in (
        dataclasses.replace(fee, value=0),
        dataclasses.replace(fee, value="25000"),
        dataclasses.replace(fee, salt=b"x" * 32),
    ):
        fields = {**opening.fields, "fact.fee": changed}
        with pytest.raises(commitments.InvalidOpening, match="another value"):
            dataclasses.replace(opening, fields=fields).check(leaf)
    with pytest.raises(commitments.InvalidOpening, match="other fields"):
        opening.check(LEAF)
    with pytest.raises(commitments.InvalidOpening, match="no single fields"):
        opening.check(dataclasses.replace(leaf, version=1))
    with pytest.raises(commitments.InvalidOpening, match="contradicts"):
        opening.check(dataclasses.replace(leaf, type="RETURNED"))
    other = dataclasses.replace(opened("id"), entry_id=UUID(int=1))
    with pytest.raises(commitments.InvalidOpening, match="contradicts"):
        other.check(leaf)


def test_equal_values_of_two_entries_or_two_fields_look_different() -> None:
    fields: dict[str, str | int] = {"a": 1, "b": 1}
    first = commitments.commit(SECRET, ENTRY, fields)
    second = commitments.commit(SECRET, UUID(int=2), fields)
    assert len({*first.values(), *second.values()}) == 4


def test_refuses_a_second_spelling_of_an_opening() -> None:
    data = opened("type").to_bytes()
    for other in (
        data + b"\n",
        data.replace(b'"v":2', b'"v": 2'),
        data.replace(b'"v":2', b'"v":2,"x":1'),
        data.replace(str(ENTRY).encode(), str(ENTRY).upper().encode()),
        data.replace(b'"RECEIVED"', b"1.0"),
        data.replace(b'"RECEIVED"', b"null"),
    ):
        assert other != data
        with pytest.raises(commitments.InvalidOpening):
            commitments.parse(other)


def test_refuses_an_opened_field_without_a_commitment() -> None:
    content = json.loads(opened("type").to_bytes())
    del content["commitments"]["type"]
    data = json.dumps(content, sort_keys=True, separators=(",", ":")).encode()
    with pytest.raises(commitments.InvalidOpening):
        commitments.parse(data)


@given(st.one_of(st.binary(max_size=80), st.text(max_size=40).map(str.encode)))
def test_garbage_is_no_opening(data: bytes) -> None:
    with pytest.raises(commitments.InvalidOpening):
        commitments.parse(data)


@pytest.mark.parametrize("value", [1.5, None, ["a"]])
def test_refuses_to_commit_to_other_types(value: object) -> None:
    with pytest.raises(TypeError):
        commitments.field(b"", "name", value)  # type: ignore[arg-type]
