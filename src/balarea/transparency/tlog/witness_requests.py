"""The body of `add-checkpoint`, and what a witness answers (tlog-witness).

The rules are a pure function of what the witness signed last. Its caller reads that
state, asks `consider`, stores the new state for good, and only then cosigns: all of it
without another request in between.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from . import checkpoints, merkle, notes
from .checkpoints import Checkpoint
from .errors import TlogError
from .merkle import EMPTY_ROOT
from .notes import VerifierKey
from .text_encoding import from_decimal, from_hash_lines, to_base64

MAX_BYTES = notes.MAX_BYTES
TEXT = "text/plain; charset=utf-8"
SIZE_TYPE = "text/x.tlog.size"


class InvalidRequest(TlogError):
    """A body that isn't a request of this protocol."""


@dataclass(frozen=True, slots=True)
class AddCheckpoint:
    """A checkpoint, and the proof that it continues the one of size `old`.

    `checkpoint` is a signed note when a witness is asked. Our own signer is asked by
    the same body over the checkpoint's text, which nobody has signed yet.
    """

    old: int
    proof: tuple[bytes, ...]
    checkpoint: bytes

    @property
    def origin(self) -> str:
        """The log that the checkpoint names, not verified; empty if unreadable."""
        return self.checkpoint.partition(b"\n")[0].decode(errors="replace")

    def format(self) -> bytes:
        lines = [f"old {self.old}", *(to_base64(one) for one in self.proof)]
        return ("\n".join(lines) + "\n\n").encode() + self.checkpoint

    @classmethod
    def parse(cls, body: bytes) -> "AddCheckpoint":
        """The request in this body, with nothing verified, else `InvalidRequest`."""
        if len(body) > MAX_BYTES:
            raise InvalidRequest(f"more than {MAX_BYTES} bytes")
        head, separator, checkpoint = body.partition(b"\n\n")
        if not (separator and checkpoint):
            raise InvalidRequest("no checkpoint after an empty line")
        try:
            old, proof = _head(head.decode("ascii").split("\n"))
        except ValueError as error:
            raise InvalidRequest(str(error)) from error
        return cls(old, proof, checkpoint)


def _head(lines: list[str]) -> tuple[int, tuple[bytes, ...]]:
    """The old size and the proof of the lines before the checkpoint."""
    if not lines[0].startswith("old "):
        raise ValueError("no line of the old size")
    return from_decimal(lines[0].removeprefix("old ")), from_hash_lines(lines[1:])


@dataclass(frozen=True, slots=True)
class WitnessState:
    """The largest checkpoint of one log that was signed; at first the empty tree."""

    size: int = 0
    root: bytes = EMPTY_ROOT


@dataclass(frozen=True, slots=True)
class Answer:
    """What to answer, and what to do before.

    Args:
        status: of HTTP; 200 only if `state` and `checkpoint` are given.
        body: for a refusal. With 200 the caller fills in its lines of signature.
        state: to store before signing.
        checkpoint: to sign.
    """

    status: HTTPStatus
    body: bytes = b""
    content_type: str = TEXT
    state: WitnessState | None = None
    checkpoint: Checkpoint | None = None


def consider(
    state: WitnessState, request: AddCheckpoint, keys: Iterable[VerifierKey]
) -> Answer:
    """A witness's answer to a request.

    Args:
        state: of the log that `request.origin` names.
        keys: of all logs that the witness follows; each bears the log's origin as name.
    """
    of_log = [key for key in keys if key.name == request.origin]
    if not of_log:
        return _refused(HTTPStatus.NOT_FOUND, "no log of this origin is followed")
    try:
        note = notes.parse(request.checkpoint)
        checkpoint = checkpoints.parse(note.text)
    except TlogError as error:
        return _refused(HTTPStatus.BAD_REQUEST, str(error))
    try:
        signatures = notes.verified(note, of_log)
    except notes.InvalidNote as error:
        return _refused(HTTPStatus.FORBIDDEN, str(error))
    if not signatures:
        return _refused(HTTPStatus.FORBIDDEN, "no trusted key of the log signed")
    return advance(state, request.old, request.proof, checkpoint)


def advance(
    state: WitnessState, old: int, proof: Sequence[bytes], checkpoint: Checkpoint
) -> Answer:
    """Whether a checkpoint may be signed after `state`, whoever submits it.

    The origin and the log's signature are the caller's to check.
    """
    if old > checkpoint.size:
        return _refused(HTTPStatus.BAD_REQUEST, "the old size is beyond the new one")
    if old != state.size:
        size = f"{state.size}\n".encode()
        return Answer(HTTPStatus.CONFLICT, size, SIZE_TYPE)
    try:
        merkle.verify_consistency(
            old, checkpoint.size, state.root, checkpoint.root, proof
        )
    except merkle.InvalidProof as error:
        return _refused(HTTPStatus.UNPROCESSABLE_ENTITY, str(error))
    return Answer(
        HTTPStatus.OK,
        state=WitnessState(checkpoint.size, checkpoint.root),
        checkpoint=checkpoint,
    )


def size_of_conflict(body: bytes) -> int:
    """The size that an answer 409 says, else `InvalidRequest`."""
    try:
        line, newline, rest = body.decode("ascii").partition("\n")
        size = from_decimal(line)
    except ValueError as error:
        raise InvalidRequest("not a size") from error
    if not newline or rest:
        raise InvalidRequest("not one line with a size")
    return size


def _refused(status: HTTPStatus, reason: str) -> Answer:
    return Answer(status, f"{reason}\n".encode())
