"""A small log in memory, for tests of what reads logs: it grows, signs, and can lie."""

from collections.abc import Iterable, Sequence

from balarea.transparency.programs.log_source import Missing, Unreachable
from balarea.transparency.tlog import merkle, tiles
from balarea.transparency.tlog.checkpoints import Checkpoint
from balarea.transparency.tlog.notes import KeyType, Note, SigningKey
from balarea.transparency.tlog.tiles import WIDTH, Tile

ORIGIN = "mall.example/log"
KEY = SigningKey(ORIGIN, KeyType.ED25519, b"\x01" * 32)


class SampleLog:
    """Serves its files as `log_source.Source`.

    `files` is what is served, path → content, so that a test can alter it.
    """

    def __init__(self, entries: Iterable[bytes] = ()) -> None:
        self.entries: list[bytes] = []
        self.files: dict[str, bytes] = {}
        self.is_away = False
        self.grow(entries)

    def grow(self, entries: Iterable[bytes]) -> None:
        """Append entries, and publish all at once."""
        old = len(self.entries)
        self.entries += entries
        self.publish(old)

    def publish(self, old: int = 0, cosigners: Sequence[SigningKey] = ()) -> None:
        hashes, size = self.hashes(), len(self.entries)
        for tile in tiles.new_tiles(old, size):
            self.files[tile.path] = tiles.tile_data(tile, hashes)
        for tile in tiles.new_bundles(old, size):
            start = tile.index * WIDTH
            bundled = self.entries[start : start + tile.width]
            self.files[tile.path] = tiles.bundle(bundled)
        self.files["checkpoint"] = self.note().format()

    def cosign(self, *keys: SigningKey, at: int) -> None:
        note = self.note()
        cosigned = [key.sign(note.text, at) for key in keys]
        signatures = (*note.signatures, *cosigned)
        self.files["checkpoint"] = Note(note.text, signatures).format()

    def hashes(self) -> tiles.AppendedHashes:
        nothing = tiles.TileHashes(lambda _: b"", 0)
        leaves = [merkle.leaf_hash(entry) for entry in self.entries]
        return tiles.AppendedHashes(nothing, 0, leaves)

    @property
    def checkpoint(self) -> Checkpoint:
        size = len(self.entries)
        return Checkpoint(ORIGIN, size, merkle.root(size, self.hashes()))

    def note(self) -> Note:
        text = self.checkpoint.text
        return Note(text, (KEY.sign(text),))

    def proof(self, old: int) -> list[bytes]:
        return merkle.consistency_proof(old, len(self.entries), self.hashes())

    def read(self, path: str, limit: int) -> bytes:
        if self.is_away:
            raise Unreachable(path)
        if path not in self.files:
            raise Missing(path)
        assert len(self.files[path]) <= limit
        return self.files[path]

    def alter(self, tile: Tile, data: bytes) -> None:
        self.files[tile.path] = data


def numbered(start: int, end: int) -> list[bytes]:
    """Entries that are no leaves of the schema, only different."""
    return [b"entry %d" % number for number in range(start, end)]
