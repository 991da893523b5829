"""A log of a test: its signer in a thread, and a reader of its files from outside."""

import contextlib
import datetime as dt
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from uuid import UUID

from balarea.foundation import clock, ids
from balarea.foundation.operation import SYSTEM, Actor, operation
from balarea.transparency import models, operations
from balarea.transparency.programs import signer
from balarea.transparency.publishing.log_files import LogFiles
from balarea.transparency.publishing.sequencer import LogSettings, Sequencer
from balarea.transparency.publishing.witnesses import Witness
from balarea.transparency.tlog import checkpoints, merkle, notes, tiles
from balarea.transparency.tlog.merkle import CompactRange
from balarea.transparency.tlog.notes import VerifierKey
from balarea.transparency.tlog.policies import Policy

ORIGIN = "mall.example/transparansi/log"


@contextlib.contextmanager
def signing(folder: Path) -> Iterator[Path]:
    """The socket of a signer whose keys are in this folder; made if there are none."""
    signer.make(folder / "signer", ORIGIN)
    stop, socket = threading.Event(), folder / "signer.sock"
    own = signer.Signer.open(folder / "signer")
    thread = threading.Thread(target=signer.serve, args=(own, socket, stop, 0o600))
    thread.start()
    while not socket.exists():
        stop.wait(0.005)
    try:
        yield socket
    finally:
        stop.set()
        thread.join()


def sequencer(
    folder: Path,
    socket: Path,
    witnesses: Sequence[Witness] = (),
    policy: Policy | None = None,
) -> Sequencer:
    """A sequencer of this log, as it starts; `Stopped` is raised as in earnest."""
    own = LogSettings(folder / "log", socket, list(witnesses), policy)
    made = Sequencer(own, clock.now)
    made.start()
    return made


@operation
def append(
    *, count: int, subject: UUID | None = None, by: Actor = SYSTEM, at: dt.datetime
) -> list[UUID]:
    """Append entries in one transaction; their ids."""
    return [
        operations.record(
            type="CLOSED", subject=subject or ids.uuid7(), by=by, at=at
        ).id
        for _ in range(count)
    ]


@operation
def append_tags(*, count: int, by: Actor, at: dt.datetime) -> set[bytes]:
    """Append entries of as many subjects; their tags, which their leaves bear."""
    return {
        bytes(operations.record(type="CLOSED", subject=ids.uuid7(), by=by, at=at).tag)
        for _ in range(count)
    }


def read(folder: Path) -> list[bytes]:
    """The entries of a log, verified from its public files and its key alone."""
    files = LogFiles(folder / "log")
    vkeys = (folder / "signer" / signer.VERIFIERS).read_text().splitlines()
    note = notes.open_note(files.checkpoint(), map(VerifierKey.parse, vkeys))
    assert len(note.signatures) == len(vkeys) == 2
    checkpoint = checkpoints.parse(note.text)
    assert checkpoint.origin == ORIGIN
    tree, entries = CompactRange(), []
    for bundle in tiles.new_bundles(0, checkpoint.size):
        entries += tiles.entries_of(files.read_tile(bundle))
    for entry in entries:
        tree.append(merkle.leaf_hash(entry))
    assert (tree.size, tree.root()) == (checkpoint.size, checkpoint.root)
    hashes = tiles.TileHashes(files.read_tile, checkpoint.size)
    for tile in tiles.new_tiles(0, checkpoint.size):
        assert files.has_tile(tile)
    assert merkle.root(checkpoint.size, hashes) == checkpoint.root
    return entries


def settle(own: Sequencer) -> None:
    """Rounds until all is published, or no more comes.

    A transaction of another database that ends at this moment lets a round wait.
    """
    for _ in range(30):
        own.run_round()
        size = models.LogState.objects.get().published_size
        if size == models.Entry.objects.count():
            return
