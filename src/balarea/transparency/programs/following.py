"""From one checkpoint of a log to its next, by nothing but its public files.

Both a mirror and a monitor follow a log. Each step either ends at a checkpoint whose
root was recomputed from all entries, or raises a `Contradiction` and changes nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from balarea.transparency.programs.log_source import Source, read_tile
from balarea.transparency.programs.mirror import Mirror
from balarea.transparency.tlog import checkpoints, merkle, notes, tiles
from balarea.transparency.tlog.checkpoints import Checkpoint
from balarea.transparency.tlog.errors import TlogError
from balarea.transparency.tlog.merkle import EMPTY_ROOT
from balarea.transparency.tlog.text_encoding import to_base64
from balarea.transparency.tlog.tiles import ENTRIES, WIDTH, Tile

CHUNK = 64 * WIDTH  # entries in memory at once: some MB


@dataclass(frozen=True)
class Position:
    """How far a log was followed: its signed note (empty at first), size and root."""

    note: bytes = b""
    size: int = 0
    root: bytes = EMPTY_ROOT


class Contradiction(Exception):
    """The log's files contradict each other or what it signed before.

    Args:
        code: `SHRUNK`, `FORK`, `TILES_DIFFER` or `ENTRIES_DIFFER`.
        detail: numbers and names for the operator.
        files: the evidence, name → content.
    """

    def __init__(self, code: str, detail: str, files: dict[str, bytes]) -> None:
        super().__init__(detail)
        self.code = code
        self.files = files


def consistency_text(size: int, root: bytes, proof: Sequence[bytes]) -> bytes:
    """Evidence: the first `size` leaves of the later tree have this root."""
    lines = [f"old {size}", to_base64(root), *map(to_base64, proof)]
    return "".join(f"{line}\n" for line in lines).encode()


@dataclass
class Follower:
    """Follows one log into a mirror.

    Args:
        position: the last checkpoint that was followed; `follow` replaces it.
    """

    source: Source
    mirror: Mirror
    origin: str
    keys: Sequence[notes.VerifierKey]
    position: Position = field(default_factory=Position)

    def open(self, data: bytes) -> Checkpoint:
        """The checkpoint of a note that the log signed, else `TlogError`."""
        note = notes.open_note(data, self.keys)
        checkpoint = checkpoints.parse(note.text)
        if checkpoint.origin != self.origin:
            raise notes.InvalidNote(f"a checkpoint of another log: {checkpoint.origin}")
        return checkpoint

    def follow(self, data: bytes) -> Iterator[tuple[int, bytes]]:
        """Follow to the checkpoint in this note; gives each new entry with its index.

        `position` is the new one once all entries were taken.

        Raises:
            TlogError: the log didn't sign it.
            Unreachable: a file can't be had.
            Contradiction: see there.
        """
        new = self.open(data)
        old = self.position
        if new.size < old.size:
            raise self._contradiction("SHRUNK", f"{old.size} → {new.size}", data)
        if new.size == old.size:
            if new.root != old.root:
                raise self._contradiction("FORK", f"two roots of {new.size}", data)
        else:
            self._check_tiles(new, data)
            yield from self._take_entries(new, data)
        self.position = Position(data, new.size, new.root)
        self.mirror.remove_partial(old.size, new.size)

    def _check_tiles(self, new: Checkpoint, data: bytes) -> None:
        """That the log's tiles lead to its root, and contain the earlier tree."""
        old = self.position
        try:
            served = tiles.TileHashes(self._read_tile, new.size)
            if merkle.root(new.size, served) != new.root:
                raise merkle.InvalidProof("the tiles lead to another root")
            proof = merkle.consistency_proof(old.size, new.size, served)
            earlier = merkle.root(old.size, served)
        except TlogError as error:
            raise self._contradiction("TILES_DIFFER", str(error), data) from None
        try:
            merkle.verify_consistency(old.size, new.size, old.root, new.root, proof)
        except merkle.InvalidProof as error:
            raise self._fork(new, data, earlier, proof, str(error)) from None

    def _fork(
        self,
        new: Checkpoint,
        data: bytes,
        earlier: bytes,
        proof: list[bytes],
        detail: str,
    ) -> Contradiction:
        """A fork if the tiles prove one; else the tiles themselves are wrong."""
        size = self.position.size
        try:
            merkle.verify_consistency(size, new.size, earlier, new.root, proof)
        except merkle.InvalidProof:
            return self._contradiction("TILES_DIFFER", detail, data)
        files = {"consistency.txt": consistency_text(size, earlier, proof)}
        detail = f"the tree of {new.size} doesn't begin with that of {size}"
        return self._contradiction("FORK", detail, data, files)

    def _take_entries(
        self, new: Checkpoint, data: bytes
    ) -> Iterator[tuple[int, bytes]]:
        """Copy the new entries; give them once the copy has the checkpoint's root."""
        size = self.position.size
        differing: list[str] = []
        try:
            while size < new.size:
                end = min((size // CHUNK + 1) * CHUNK, new.size)
                entries = self._read_entries(size, end)
                written = self.mirror.append(size, entries)
                differing += [t.path for t in written if self._differs(t, new.size)]
                size += len(entries)
            if self.mirror.root(new.size) != new.root:
                raise tiles.InvalidTile("the entries lead to another root")
        except TlogError as error:
            raise self._contradiction("ENTRIES_DIFFER", str(error), data) from None
        if differing:
            raise self._contradiction("TILES_DIFFER", ", ".join(differing[:9]), data)
        for index in range(self.position.size // WIDTH, -(-new.size // WIDTH)):
            width = min(WIDTH, new.size - index * WIDTH)
            for offset, entry in enumerate(self.mirror.entries(index, width)):
                if index * WIDTH + offset >= self.position.size:
                    yield index * WIDTH + offset, entry

    def _read_entries(self, start: int, end: int) -> list[bytes]:
        """The log's entries from `start` until `end`."""
        entries: list[bytes] = []
        for index in range(start // WIDTH, -(-end // WIDTH)):
            width = min(WIDTH, end - index * WIDTH)
            bundle = self._read_tile(Tile(ENTRIES, index, width))
            bundled = tiles.entries_of(bundle)
            earlier = max(0, start - index * WIDTH)
            if len(bundled) < width:
                raise tiles.InvalidTile(f"bundle {index} has {len(bundled)} entries")
            if bundled[:earlier] != self.mirror.entries(index, earlier):
                raise tiles.InvalidTile(f"bundle {index} has other entries than before")
            entries += bundled[earlier:width]
        return entries

    def _differs(self, tile: Tile, size: int) -> bool:
        """Whether the log serves another tile than its entries make."""
        leaves = size >> tiles.HEIGHT * tile.level
        if tile.width != min(WIDTH, leaves - tile.index * WIDTH):
            return False  # a partial tile between two chunks, which the log never had
        ours = self.mirror.read(tile)
        return self._read_tile(tile)[: len(ours)] != ours

    def _read_tile(self, tile: Tile) -> bytes:
        return read_tile(self.source, tile)

    def _contradiction(
        self, code: str, detail: str, data: bytes, files: dict[str, bytes] | None = None
    ) -> Contradiction:
        both = {"earlier.checkpoint": self.position.note, "later.checkpoint": data}
        return Contradiction(code, detail, both | (files or {}))
