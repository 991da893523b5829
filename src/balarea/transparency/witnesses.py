"""The log's side of tlog-witness: asks each witness for a cosignature, all at once.

A witness that is slow, away or wrong delays nobody: whoever hasn't answered within
`PATIENCE` is left out of this checkpoint. What a witness knows beyond our own log is
evidence of a fork or of a restored backup, and is reported, never ignored.
"""

import contextlib
import datetime as dt
import hashlib
import http.client
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from balarea.transparency.tlog import checkpoints, notes
from balarea.transparency.tlog.checkpoints import Checkpoint
from balarea.transparency.tlog.errors import TlogError
from balarea.transparency.tlog.notes import Note, Signature, VerifierKey
from balarea.transparency.tlog.text_encoding import from_decimal, to_base64

PATIENCE = 1.0  # seconds for each witness
LONGEST_ANSWER = 100_000  # bytes
WORST_TRIES = 2  # the second after 409 said which size the witness has

type Proof = Callable[[int, int], list[bytes]]  # of consistency, from size to size


class UnknownHistory(Exception):
    """A witness has cosigned what our log isn't the continuation of."""

    def __init__(self, name: str, detail: str) -> None:
        super().__init__(f"{name}: {detail}")
        self.name = name


@dataclass
class Witness:
    """One witness, and what it last answered."""

    key: VerifierKey
    url: str
    size: int = 0  # of the last checkpoint that it cosigned
    seen_at: dt.datetime | None = None
    delay_ms: int = 0
    fault: str = ""
    pending: Future[Signature | None] | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        return self.key.name

    def summary(self) -> dict[str, Any]:
        """As it is stored, for the public page."""
        return {
            "name": self.name,
            "size": self.size,
            "at": self.seen_at.isoformat() if self.seen_at else "",
            "delay_ms": self.delay_ms,
            "fault": self.fault,
        }


def parse(text: str) -> list[Witness]:
    """The witnesses of the setting: `vkey URL`, separated by commas or lines.

    Raises:
        ValueError: a part isn't a verifier key of cosignatures and an http address.
    """
    witnesses = []
    for part in text.replace(",", "\n").splitlines():
        if not part.strip():
            continue
        vkey, _, url = part.strip().partition(" ")
        key = VerifierKey.parse(vkey)
        scheme, place, *_ = urlsplit(url.strip())
        if scheme not in {"http", "https"} or not place or not key.type.is_timed:
            raise ValueError(f"{key.name}: give its key of cosignatures and its URL")
        witnesses.append(Witness(key, url.strip().rstrip("/")))
    return witnesses


def ask_latest(witness: Witness, origin: str) -> Checkpoint | None:
    """The last checkpoint that a witness cosigned, by its own signature.

    None if it has none; its `fault` says if it doesn't answer.

    Raises:
        UnknownHistory: what it serves isn't a checkpoint of this log with its own
            cosignature.
    """
    place = hashlib.sha256(origin.encode()).hexdigest()
    witness.fault = ""
    try:
        status, body = _request(witness, "GET", f"/{place}/checkpoint", b"")
    except (OSError, http.client.HTTPException) as error:
        witness.fault = _words(error)
        return None
    if status == http.client.NOT_FOUND:
        return None
    if status != http.client.OK:
        witness.fault = f"HTTP {status}"
        return None
    try:
        note = notes.open_note(body, [witness.key])
        checkpoint = checkpoints.parse(note.text)
    except TlogError as error:
        witness.fault = f"its last checkpoint: {error}"[:100]
        return None
    if checkpoint.origin != origin:
        raise UnknownHistory(witness.name, "serves another log's checkpoint")
    witness.size = checkpoint.size
    return checkpoint


def cosign(
    witnesses: Sequence[Witness],
    note: Note,
    proof: Proof,
    now: Callable[[], dt.datetime],
    pool: ThreadPoolExecutor,
) -> list[Signature]:
    """The verified cosignatures of a signed checkpoint that came in time.

    Raises:
        UnknownHistory: a witness has cosigned more than the log has, or another root.
    """
    checkpoint = checkpoints.parse(note.text)
    for witness in witnesses:
        if witness.pending is not None and witness.pending.done():
            answered_late, witness.pending = witness.pending, None
            answered_late.result()  # raises what must not go unnoticed
        if witness.pending is None:
            witness.pending = pool.submit(_ask, witness, note, checkpoint, proof)
    asked = [one.pending for one in witnesses if one.pending is not None]
    wait(asked, timeout=PATIENCE)
    cosignatures = []
    for witness in witnesses:
        if witness.pending is None or not witness.pending.done():
            witness.fault = "no answer in time"
            continue
        answered, witness.pending = witness.pending, None
        signature = answered.result()
        # One that was asked earlier answers about an earlier checkpoint.
        if signature is not None and witness.key.verifies(note.text, signature):
            witness.seen_at = now()
            cosignatures.append(signature)
    return cosignatures


def _ask(
    witness: Witness, note: Note, checkpoint: Checkpoint, proof: Proof
) -> Signature | None:
    begun = time.monotonic()
    try:
        signature = _ask_twice(witness, note, checkpoint, proof)
    except (OSError, http.client.HTTPException, TlogError, ValueError) as error:
        witness.fault = _words(error)
        return None
    witness.delay_ms = round((time.monotonic() - begun) * 1000)
    return signature


def _ask_twice(
    witness: Witness, note: Note, checkpoint: Checkpoint, proof: Proof
) -> Signature | None:
    for _ in range(WORST_TRIES):
        old = witness.size
        lines = "".join(f"{to_base64(one)}\n" for one in proof(old, checkpoint.size))
        body = f"old {old}\n{lines}\n".encode() + note.format()
        status, answer = _request(witness, "POST", "/add-checkpoint", body)
        if status == http.client.OK:
            return _accept(witness, note, checkpoint, answer)
        if status == http.client.CONFLICT and (size := _size(answer)) != old:
            if size > checkpoint.size:
                raise UnknownHistory(
                    witness.name, f"cosigned {size}, we have {checkpoint.size}"
                )
            witness.size = size
            continue
        if status in {http.client.CONFLICT, http.client.UNPROCESSABLE_ENTITY}:
            raise UnknownHistory(witness.name, f"refuses the proof from {old}")
        witness.fault = f"HTTP {status}"
        return None
    witness.fault = "its size changes"
    return None


def _accept(
    witness: Witness, note: Note, checkpoint: Checkpoint, answer: bytes
) -> Signature | None:
    for line in answer.decode().splitlines():
        signature = notes.parse_signature(line)
        if witness.key.verifies(note.text, signature):
            witness.size, witness.fault = checkpoint.size, ""
            return signature
    witness.fault = "its cosignature fails"
    return None


def _size(answer: bytes) -> int:
    return from_decimal(answer.decode().removesuffix("\n"))


def _request(
    witness: Witness, method: str, path: str, body: bytes
) -> tuple[int, bytes]:
    parts = urlsplit(witness.url)
    kind = (
        http.client.HTTPSConnection
        if parts.scheme == "https"
        else http.client.HTTPConnection
    )
    connection = kind(parts.netloc, timeout=PATIENCE)
    with contextlib.closing(connection):
        headers = {"Content-Type": "text/plain; charset=utf-8"} if body else {}
        connection.request(method, f"{parts.path}{path}", body or None, headers)
        answer = connection.getresponse()
        return answer.status, answer.read(LONGEST_ANSWER)


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:100]
