"""What a receipt of the log holds, and the text of its QR code.

A receipt is a C2SP `tlog-proof`. Its `extra` line holds, in canonical CBOR, what the
format leaves to us: the leaf's bytes, the opening of what the leaf commits to, and a
checkpoint from before the entry. None of it has to be trusted: the leaf is checked by
the proof, the opening by the leaf, the earlier checkpoint by its own signatures.

Pure: the verifier's program uses it without Django. Receipts lie in drawers for years,
so a new form gets a new `FORM`, and this one stays readable.
"""

import dataclasses
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from balarea.transparency.entries.commitments import OpenedField, Opening, Value
from balarea.transparency.tlog import cbor, checkpoints, merkle, notes
from balarea.transparency.tlog.proofs import LogProof
from balarea.transparency.tlog.text_encoding import MAX_INTEGER
from balarea.transparency.verifier import base45

HEADER = b"c2sp.org/tlog-proof@v1"
QR = "BLR1:"
FORM = 1
MAX_PATH = 63
MAX_SIGNATURES = 100
_FORM, _LEAF, _OPENING, _EARLIER = 1, 2, 3, 4
_HASH = 32
# What all languages read alike; a receipt needs no larger number.
_JSON = re.compile(r'-?(0|[1-9][0-9]{0,14})|".*', re.DOTALL)


class InvalidExtra(ValueError):
    """Bytes that aren't the extra data of a receipt."""


class InvalidQr(ValueError):
    """A text that isn't the QR code of a receipt."""


@dataclasses.dataclass(frozen=True, slots=True)
class Extra:
    """What stands beside a proof.

    Attributes:
        leaf: the bytes that the log holds.
        opening: of the leaf's commitment; None for a leaf of version 1.
        earlier: a cosigned checkpoint of at most as many leaves as this one's index, so
            from a time at which the entry was not in the log; empty if there is none.
        jsons: the JSON text of each opened value, exactly as it is committed to.
    """

    leaf: bytes
    opening: Opening | None = None
    earlier: bytes = b""
    jsons: Mapping[str, bytes] = dataclasses.field(default_factory=dict)

    def to_bytes(self) -> bytes:
        """Canonical CBOR; `parse_extra` is the inverse."""
        content: dict[int, Any] = {_FORM: FORM, _LEAF: self.leaf}
        if self.opening is not None:
            content[_OPENING] = _opening_items(self.opening)
        if self.earlier:
            content[_EARLIER] = self.earlier
        return cbor.encode(content)


@dataclasses.dataclass(frozen=True, slots=True)
class QrContent:
    """The proof of a leaf's hash, as small as a QR code demands.

    Attributes:
        blobs: signatures with their four bytes of key id before them: the names are
            those that the reader's policy gives to the keys.
    """

    index: int
    size: int
    leaf_hash: bytes
    path: tuple[bytes, ...]
    root: bytes
    blobs: tuple[bytes, ...]

    def text(self) -> str:
        """For QR codes in alphanumeric mode; `parse_qr` is the inverse."""
        content: dict[int, Any] = {
            1: FORM,
            2: self.index,
            3: self.size,
            4: self.leaf_hash,
            5: b"".join(self.path),
            6: self.root,
            7: list(self.blobs),
        }
        return QR + base45.encode(cbor.encode(content))


def ed25519_blobs(signatures: Iterable[notes.Signature]) -> tuple[bytes, ...]:
    """The signatures that fit into a QR code: an ML-DSA-44 one has 2,420 bytes."""
    sizes = {64, 72}
    return tuple(one.key_id + one.blob for one in signatures if len(one.blob) in sizes)


def qr_of(proof: LogProof) -> str:
    """The text of the QR code of a receipt: its proof without the leaf's content.

    Raises:
        TlogError: the receipt is malformed.
    """
    note = notes.parse(proof.checkpoint)
    checkpoint = checkpoints.parse(note.text)
    leaf = parse_extra(proof.extra).leaf
    return QrContent(
        index=proof.index,
        size=checkpoint.size,
        leaf_hash=merkle.leaf_hash(leaf),
        path=proof.hashes,
        root=checkpoint.root,
        blobs=ed25519_blobs(note.signatures),
    ).text()


def parse_extra(data: bytes) -> Extra:
    """The extra data in these bytes, else `InvalidExtra`."""
    try:
        content = _map(data)
        if not _is_form(content[_FORM]) or not set(content) <= {1, 2, 3, 4}:
            raise InvalidExtra("extra data of another form")
        leaf, earlier = content[_LEAF], content.get(_EARLIER)
        is_earlier = isinstance(earlier, bytes) and earlier
        if not (isinstance(leaf, bytes) and (is_earlier or _EARLIER not in content)):
            raise InvalidExtra("the leaf or the checkpoint isn't bytes")
        opening, jsons = (
            _opening(content[_OPENING]) if _OPENING in content else (None, {})
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise InvalidExtra(str(error)) from error
    return Extra(leaf, opening, earlier or b"", jsons)


def parse_qr(text: str) -> QrContent:
    """The content of a QR code's text, else `InvalidQr`."""
    try:
        if not text.startswith(QR):
            raise InvalidQr("another beginning")
        content = _map(base45.decode(text.removeprefix(QR)))
        if set(content) != set(range(1, 8)) or not _is_form(content[1]):
            raise InvalidQr("another form")
        index, size, leaf_hash, joined, root, blobs = (content[n] for n in range(2, 8))
        is_sized = len(leaf_hash) == len(root) == _HASH and not len(joined) % _HASH
        path = tuple(joined[i : i + _HASH] for i in range(0, len(joined), _HASH))
        if not (is_sized and _are_numbers(index, size) and len(path) <= MAX_PATH):
            raise InvalidQr("a number or hash of another size")
        if not (isinstance(blobs, list) and 0 < len(blobs) <= MAX_SIGNATURES):
            raise InvalidQr("no signatures, or too many")
        content_of_code = QrContent(index, size, leaf_hash, path, root, tuple(blobs))
        if not all(isinstance(one, bytes) for one in (leaf_hash, joined, root, *blobs)):
            raise InvalidQr("a hash that isn't bytes")
        if any(len(one) <= notes.KEY_ID_SIZE for one in blobs):
            raise InvalidQr("a signature without content")
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise InvalidQr(str(error)) from error
    return content_of_code


def _map(data: bytes) -> dict[int, Any]:
    content = cbor.decode(data)
    if not isinstance(content, dict):
        raise InvalidExtra("not a map")
    return content


def _is_form(value: object) -> bool:
    return type(value) is int and value == FORM


def _are_numbers(*values: object) -> bool:
    return all(type(one) is int and 0 <= one <= MAX_INTEGER for one in values)


def _opening_items(opening: Opening) -> list[Any]:
    ordered = sorted(opening.commitments, key=str.encode)
    return [
        opening.entry_id.bytes,
        [[name, opening.commitments[name]] for name in ordered],
        [
            [name, opening.fields[name].salt, _json(opening.fields[name].value)]
            for name in ordered
            if name in opening.fields
        ],
    ]


def _json(value: Value) -> bytes:
    """The spelling of a value that `commitments.field` commits to."""
    return json.dumps(value, ensure_ascii=False).encode()


def _opening(items: Any) -> tuple[Opening, dict[str, bytes]]:
    entry_id, commitments, fields = items
    if not isinstance(entry_id, bytes):
        raise InvalidExtra("an id that isn't bytes")
    for name, digest, *_ in (*commitments, *fields):
        if not (isinstance(name, str) and 0 < len(name.encode()) < 256):
            raise InvalidExtra("a field without a name, or with one that is too long")
        if not (isinstance(digest, bytes) and len(digest) == _HASH):
            raise InvalidExtra("a salt or commitment that hasn't 32 bytes")
    for rows in (commitments, fields):
        names = [name.encode() for name, *_ in rows]
        if names != sorted(set(names)):
            raise InvalidExtra("the fields aren't in their order")
    committed = {name: digest for name, digest in commitments}
    opened, jsons = {}, {}
    for name, salt, encoded in fields:
        if name not in committed:
            raise InvalidExtra("a field is opened that has no commitment")
        opened[name], jsons[name] = OpenedField(salt, _value(encoded)), encoded
    return Opening(UUID(bytes=entry_id), committed, opened), jsons


def _value(encoded: bytes) -> Value:
    text = encoded.decode()
    if not _JSON.fullmatch(text):
        raise InvalidExtra("a value that is neither a text nor a small integer")
    value = json.loads(text)
    if not isinstance(value, str | int):
        raise InvalidExtra("a value that is neither a text nor an integer")
    return value
