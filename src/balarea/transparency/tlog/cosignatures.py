"""Cosignatures of witnesses and of the log's second key (tlog-cosignature).

A cosignature says: at this time, this was the largest consistent tree of the log that
the cosigner had seen.
"""

from collections.abc import Iterable, Mapping

from . import checkpoints, notes
from .errors import TlogError
from .notes import TIME_SIZE, Note, Signature, SigningKey, VerifierKey


class InvalidCosignature(TlogError):
    """A cosignature that its key didn't make over this checkpoint."""


def cosign(key: SigningKey, text: str, time: int) -> Signature:
    """Cosign a checkpoint's text, by Ed25519 or ML-DSA-44 as the key says.

    Args:
        time: seconds since 1970.
    """
    if not key.type.is_timed:
        raise ValueError("a key of plain signatures")
    checkpoints.parse(text)
    return key.sign(text, time)


def verify(key: VerifierKey, text: str, signature: Signature) -> int:
    """The time of a cosignature that this key made, else `InvalidCosignature`."""
    if not (key.type.is_timed and key.verifies(text, signature)):
        raise InvalidCosignature(f"not a cosignature of {key.name} over this text")
    return time_of(signature)


def time_of(signature: Signature) -> int:
    """The seconds since 1970 in a cosignature; verify it first."""
    return int.from_bytes(signature.blob[:TIME_SIZE])


def times(data: bytes, keys: Iterable[VerifierKey]) -> Mapping[str, int]:
    """Name of each key that cosigned this checkpoint → the latest time that it said.

    Raises:
        InvalidNote: it is no note, or a cosignature of one of the keys fails.
    """
    latest: dict[str, int] = {}
    timed = (key for key in keys if key.type.is_timed)
    for key, signature in notes.verified(notes.parse(data), timed):
        latest[key.name] = max(time_of(signature), latest.get(key.name, 0))
    return latest


def add(data: bytes, lines: bytes, keys: Iterable[VerifierKey]) -> bytes:
    """A signed checkpoint with the cosignatures that a witness answered.

    Args:
        data: the checkpoint.
        lines: the answer's body: lines of signature. Those of other keys are ignored.
        keys: the witness's.

    Raises:
        InvalidNote: the answer isn't lines of signature, one of them fails, or none is
            of these keys.
    """
    note = notes.parse(data)
    try:
        *received, last = lines.decode().split("\n")
    except UnicodeDecodeError as error:
        raise notes.InvalidNote("not UTF-8") from error
    if last or not received or len(received) > notes.MAX_SIGNATURES:
        raise notes.InvalidNote("no lines of signature, or too many")
    answer = Note(note.text, tuple(notes.parse_signature(line) for line in received))
    added = tuple(signature for _, signature in notes.verified(answer, keys))
    if not added:
        raise notes.InvalidNote("no cosignature of a trusted key")
    return Note(note.text, (*note.signatures, *added)).format()
