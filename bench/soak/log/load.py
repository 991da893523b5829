"""Entries under which a log is soaked, and what somebody outside sees of it."""

from __future__ import annotations

import contextlib
import threading
import time
from dataclasses import dataclass, field

from balarea.transparency.publishing.log_files import LogFiles, MissingTile
from balarea.transparency.tlog import checkpoints, merkle, notes, tiles
from balarea.transparency.tlog.checkpoints import Checkpoint
from balarea.transparency.tlog.notes import VerifierKey
from balarea.transparency.tlog.tiles import TileHashes

LONGEST = 60.0  # seconds until it publishes again; more is "never"


@dataclass
class Load:
    """Entries that were committed, and those of which nobody knows."""

    tags: set[bytes] = field(default_factory=set)
    is_over: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        from django.db import DatabaseError, InterfaceError, connection

        from balarea.foundation import clock
        from balarea.foundation.operation import SYSTEM
        from balarea.transparency.tests.published import append_tags

        while not self.is_over.is_set():
            try:
                # An error leaves it open whether they were committed: no promise.
                self.tags |= append_tags(count=3, by=SYSTEM, at=clock.now())
            except (DatabaseError, InterfaceError):
                connection.close()
                time.sleep(0.1)
            time.sleep(0.01)
        connection.close()


@dataclass
class Follower:
    """Somebody outside who believes nothing that doesn't continue what they saw."""

    files: LogFiles
    keys: list[VerifierKey]
    last: Checkpoint | None = None
    seen: int = 0
    forks: list[str] = field(default_factory=list)
    is_over: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        while not self.is_over.is_set():
            with contextlib.suppress(MissingTile):  # replaced meanwhile: look again
                self.look()
            time.sleep(0.02)

    def look(self) -> None:
        data = self.files.checkpoint()
        if not data:
            return
        checkpoint = checkpoints.parse(notes.open_note(data, self.keys).text)
        if checkpoint == self.last:
            return
        hashes = TileHashes(self.files.read_tile, checkpoint.size)
        try:
            if merkle.root(checkpoint.size, hashes) != checkpoint.root:
                raise merkle.InvalidProof("the tiles have another root")
            if self.last:
                old = self.last
                proof = merkle.consistency_proof(old.size, checkpoint.size, hashes)
                merkle.verify_consistency(
                    old.size, checkpoint.size, old.root, checkpoint.root, proof
                )
        except ValueError as error:
            self.forks.append(f"{self.last} → {checkpoint}: {error}")
        self.last, self.seen = checkpoint, self.seen + 1


def wait_for_news(files: LogFiles, *, is_idle: bool = False) -> float:
    """Seconds until something new is published; when idle, until nothing is new."""
    began, size = time.monotonic(), files.published_size()
    while (spent := time.monotonic() - began) < LONGEST:
        if is_idle and spent > 3:
            return spent
        if not is_idle and files.published_size() > size:
            return spent
        time.sleep(0.02)
    return LONGEST


def counted(files: LogFiles, load: Load) -> dict[str, object]:
    """Read every published entry: what was acknowledged is there, and once."""
    from balarea.transparency.entries import leaves

    seen: list[bytes] = []
    for bundle in tiles.new_bundles(0, files.published_size()):
        entries = tiles.entries_of(files.read_tile(bundle))
        seen += [leaves.decode(entry).tag for entry in entries]
    return {
        "entries": len(seen),
        "acknowledged": len(load.tags),
        "lost": len(load.tags - set(seen)),
        "double": len(seen) - len(set(seen)),
    }
