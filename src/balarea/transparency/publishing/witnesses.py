"""The log's side of tlog-witness: asks each witness for a cosignature, all at once.

A witness that is slow, away or wrong delays nobody: whoever hasn't answered within
`PATIENCE` is left out of this checkpoint. One that says to have seen more than we have,
or another history, is asked for the checkpoint that it cosigned (`ask_latest`): signed
by our own key it is evidence of a fork or of a restored backup, else nothing but words.
"""

import contextlib
import datetime as dt
import hashlib
import http.client
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from balarea.transparency.tlog import checkpoints, notes
from balarea.transparency.tlog.checkpoints import Checkpoint
from balarea.transparency.tlog.errors import TlogError
from balarea.transparency.tlog.notes import Note, Signature, VerifierKey
from balarea.transparency.tlog.witness_requests import AddCheckpoint, size_of_conflict

PATIENCE = 1.0  # seconds for each witness
LONGEST_ANSWER = 100_000  # bytes
IN_DOUBT = {http.client.CONFLICT, http.client.UNPROCESSABLE_ENTITY}
WORST_TRIES = 2  # the second after 409 said which size the witness has

type Proof = Callable[[int, int], list[bytes]]  # of consistency, from size to size


@dataclass
class Witness:
    """One witness, and what it last answered.

    Args:
        keys: by which it cosigns; all of one name. The first, by Ed25519, is required,
            because it is what a receipt's code has room for.
    """

    keys: tuple[VerifierKey, ...]
    url: str
    size: int = 0  # of the last checkpoint that it cosigned
    seen_at: dt.datetime | None = None
    delay_ms: int = 0
    fault: str = ""
    is_in_doubt: bool = False  # its last answer speaks of another history
    pending: "Future[Answer] | None" = field(default=None, repr=False)

    @property
    def name(self) -> str:
        return self.keys[0].name

    def summary(self) -> dict[str, Any]:
        """As it is stored, for the public page."""
        return {
            "name": self.name,
            "size": self.size,
            "at": self.seen_at.isoformat() if self.seen_at else "",
            "delay_ms": self.delay_ms,
            "fault": self.fault,
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of asking a witness once.

    Args:
        size: of the last checkpoint that it cosigned, as far as is known.
    """

    size: int
    signatures: list[Signature] = field(default_factory=list)
    delay_ms: int = 0
    fault: str = ""
    is_in_doubt: bool = False


def parse(text: str) -> list[Witness]:
    """The witnesses of the setting: `vkey … URL`, separated by commas or lines.

    Raises:
        ValueError: a part isn't verifier keys of cosignatures and an http address.
    """
    witnesses = []
    for part in text.replace(",", "\n").splitlines():
        if not (words := part.split()):
            continue
        *vkeys, url = words
        keys = tuple(map(VerifierKey.parse, vkeys))
        scheme, place, *_ = urlsplit(url)
        is_timed = keys and all(key.type.is_timed for key in keys)
        is_one = len({key.name for key in keys}) == 1
        if scheme not in {"http", "https"} or not (place and is_timed and is_one):
            raise ValueError(f"{url}: give a witness' keys of cosignatures and its URL")
        witnesses.append(Witness(keys, url.rstrip("/")))
    return witnesses


def ask_latest(
    witness: Witness, origin: str, log_keys: Sequence[VerifierKey]
) -> Checkpoint | None:
    """The last checkpoint that a witness cosigned and that our log has signed.

    None if it shows none; its `fault` says if it doesn't answer as it should.
    """
    place = hashlib.sha256(origin.encode()).hexdigest()
    witness.fault, witness.is_in_doubt = "", False
    try:
        status, body = _request(witness, "GET", f"/{place}/checkpoint", b"")
        if status == http.client.NOT_FOUND:
            return None
        if status != http.client.OK:
            witness.fault = f"HTTP {status}"
            return None
        notes.open_note(body, witness.keys)
        checkpoint = checkpoints.parse(notes.open_note(body, log_keys).text)
    except (OSError, http.client.HTTPException, TlogError) as error:
        witness.fault = _words(error)
        return None
    witness.size = checkpoint.size
    return checkpoint if checkpoint.origin == origin else None


def cosign(
    witnesses: Sequence[Witness],
    note: Note,
    proof: Proof,
    at: dt.datetime,
    pool: ThreadPoolExecutor,
) -> list[Signature]:
    """The verified cosignatures of a signed checkpoint that came in time."""
    checkpoint = checkpoints.parse(note.text)
    for witness in witnesses:
        if witness.pending is None or witness.pending.done():
            witness.pending = pool.submit(_ask, witness, note, checkpoint, proof)
    requests = [one.pending for one in witnesses if one.pending is not None]
    wait(requests, timeout=PATIENCE)
    cosignatures = []
    for witness in witnesses:
        if witness.pending is None or not witness.pending.done():
            witness.fault = "no answer in time"
            continue
        answer, witness.pending = witness.pending.result(), None
        witness.size, witness.fault = answer.size, answer.fault
        witness.delay_ms, witness.is_in_doubt = answer.delay_ms, answer.is_in_doubt
        # One that was asked earlier answers about an earlier checkpoint.
        if valid := _verified(witness, note, answer.signatures):
            witness.seen_at = at
            cosignatures += valid
    return cosignatures


def _ask(witness: Witness, note: Note, checkpoint: Checkpoint, proof: Proof) -> Answer:
    """Ask once, in a thread: the witness itself is changed by the caller."""
    begun = time.monotonic()
    try:
        answer = _ask_twice(witness, note, checkpoint, proof)
    except (OSError, http.client.HTTPException, TlogError, ValueError) as error:
        answer = Answer(witness.size, fault=_words(error))
    spent = round((time.monotonic() - begun) * 1000)
    return replace(answer, delay_ms=spent)


def _ask_twice(
    witness: Witness, note: Note, checkpoint: Checkpoint, proof: Proof
) -> Answer:
    old = witness.size
    for _ in range(WORST_TRIES):
        request = AddCheckpoint(old, tuple(proof(old, checkpoint.size)), note.format())
        status, body = _request(witness, "POST", "/add-checkpoint", request.format())
        if status == http.client.OK:
            lines = [notes.parse_signature(line) for line in body.decode().splitlines()]
            if not (valid := _verified(witness, note, lines)):
                return Answer(old, fault="its cosignature fails")
            return Answer(checkpoint.size, valid)
        size = size_of_conflict(body) if status == http.client.CONFLICT else old
        if size == old or size > checkpoint.size:
            is_in_doubt = status in IN_DOUBT
            return Answer(old, fault=f"HTTP {status}", is_in_doubt=is_in_doubt)
        old = size
    return Answer(old, fault="its size changes")


def _verified(
    witness: Witness, note: Note, signatures: Sequence[Signature]
) -> list[Signature]:
    return [
        signature
        for signature in signatures
        if any(key.verifies(note.text, signature) for key in witness.keys)
    ]


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
