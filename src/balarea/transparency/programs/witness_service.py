"""What a witness does with a request: consider, persist, cosign, in this order.

It speaks `tlog-witness` and knows nothing of HTTP; see `witness` for the program.
"""

import hashlib
import threading
from collections.abc import Callable, Mapping
from http import HTTPStatus
from pathlib import Path

from balarea.transparency.programs import evidence, witness_folder
from balarea.transparency.programs.witness_folder import Cosigned, Log
from balarea.transparency.tlog import checkpoints, cosignatures, notes
from balarea.transparency.tlog import witness_requests as requests
from balarea.transparency.tlog.errors import TlogError
from balarea.transparency.tlog.notes import Note, SigningKey
from balarea.transparency.tlog.witness_requests import (
    AddCheckpoint,
    Answer,
    WitnessState,
)

REFUSED = "refused"  # the folder of evidence
STEP_BACK = 5  # seconds by which a clock may be corrected


class ClockBehind(Exception):
    """The clock is before the time that was signed last."""


def origin_hash(origin: str) -> str:
    """The name of a log in addresses."""
    return hashlib.sha256(origin.encode()).hexdigest()


class Witness:
    """One witness of some logs. Its methods may be called by several threads.

    Args:
        report: takes a line for the operator.
    """

    def __init__(
        self,
        folder: Path,
        logs: Mapping[str, Log],
        clock: Callable[[], int],
        report: Callable[[str], None],
    ) -> None:
        self.folder = folder
        self.logs = logs
        self.keys: list[SigningKey] = witness_folder.read_keys(folder)
        self._clock = clock
        self._report = report
        self._trusted = [key for log in logs.values() for key in log.keys]
        self._turn = threading.Lock()
        self._state = witness_folder.read_state(folder, logs.values())
        self._origins = {origin_hash(origin): origin for origin in logs}

    def add_checkpoint(self, body: bytes) -> Answer:
        """The answer to a body of `POST /add-checkpoint`.

        Check, persist and cosign are one step: no other request comes in between.
        """
        try:
            request = AddCheckpoint.parse(body)
        except requests.InvalidRequest as error:
            return Answer(HTTPStatus.BAD_REQUEST, f"{error}\n".encode())
        with self._turn:
            earlier = self._state.get(request.origin)
            answer = requests.consider(_state(earlier), request, self._trusted)
            if answer.checkpoint is None:
                self._note_refusal(request, answer, earlier)
                return answer
            try:
                return self._cosign(request, earlier)
            except ClockBehind as error:
                self._report(str(error))
                return Answer(HTTPStatus.SERVICE_UNAVAILABLE, b"try again later\n")
            except OSError as error:  # a full disk: nothing was signed
                self._report(f"can't store the state: {error}")
                return Answer(HTTPStatus.SERVICE_UNAVAILABLE, b"try again later\n")

    def latest(self, name: str) -> bytes | None:
        """The last cosigned checkpoint of the log with this `origin_hash`."""
        cosigned = self._state.get(self._origins.get(name, ""))
        return cosigned.note if cosigned else None

    def position(self, origin: str) -> Cosigned | None:
        return self._state.get(origin)

    def _cosign(self, request: AddCheckpoint, earlier: Cosigned | None) -> Answer:
        note = notes.parse(request.checkpoint)
        by_log = notes.open_note(request.checkpoint, self.logs[request.origin].keys)
        at = self._time(earlier)
        signed = [cosignatures.cosign(key, note.text, at) for key in self.keys]
        stored = Note(note.text, (*by_log.signatures, *signed)).format()
        state = {
            **self._state,
            request.origin: Cosigned(checkpoints.parse(note.text), stored),
        }
        # The cosignatures leave this function only once the disk has the state.
        witness_folder.write_state(self.folder, state)
        self._state = state
        lines = "".join(signature.line for signature in signed)
        return Answer(HTTPStatus.OK, lines.encode())

    def _time(self, earlier: Cosigned | None) -> int:
        """Now, never before the cosignature before: that orders the checkpoints."""
        at = self._clock()
        if earlier is None:
            return at
        keys = [key.verifier for key in self.keys]
        last = max(cosignatures.times(earlier.note, keys).values(), default=0)
        if last > at + STEP_BACK:
            raise ClockBehind(
                f"the clock says {at}, but the last cosignature is of {last}: set the "
                "clock; nothing is cosigned until then"
            )
        return max(at, last)

    def _note_refusal(
        self, request: AddCheckpoint, answer: Answer, earlier: Cosigned | None
    ) -> None:
        """Save what contradicts the state, if the log itself signed it."""
        log = self.logs.get(request.origin)
        if earlier is None or log is None:
            return
        try:
            note = notes.open_note(request.checkpoint, log.keys)
            later = checkpoints.parse(note.text)
        except TlogError:
            return  # anybody may send that
        code = _contradiction(earlier, later, answer.status)
        if not code:
            return
        files = {
            "earlier.checkpoint": earlier.note,
            "later.checkpoint": request.checkpoint,
            "request.txt": request.format(),
            "reason.txt": (
                f"{code}: answered {answer.status.value} to size {later.size} from "
                f"{request.old}, after {earlier.checkpoint.size} was cosigned.\n"
            ).encode(),
        }
        folder = self.folder / REFUSED
        if evidence.find(folder, code, files):
            return
        try:
            place = evidence.save(folder, code, files, self._clock())
        except OSError as error:
            self._report(f"{code} of {later.origin}, not saved: {error}")
            return
        if place:
            self._report(f"{code} of {later.origin}: evidence in {place}")


def _state(cosigned: Cosigned | None) -> WitnessState:
    if cosigned is None:
        return WitnessState()
    return WitnessState(cosigned.checkpoint.size, cosigned.checkpoint.root)


def _contradiction(
    earlier: Cosigned, later: checkpoints.Checkpoint, status: HTTPStatus
) -> str:
    """What a signed request that was refused shows; empty if nothing.

    Only `FORK` proves something by itself: the others are hints, because anybody can
    send an old checkpoint again, or a true one with a wrong proof. An old size that
    isn't ours is ordinary: so a log learns ours.
    """
    if later.size == earlier.checkpoint.size:
        return "FORK" if later.root != earlier.checkpoint.root else ""
    if later.size < earlier.checkpoint.size:
        return "SHRUNK"
    return "UNPROVEN" if status == HTTPStatus.UNPROCESSABLE_ENTITY else ""
