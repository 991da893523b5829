"""The sequencer: the only program that continues the published log.

Each round: entries become leaves in the database; tiles are written to files; the
signer signs; witnesses cosign; the checkpoint is published. A crash between any two
steps loses nothing: each step starts from what the one before has stored. At its start,
and whenever signer or witnesses surprise it, it compares its history with theirs, and
refuses to go on if its own is behind or another: a restored backup must not fork a log.
"""

import contextlib
import datetime as dt
import errno
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from balarea.foundation.operation import SYSTEM
from balarea.transparency import models
from balarea.transparency.entries import leaves
from balarea.transparency.programs import signer
from balarea.transparency.publishing import integration, witnesses
from balarea.transparency.publishing.integration import Published
from balarea.transparency.publishing.log_files import LogFiles, MissingTile
from balarea.transparency.publishing.tile_writer import TileWriter
from balarea.transparency.publishing.witnesses import Witness
from balarea.transparency.tlog import checkpoints, merkle, notes
from balarea.transparency.tlog.checkpoints import Checkpoint
from balarea.transparency.tlog.errors import TlogError
from balarea.transparency.tlog.notes import Note, VerifierKey
from balarea.transparency.tlog.policies import Policy, PolicyNotMet
from balarea.transparency.tlog.tiles import TileHashes

# A checkpoint without news is cosigned again, so that its age shows a living log.
REFRESH = dt.timedelta(seconds=60)
UNPUBLISHED = 10_000  # entries in one round


class Fault(StrEnum):
    """Why nothing is published; stored, and shown on the public page."""

    SIGNER_AWAY = "SIGNER_AWAY"
    QUORUM_MISSING = "QUORUM_MISSING"
    DISK = "DISK"
    KEYS_CHANGED = "KEYS_CHANGED"
    ORIGIN_CHANGED = "ORIGIN_CHANGED"
    BEHIND_FILES = "BEHIND_FILES"
    BEHIND_SIGNER = "BEHIND_SIGNER"
    BEHIND_WITNESS = "BEHIND_WITNESS"
    OTHER_HISTORY = "OTHER_HISTORY"
    ENTRY_CHANGED = "ENTRY_CHANGED"


class Stopped(Exception):
    """The log can't go on now.

    Attributes:
        is_history: whether histories differ, which waiting doesn't mend.
    """

    def __init__(self, fault: Fault, detail: str, *, is_history: bool = False) -> None:
        super().__init__(f"{fault}: {detail}")
        self.fault, self.detail, self.is_history = fault, detail, is_history


@dataclass(frozen=True)
class LogSettings:
    """Where the log lies, who signs and who cosigns.

    Args:
        socket: the signer's, which also says for which log it signs.
        policy: which cosignatures a checkpoint needs before it is published; None for
            none at all.
    """

    folder: Path
    socket: Path
    witnesses: list[Witness] = field(default_factory=list)
    policy: Policy | None = None


class Sequencer:
    """Continues one log. `start` first, then `run_round` again and again."""

    def __init__(self, own: LogSettings, now: Callable[[], dt.datetime]) -> None:
        self.settings, self.now = own, now
        self.files = LogFiles(own.folder)
        self.tiles = TileWriter(self.files)
        self.keys: list[VerifierKey] = []
        self.signed_size = 0
        self.pool = ThreadPoolExecutor(max(1, len(own.witnesses)))

    def start(self) -> None:
        """Compare our history with the signer's and the witnesses'.

        Raises:
            Stopped: ours is behind or another, or the signer doesn't answer.
        """
        with _stopped_by_what_fails():
            self.files.prepare()
            last = self._ask_signer()
            state = self._begin(last.origin)
            self._check_signer(state, last)
            self.tiles.resume(state.published_size, state.size)
            self._check_latest(state, last, Fault.BEHIND_SIGNER, "the signer")
            for witness in self.settings.witnesses:
                self._check_witness(state, witness)
            self._publish_stored(state)
            self.signed_size = last.size

    def run_round(self) -> bool:
        """Integrate what came, and publish; returns whether there may be more.

        Raises:
            Stopped: something is missing; what was integrated stays, unpublished.
        """
        with _stopped_by_what_fails():
            taken = self._integrate()
            state = models.LogState.objects.get()
            is_due = state.published_at is None or (
                self.settings.witnesses and self.now() - state.published_at >= REFRESH
            )
            if state.size > state.published_size or is_due:
                self.tiles.write(state.size)
                self._publish(state)
        return taken >= integration.BATCH

    def close(self) -> None:
        self.pool.shutdown(wait=False, cancel_futures=True)

    def _begin(self, origin: str) -> models.LogState:
        keys = "".join(f"{key.vkey}\n" for key in self.keys)
        return integration.begin(origin=origin, keys=keys, by=SYSTEM, at=self.now())

    def _check_signer(self, state: models.LogState, last: Checkpoint) -> None:
        if state.origin != last.origin:
            detail = f"the log is {state.origin}, the signer's {last.origin}"
            raise Stopped(Fault.ORIGIN_CHANGED, detail, is_history=True)
        if state.keys != "".join(f"{key.vkey}\n" for key in self.keys):
            detail = "the signer has other keys than those that signed this log"
            raise Stopped(Fault.KEYS_CHANGED, detail, is_history=True)
        if (size := self.files.published_size()) > state.published_size:
            detail = f"published are {size} entries, the database knows of "
            detail += f"{state.published_size}"
            raise Stopped(Fault.BEHIND_FILES, detail, is_history=True)

    def _ask_signer(self) -> Checkpoint:
        code, text = self._request(b"state\n")
        vkeys, _, checkpoint = text.partition("\n\n")
        if code != 200:
            raise Stopped(Fault.SIGNER_AWAY, f"it answers {code}")
        self.keys = [VerifierKey.parse(line) for line in vkeys.splitlines()]
        return checkpoints.parse(checkpoint)

    def _request(self, request: bytes) -> tuple[int, str]:
        try:
            return signer.ask(self.settings.socket, request)
        except OSError as error:
            detail = f"{error.strerror or type(error).__name__}"
            raise Stopped(Fault.SIGNER_AWAY, detail) from error

    def _check_latest(
        self, state: models.LogState, latest: Checkpoint, fault: Fault, whose: str
    ) -> None:
        """Refuse if somebody has signed more than we have, or another history."""
        if latest.size > state.size:
            detail = f"{whose} has signed {latest.size} entries, we have {state.size}"
            raise Stopped(fault, detail, is_history=True)
        hashes = TileHashes(self.files.read_tile, state.size)
        if merkle.root(latest.size, hashes) != latest.root:
            detail = f"{whose} has signed another history of {latest.size} entries"
            raise Stopped(Fault.OTHER_HISTORY, detail, is_history=True)

    def _check_witness(self, state: models.LogState, witness: Witness) -> None:
        latest = witnesses.ask_latest(witness, state.origin, self.keys)
        if latest is not None:
            self._check_latest(state, latest, Fault.BEHIND_WITNESS, witness.name)

    def _publish_stored(self, state: models.LogState) -> None:
        """Write the file of the checkpoint that the database says is published."""
        note = bytes(state.note)
        if note and note != self.files.checkpoint():
            self.files.write_checkpoint(note)

    def _integrate(self) -> int:
        """Take entries until there are none, or enough for one checkpoint."""
        taken = count = 0
        while taken < UNPUBLISHED:
            first, made = integration.integrate(by=SYSTEM, at=self.now())
            self.tiles.add(first, made)
            count = len(made)
            taken += count
            if count < integration.BATCH:
                break
        return count

    def _proof(self, old: int, new: int) -> list[bytes]:
        hashes = TileHashes(self.files.read_tile, new)
        return merkle.consistency_proof(old, new, hashes)

    def _publish(self, state: models.LogState) -> None:
        """Sign, cosign and publish what the database holds.

        Raises:
            Stopped: a signature or the quorum is missing.
        """
        checkpoint = Checkpoint(state.origin, state.size, bytes(state.root))
        signed = self._sign(checkpoint)
        signed_at, own = self.now(), self.settings.witnesses
        cosigned = witnesses.cosign(own, signed, self._proof, signed_at, self.pool)
        note = Note(signed.text, (*signed.signatures, *cosigned)).format()
        for witness in own:
            if witness.is_in_doubt:
                self._check_witness(state, witness)
        summaries = [witness.summary() for witness in own]
        self._check_policy(note)
        at = self.now()
        published = Published(
            size=checkpoint.size,
            root=checkpoint.root,
            note=note,
            signed_at=signed_at,
            cosigned_at=at if cosigned else None,
            witnesses=summaries,
        )
        integration.record_publication(published=published, by=SYSTEM, at=at)
        self.files.write_checkpoint(note)

    def _check_policy(self, note: bytes) -> None:
        if self.settings.policy is None:
            return
        try:
            self.settings.policy.check(note)
        except PolicyNotMet as error:
            away = [f"{one.name}: {one.fault}" for one in self.settings.witnesses]
            detail = f"{error}; {', '.join(away)}"
            raise Stopped(Fault.QUORUM_MISSING, detail) from error

    def _sign(self, checkpoint: Checkpoint) -> Note:
        old = self.signed_size
        proof = self._proof(old, checkpoint.size)
        request = signer.format_request(old, proof, checkpoint)
        code, text = self._request(request)
        if code == 409:  # another sequencer was here, or the signer was restored
            last = self._ask_signer()
            self._check_latest(
                models.LogState.objects.get(), last, Fault.BEHIND_SIGNER, "the signer"
            )
            self.signed_size = last.size
            raise Stopped(Fault.SIGNER_AWAY, f"it has signed {last.size} meanwhile")
        if code != 200:
            detail = f"the signer refuses {checkpoint.size} after {old}: {code} {text}"
            raise Stopped(Fault.OTHER_HISTORY, detail, is_history=True)
        self.signed_size = checkpoint.size
        try:
            lines = [notes.parse_signature(line) for line in text.splitlines()]
            note = Note(checkpoint.text, tuple(lines))
            return notes.open_note(note.format(), self.keys)
        except TlogError as error:
            raise Stopped(Fault.KEYS_CHANGED, str(error), is_history=True) from error


@contextlib.contextmanager
def _stopped_by_what_fails() -> Iterator[None]:
    """Say by `Stopped` what else goes wrong in a step."""
    try:
        yield
    except (integration.EntryChanged, leaves.InvalidLeaf) as error:
        raise Stopped(Fault.ENTRY_CHANGED, str(error), is_history=True) from error
    except (TlogError, MissingTile) as error:  # a file isn't what we wrote
        raise Stopped(Fault.DISK, str(error), is_history=True) from error
    except OSError as error:
        # Without the path, which is no business of the public.
        name = errno.errorcode.get(error.errno or 0, type(error).__name__)
        raise Stopped(Fault.DISK, f"{error.strerror} ({name})") from error
