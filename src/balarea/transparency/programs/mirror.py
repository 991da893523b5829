"""A copy of a log's tiles and entries, made from its entries alone.

Hashes are computed here, never taken from the log, so that the copy's root says what
the entries are. Tiles beyond the size that was last confirmed are of no account: the
next `append` from that size writes them again.
"""

import contextlib
from collections.abc import Sequence
from pathlib import Path

from balarea.transparency.programs import durable_files
from balarea.transparency.tlog import merkle, tiles
from balarea.transparency.tlog.text_encoding import HASH_SIZE
from balarea.transparency.tlog.tiles import ENTRIES, WIDTH, Tile


class Damaged(Exception):
    """A file of the copy is missing or isn't what it was."""


class Mirror:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._unsynced: set[Path] = set()

    def read(self, tile: Tile) -> bytes:
        """A tile or bundle; from a wider one where it was replaced by that."""
        path = self.folder / tile.path
        if path.is_file():
            return path.read_bytes()
        full = self.folder / Tile(tile.level, tile.index).path
        partial = full.with_name(f"{full.name}.p")
        widths = [int(one.name) for one in partial.glob("[0-9]*")]
        wider = [width for width in sorted(widths) if width > tile.width]
        for other in [*(partial / str(width) for width in wider), full]:
            if other.is_file():
                return _beginning(tile, other.read_bytes())
        raise Damaged(f"{path} is missing")

    def hashes(self, size: int) -> tiles.TileHashes:
        """The hashes of the first `size` leaves."""
        return tiles.TileHashes(self.read, size)

    def root(self, size: int) -> bytes:
        return merkle.root(size, self.hashes(size))

    def entries(self, index: int, width: int) -> list[bytes]:
        """The first `width` entries of bundle `index`."""
        if not width:
            return []
        return tiles.entries_of(self.read(Tile(ENTRIES, index, width)))[:width]

    def append(self, size: int, entries: Sequence[bytes]) -> list[Tile]:
        """Write what a log of `size` leaves gains by these entries.

        Returns the tiles of hashes that were written.
        """
        leaves = [merkle.leaf_hash(entry) for entry in entries]
        grown = tiles.AppendedHashes(self.hashes(size), size, leaves)
        new = size + len(entries)
        written = tiles.new_tiles(size, new)
        for tile in written:
            self._write(tile, tiles.tile_data(tile, grown))
        earlier = self.entries(size // WIDTH, size % WIDTH)
        first = size - len(earlier)
        together = [*earlier, *entries]
        for tile in tiles.new_bundles(size, new):
            start = tile.index * WIDTH - first
            self._write(tile, tiles.bundle(together[start : start + tile.width]))
        for folder in self._unsynced:
            durable_files.sync_folder(folder)
        self._unsynced.clear()
        return written

    def remove_partial(self, old_size: int, size: int) -> None:
        """Remove partial tiles of an earlier size that the present ones replace."""
        levels = range(ENTRIES, tiles.MAX_LEVEL + 1)
        shifts = {level: tiles.HEIGHT * max(level, 0) for level in levels}
        for level, shift in shifts.items():
            old, new = old_size >> shift, size >> shift
            if old != new and (width := old % WIDTH):
                path = self.folder / Tile(level, old // WIDTH, width).path
                path.unlink(missing_ok=True)
                with contextlib.suppress(OSError):  # another width is still there
                    path.parent.rmdir()

    def _write(self, tile: Tile, data: bytes) -> None:
        path = self.folder / tile.path
        path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        durable_files.put(path, data, durable_files.PUBLIC)
        inside = path.relative_to(self.folder).parents
        self._unsynced |= {self.folder / parent for parent in inside}


def _beginning(tile: Tile, data: bytes) -> bytes:
    if tile.level == ENTRIES:
        return tiles.bundle(tiles.entries_of(data)[: tile.width])
    return data[: tile.width * HASH_SIZE]
