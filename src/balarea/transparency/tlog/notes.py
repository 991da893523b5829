"""Signed notes (C2SP signed-note): a text and the lines that sign it.

A key's type says what its signature covers: the text itself, or the message of a
cosignature, whose blob begins with the time. One class of keys reads all types, because
a note may carry all of them at once.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.asymmetric.mldsa import (
    MLDSA44PrivateKey,
    MLDSA44PublicKey,
)

from . import cosigned_messages
from .errors import TlogError
from .text_encoding import from_base64, to_base64

DASH = "— "
MAX_BYTES = 1_000_000  # the limit of Go's `sumdb/note` as well
MAX_SIGNATURES = 100  # readers must accept 16
SEED_SIZE = 32
KEY_ID_SIZE = 4
TIME_SIZE = 8

# The field of Edwards25519, and y of its points of order 8 (that of the others is −y).
_FIELD = 2**255 - 19
_ORDER_EIGHT = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826


class InvalidNote(TlogError):
    """Bytes that are no signed note, or a note that no trusted key signed."""


class InvalidKey(TlogError):
    """A text that is no verifier key or signing key."""


class KeyType(IntEnum):
    """The signature types of which we verify; the byte is part of the key's id."""

    ED25519 = 1
    ED25519_COSIGNATURE = 4
    MLDSA44_COSIGNATURE = 6

    @property
    def public_size(self) -> int:
        return 1312 if self is KeyType.MLDSA44_COSIGNATURE else 32

    @property
    def is_timed(self) -> bool:
        """Whether a signature begins with its time."""
        return self is not KeyType.ED25519


@dataclass(frozen=True, slots=True)
class Signature:
    """One line of signature.

    Args:
        name: of the key.
        key_id: four bytes.
        blob: what follows the id: of a cosignature eight bytes of time, then the
            signature itself.
    """

    name: str
    key_id: bytes
    blob: bytes

    @property
    def line(self) -> str:
        """With its newline."""
        return f"{DASH}{self.name} {to_base64(self.key_id + self.blob)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text, which ends in a newline, and its signatures."""

    text: str
    signatures: tuple[Signature, ...] = ()

    def format(self) -> bytes:
        lines = "".join(signature.line for signature in self.signatures)
        return f"{self.text}\n{lines}".encode()


@dataclass(frozen=True)
class VerifierKey:
    """A public key with its name and type."""

    name: str
    type: KeyType
    public: bytes

    def __post_init__(self) -> None:
        check_name(self.name)
        if len(self.public) != self.type.public_size:
            raise InvalidKey("a public key of another length")
        if self.type is not KeyType.MLDSA44_COSIGNATURE and _is_weak(self.public):
            raise InvalidKey("a weak public key")

    @cached_property
    def key_id(self) -> bytes:
        content = self.name.encode() + b"\n" + bytes([self.type]) + self.public
        return hashlib.sha256(content).digest()[:KEY_ID_SIZE]

    @property
    def vkey(self) -> str:
        """`name+hexadecimal id+base64`."""
        encoded = to_base64(bytes([self.type]) + self.public)
        return f"{self.name}+{self.key_id.hex()}+{encoded}"

    @classmethod
    def parse(cls, vkey: str) -> "VerifierKey":
        """The key that a vkey says, else `InvalidKey`."""
        name, key_type, public, id_text = _parts(vkey)
        key = cls(name, key_type, public)
        if key.key_id.hex() != id_text:
            raise InvalidKey("the id isn't the key's")
        return key

    def is_of(self, signature: Signature) -> bool:
        return (signature.name, signature.key_id) == (self.name, self.key_id)

    def verifies(self, text: str, signature: Signature) -> bool:
        """Whether this key made the signature, over this text."""
        if not self.is_of(signature):
            return False
        try:
            time, signed = _time_and_signature(self.type, signature.blob)
            message = _message(self.type, self.name, text, time)
            if self.type is KeyType.MLDSA44_COSIGNATURE:
                MLDSA44PublicKey.from_public_bytes(self.public).verify(signed, message)
            else:
                Ed25519PublicKey.from_public_bytes(self.public).verify(signed, message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True)
class SigningKey:
    """A private key, by its seed of 32 bytes."""

    name: str
    type: KeyType
    seed: bytes

    def __post_init__(self) -> None:
        check_name(self.name)
        if len(self.seed) != SEED_SIZE:
            raise InvalidKey(f"a seed that hasn't {SEED_SIZE} bytes")

    def __repr__(self) -> str:
        return f"SigningKey({self.name!r}, {self.type!r}, …)"  # never the seed

    @cached_property
    def _private(self) -> Ed25519PrivateKey | MLDSA44PrivateKey:
        if self.type is KeyType.MLDSA44_COSIGNATURE:
            return MLDSA44PrivateKey.from_seed_bytes(self.seed)
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    @cached_property
    def verifier(self) -> VerifierKey:
        public = self._private.public_key().public_bytes_raw()
        return VerifierKey(self.name, self.type, public)

    @property
    def vkey(self) -> str:
        return self.verifier.vkey

    @property
    def text(self) -> str:
        """The form in which Go's `sumdb/note` stores a private key."""
        encoded = to_base64(bytes([self.type]) + self.seed)
        return f"PRIVATE+KEY+{self.name}+{self.verifier.key_id.hex()}+{encoded}"

    @classmethod
    def parse(cls, text: str) -> "SigningKey":
        """The key that `text` of it says, else `InvalidKey`."""
        prefix = "PRIVATE+KEY+"
        if not text.startswith(prefix):
            raise InvalidKey("not a private key")
        name, key_type, seed, id_text = _parts(text.removeprefix(prefix))
        key = cls(name, key_type, seed)
        if key.verifier.key_id.hex() != id_text:
            raise InvalidKey("the id isn't the key's")
        return key

    def sign(self, text: str, time: int = 0) -> Signature:
        """Sign a note's text.

        Args:
            time: seconds since 1970, signed too. An Ed25519 signature has none, a
                cosignature by Ed25519 must have one; with ML-DSA-44, zero says
                nothing about the tree being the latest.
        """
        is_required = self.type is KeyType.ED25519_COSIGNATURE
        if (time and not self.type.is_timed) or (is_required and not time):
            raise ValueError(f"time {time} in a signature of type {self.type}")
        signed = self._private.sign(_message(self.type, self.name, text, time))
        prefix = time.to_bytes(TIME_SIZE) if self.type.is_timed else b""
        return Signature(self.name, self.verifier.key_id, prefix + signed)


def parse(data: bytes) -> Note:
    """The note in these bytes, with no signature verified, else `InvalidNote`."""
    if len(data) > MAX_BYTES:
        raise InvalidNote(f"more than {MAX_BYTES} bytes")
    try:
        content = data.decode()
    except UnicodeDecodeError as error:
        raise InvalidNote("not UTF-8") from error
    if any(character < " " and character != "\n" for character in content):
        raise InvalidNote("a control character")
    text, separator, lines = content.rpartition("\n\n")
    if not (separator and lines.endswith("\n")):
        raise InvalidNote("no signatures after an empty line")
    signature_lines = lines.removesuffix("\n").split("\n")
    if len(signature_lines) > MAX_SIGNATURES:
        raise InvalidNote(f"more than {MAX_SIGNATURES} signatures")
    return Note(f"{text}\n", tuple(parse_signature(line) for line in signature_lines))


def parse_signature(line: str) -> Signature:
    """The signature of a line without its newline, else `InvalidNote`."""
    name, space, encoded = line.removeprefix(DASH).partition(" ")
    if not (line.startswith(DASH) and space):
        raise InvalidNote("not a line of signature")
    try:
        check_name(name)
        data = from_base64(encoded)
    except ValueError as error:
        raise InvalidNote(f"a signature: {error}") from error
    if len(data) <= KEY_ID_SIZE:
        raise InvalidNote("a signature without content")
    return Signature(name, data[:KEY_ID_SIZE], data[KEY_ID_SIZE:])


def open_note(data: bytes, keys: Iterable[VerifierKey]) -> Note:
    """The note with the signatures of these keys, all verified; others are left out.

    Raises:
        InvalidNote: it is none, a signature of one of the keys fails, or none of the
            keys signed.
    """
    note = parse(data)
    if not (signatures := verified(note, keys)):
        raise InvalidNote("no trusted key signed")
    return Note(note.text, tuple(signature for _, signature in signatures))


def verified(
    note: Note, keys: Iterable[VerifierKey]
) -> list[tuple[VerifierKey, Signature]]:
    """Key and signature of each line that one of these keys signed, in order.

    Raises:
        InvalidNote: a signature that bears one of the keys' name and id fails.
    """
    trusted = {(key.name, key.key_id): key for key in keys}
    signatures = []
    for signature in note.signatures:
        key = trusted.get((signature.name, signature.key_id))
        if key is None:
            continue
        if not key.verifies(note.text, signature):
            raise InvalidNote(f"the signature of {key.name} fails")
        signatures.append((key, signature))
    return signatures


def check_name(name: str) -> None:
    """Refuse a key's name that the format can't carry, by `InvalidKey`."""
    if (
        not name
        or "+" in name
        or any(character.isspace() or character < " " for character in name)
    ):
        raise InvalidKey("a key's name is empty, or has a space, a plus or a control")


def _is_weak(public: bytes) -> bool:
    """Whether an Ed25519 key is spelled unusually, or anybody can sign for it.

    Libraries differ in what they accept of such keys; refused here, verifiers agree.
    """
    y = int.from_bytes(public, "little") % 2**255
    return y >= _FIELD or y in {0, 1, _FIELD - 1, _ORDER_EIGHT, _FIELD - _ORDER_EIGHT}


def _parts(text: str) -> tuple[str, KeyType, bytes, str]:
    """Name, type, key and the id's spelling."""
    try:
        name, id_text, encoded = text.split("+", 2)
        data = from_base64(encoded)
        key_type = KeyType(data[0])
    except (ValueError, IndexError) as error:
        raise InvalidKey("not name+id+key of a supported type") from error
    return name, key_type, data[1:], id_text


def _time_and_signature(key_type: KeyType, blob: bytes) -> tuple[int, bytes]:
    if not key_type.is_timed:
        return 0, blob
    return int.from_bytes(blob[:TIME_SIZE]), blob[TIME_SIZE:]


def _message(key_type: KeyType, name: str, text: str, time: int) -> bytes:
    match key_type:
        case KeyType.ED25519:
            return text.encode()
        case KeyType.ED25519_COSIGNATURE:
            return cosigned_messages.ed25519(text, time)
        case KeyType.MLDSA44_COSIGNATURE:
            return cosigned_messages.mldsa44(name, text, time)
