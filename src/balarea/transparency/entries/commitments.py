"""What an entry commits to: a salted commitment for each field, and their root.

The salts derive from the secret of the case. Who has the secret can open one field and
leave the others closed; once the case's key is destroyed, nobody can open or guess any.

Pure: the verifier's program uses it without Django. Published entries are checked
against these formulas for years, so they never change.
"""

import dataclasses
import hashlib
import hmac
import json
from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from balarea.transparency.entries.leaves import Leaf

type Value = str | int

VERSION = 2
MAX_OPENING = 65_536
_MAX_NAME = 255
_encode = json.JSONEncoder(ensure_ascii=False).encode


class InvalidOpening(ValueError):
    """An opening is malformed, or doesn't open the commitment of this leaf."""


def salt(secret: bytes, entry_id: UUID, name: str) -> bytes:
    """The salt of one field of one entry: 32 bytes."""
    message = b"balarea/salt/v2|" + entry_id.bytes + name.encode()
    return hmac.digest(secret, message, "sha256")


def field(salt: bytes, name: str, value: Value) -> bytes:
    """The commitment to one field: 32 bytes."""
    encoded = b"balarea/field/v2|" + salt + _named(name) + _canonical(value)
    return hashlib.sha256(encoded).digest()


def root(commitments: Mapping[str, bytes]) -> bytes:
    """The commitment to all fields, in the order of their names' bytes."""
    digest = hashlib.sha256(b"balarea/fields/v2|")
    for name in sorted(commitments, key=str.encode):
        digest.update(_named(name) + commitments[name])
    return digest.digest()


def commit(
    secret: bytes, entry_id: UUID, fields: Mapping[str, Value]
) -> dict[str, bytes]:
    """The commitment to each field, by its name."""
    return {
        name: field(salt(secret, entry_id, name), name, value)
        for name, value in fields.items()
    }


def link(secret: bytes, entry_id: UUID) -> bytes:
    """The key by which the sequencer binds this entry to the case's leaf before it."""
    return hmac.digest(secret, b"link|" + entry_id.bytes, "sha256")


def previous(link: bytes, leaf_hash: bytes) -> bytes:
    """What a leaf says of the case's leaf before it, whose hash is `leaf_hash`."""
    return hmac.digest(link, leaf_hash, "sha256") if leaf_hash else b""


def _named(name: str) -> bytes:
    encoded = name.encode()
    if not 0 < len(encoded) <= _MAX_NAME:
        raise ValueError("a field's name has between 1 and 255 bytes")
    return bytes([len(encoded)]) + encoded


def _canonical(value: Value) -> bytes:
    if not isinstance(value, str | int):
        raise TypeError("a field's value is a text, an integer or a truth value")
    return _encode(value).encode()


@dataclasses.dataclass(frozen=True, slots=True)
class OpenedField:
    """One field as it is shown: its value, and the salt of its commitment."""

    salt: bytes
    value: Value


@dataclasses.dataclass(frozen=True, slots=True)
class Opening:
    """Some fields of an entry, with what proves them against its leaf.

    Attributes:
        entry_id: of the entry, as the page of the log lists it.
        commitments: those of all fields, also of the closed ones.
        fields: the opened ones.
    """

    entry_id: UUID
    commitments: Mapping[str, bytes]
    fields: Mapping[str, OpenedField]

    def only(self, names: Collection[str]) -> "Opening":
        """The same opening with the other fields closed."""
        opened = {name: one for name, one in self.fields.items() if name in names}
        return dataclasses.replace(self, fields=opened)

    def check(self, leaf: Leaf) -> None:
        """Check the opened fields against the leaf.

        Raises:
            InvalidOpening: the leaf commits to something else.
        """
        if leaf.version != VERSION:
            raise InvalidOpening("this leaf's commitment has no single fields")
        if not hmac.compare_digest(root(self.commitments), leaf.commitment):
            raise InvalidOpening("the leaf commits to other fields")
        for name, opened in self.fields.items():
            if field(opened.salt, name, opened.value) != self.commitments.get(name):
                raise InvalidOpening(f"the field {name} has another value")
        own = {"type": leaf.type, "id": str(self.entry_id)}
        for name, value in own.items():
            if name in self.fields and self.fields[name].value != value:
                raise InvalidOpening(f"the field {name} contradicts the leaf")

    def to_bytes(self) -> bytes:
        """Canonical JSON; `parse` is the inverse."""
        content = {
            "v": VERSION,
            "id": str(self.entry_id),
            "commitments": {name: c.hex() for name, c in self.commitments.items()},
            "fields": {
                name: {"salt": opened.salt.hex(), "value": opened.value}
                for name, opened in self.fields.items()
            },
        }
        return _json(content)


def opening(
    secret: bytes, entry_id: UUID, fields: Mapping[str, Value], names: Collection[str]
) -> Opening:
    """Open the fields called `names` of an entry that commits to `fields`."""
    opened = {
        name: OpenedField(salt(secret, entry_id, name), fields[name])
        for name in sorted(names)
    }
    return Opening(entry_id, commit(secret, entry_id, fields), opened)


def parse(data: bytes) -> Opening:
    """The opening whose canonical JSON this is.

    Raises:
        InvalidOpening: it is anything else.
    """
    if len(data) > MAX_OPENING:
        raise InvalidOpening("an opening is not as long as this")
    try:
        content = json.loads(data)
        parsed = _opening(content)
        is_canonical = parsed.to_bytes() == data
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise InvalidOpening("not an opening") from None
    if not is_canonical:
        raise InvalidOpening("an opening has one spelling only")
    return parsed


def _opening(content: Any) -> Opening:
    if content["v"] != VERSION or set(content) != {"v", "id", "commitments", "fields"}:
        raise InvalidOpening("an opening of another version")
    commitments = {n: _hash(text) for n, text in content["commitments"].items()}
    fields = {}
    for name, opened in content["fields"].items():
        if name not in commitments or set(opened) != {"salt", "value"}:
            raise InvalidOpening("a field is opened that has no commitment")
        _canonical(opened["value"])
        fields[name] = OpenedField(_hash(opened["salt"]), opened["value"])
    return Opening(UUID(content["id"]), commitments, fields)


def _hash(text: str) -> bytes:
    value = bytes.fromhex(text)
    if len(value) != 32:
        raise InvalidOpening("a hash is not 32 bytes long")
    return value


def _json(content: Any) -> bytes:
    return json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()
