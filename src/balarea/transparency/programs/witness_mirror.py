"""A witness's copies of the logs that it witnesses, for when a log hides its own files.

The copy follows what the witness cosigned, in a thread of its own: it never delays a
cosignature. It is no cosigner of `tlog-mirror`, so it claims nothing by a signature.
"""

import threading
import time
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

from balarea.transparency.programs import durable_files, evidence
from balarea.transparency.programs.following import Contradiction, Follower, Position
from balarea.transparency.programs.log_source import Source, Unreachable
from balarea.transparency.programs.mirror import Damaged, Mirror
from balarea.transparency.programs.witness_folder import Log
from balarea.transparency.programs.witness_service import (
    REFUSED,
    Witness,
    origin_hash,
)
from balarea.transparency.tlog import checkpoints, notes, tiles
from balarea.transparency.tlog.errors import TlogError

FOLDER, CHECKPOINT = "mirror", "checkpoint"
EVERY = 5.0  # seconds between two looks
TEXT = "text/plain; charset=utf-8"
OCTETS = "application/octet-stream"
IMMUTABLE = "public, max-age=31536000, immutable"


class LogMirror:
    """The copy of one log.

    Args:
        folder: of the witness.
        source: the log's public files.
    """

    def __init__(
        self, witness: Witness, log: Log, folder: Path, source: Source
    ) -> None:
        self._witness, self._log, self._folder = witness, log, folder
        self.place = folder / FOLDER / origin_hash(log.origin)
        self.place.mkdir(parents=True, exist_ok=True)
        position = _position(self.place / CHECKPOINT)
        mirror = Mirror(self.place)
        self._follower = Follower(source, mirror, log.origin, log.keys, position)

    def update(self, at: int) -> str:
        """Follow to what was cosigned last; what hindered it, or an empty text."""
        cosigned = self._witness.position(self._log.origin)
        if cosigned is None or cosigned.note == self._follower.position.note:
            return ""
        try:
            for _ in self._follower.follow(cosigned.note):
                pass
            path = self.place / CHECKPOINT
            durable_files.replace(path, cosigned.note, durable_files.PUBLIC)
        except Contradiction as raised:
            reason = f"{raised.code}: {raised}\n".encode()
            files = {**raised.files, "reason.txt": reason}
            evidence.save(self._folder / REFUSED, raised.code, files, at)
            return f"{raised.code}: {raised}"
        except (Unreachable, Damaged, OSError) as error:
            return str(error)
        return ""

    def read(self, path: str) -> tuple[HTTPStatus, bytes, str, str]:
        """Status, body, type and caching of a file below this copy's address."""
        position = self._follower.position
        if path == CHECKPOINT and position.note:
            return HTTPStatus.OK, position.note, TEXT, "no-cache"
        try:
            tile = tiles.tile_of_path(path)
            end = (tile.index * tiles.WIDTH + tile.width) << (8 * max(tile.level, 0))
            if end <= position.size:
                return (
                    HTTPStatus.OK,
                    self._follower.mirror.read(tile),
                    OCTETS,
                    IMMUTABLE,
                )
        except (TlogError, Damaged, OSError):
            pass
        return HTTPStatus.NOT_FOUND, b"the copy hasn't it\n", TEXT, "no-store"


class Mirrors:
    """All copies of a witness, and the thread that brings them up to date."""

    def __init__(
        self,
        witness: Witness,
        folder: Path,
        open_source: Callable[[str], Source],
        clock: Callable[[], int],
        report: Callable[[str], None],
    ) -> None:
        self.by_hash = {
            origin_hash(log.origin): LogMirror(
                witness, log, folder, open_source(log.url)
            )
            for log in witness.logs.values()
            if log.url
        }
        self._clock, self._report = clock, report

    def start(self) -> None:
        threading.Thread(target=self._run, daemon=True).start()

    def read(self, name: str, path: str) -> tuple[HTTPStatus, bytes, str, str]:
        mirror = self.by_hash.get(name)
        if mirror is None:
            return HTTPStatus.NOT_FOUND, b"no copy of this log\n", TEXT, "no-store"
        return mirror.read(path)

    def _run(self) -> None:
        hindered: dict[str, str] = {}
        while True:
            time.sleep(EVERY)
            for name, mirror in self.by_hash.items():
                reason = mirror.update(self._clock())
                if reason and reason != hindered.get(name):
                    self._report(f"the copy is behind: {reason}")
                hindered[name] = reason


def _position(path: Path) -> Position:
    """How far the copy is, by the checkpoint that was written last."""
    if not path.exists():
        return Position()
    data = path.read_bytes()
    checkpoint = checkpoints.parse(notes.parse(data).text)
    return Position(data, checkpoint.size, checkpoint.root)
