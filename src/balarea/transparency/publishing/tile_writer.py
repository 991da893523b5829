"""Writes the tiles and bundles of what was integrated, and repairs missing ones.

Hashes and entries come from memory where this process integrated them, else from the
database, where an entry must still make the leaf that it made.
"""

from collections.abc import Callable, Iterator, Sequence

from balarea.transparency.publishing import integration
from balarea.transparency.publishing.integration import LeafBytes
from balarea.transparency.publishing.log_files import LogFiles
from balarea.transparency.tlog import tiles
from balarea.transparency.tlog.tiles import (
    ENTRIES,
    WIDTH,
    AppendedHashes,
    Tile,
    TileHashes,
)

CHUNK = 40 * WIDTH  # leaves that are composed or written at once


class TileWriter:
    """Keeps the files level with the tree.

    Args:
        compose: leaves from one index up to another, out of the database.
    """

    def __init__(
        self,
        files: LogFiles,
        compose: Callable[[int, int], list[LeafBytes]] = integration.compose_again,
    ) -> None:
        self._files = files
        self._compose = compose
        self._written = 0
        # The leaves from `_first` on, a multiple of 256.
        self._first = 0
        self._leaves: list[LeafBytes] = []

    def resume(self, published: int, size: int) -> None:
        """Begin from a published size: repair its files, then write up to `size`."""
        for tile in _all_tiles(published):
            if not self._files.has_tile(tile):
                self._files.write_tiles([(tile, self._made_again(tile))])
        self._written = self._first = published
        self._leaves = []
        self.write(size)

    def add(self, first: int, leaves: Sequence[LeafBytes]) -> None:
        """Remember leaves that were just integrated, so as not to read them again."""
        if first != self._first + len(self._leaves):  # another sequencer was here
            self._first, self._leaves = first, []
        self._leaves += leaves

    def write(self, size: int) -> None:
        """Write what is new up to a size, and drop the partial tiles of full ones."""
        while self._written < size:
            first = self._written // WIDTH * WIDTH
            end = min(size, first + CHUNK)
            self._write(first, end, self._take(first, end))
            self._written = end

    def _write(self, first: int, end: int, leaves: Sequence[LeafBytes]) -> None:
        stored = TileHashes(self._files.read_tile, first)
        hashes = AppendedHashes(stored, first, [leaf.hash for leaf in leaves])
        new = tiles.new_tiles(self._written, end)
        bundles = tiles.new_bundles(self._written, end)

        def contents() -> Iterator[tuple[Tile, bytes]]:
            for tile in bundles:
                at = tile.index * WIDTH - first
                part = leaves[at : at + tile.width]
                yield tile, tiles.bundle([leaf.data for leaf in part])
            for tile in new:
                yield tile, tiles.tile_data(tile, hashes)

        self._files.write_tiles(contents())
        self._files.remove_partial([*bundles, *new])

    def _take(self, first: int, end: int) -> Sequence[LeafBytes]:
        """The leaves of a range; those before the next tile's are forgotten."""
        in_memory = self._first <= first and self._first + len(self._leaves) >= end
        if not in_memory:
            self._first, self._leaves = first, self._compose(first, end)
        taken = self._leaves[first - self._first : end - self._first]
        rest = end // WIDTH * WIDTH
        self._leaves = self._leaves[rest - self._first :]
        self._first = rest
        return taken

    def _made_again(self, tile: Tile) -> bytes:
        """The bytes of a tile whose file is gone."""
        first = tile.index * WIDTH
        if tile.level == ENTRIES:
            leaves = self._compose(first, first + tile.width)
            return tiles.bundle([leaf.data for leaf in leaves])
        if tile.level == 0:
            leaves = self._compose(first, first + tile.width)
            return b"".join(leaf.hash for leaf in leaves)
        below = (Tile(tile.level - 1, first + i) for i in range(tile.width))
        return b"".join(map(self._root_of, below))

    def _root_of(self, tile: Tile) -> bytes:
        data = self._files.read_tile(tile)
        hashes = [data[n : n + 32] for n in range(0, len(data), 32)]
        nothing = TileHashes(self._files.read_tile, 0)
        return AppendedHashes(nothing, 0, hashes).read(8, 0)


def _all_tiles(size: int) -> Iterator[Tile]:
    """Every tile and bundle of a log of this size, the lowest level first."""
    yield from tiles.new_bundles(0, size)
    yield from tiles.new_tiles(0, size)
