"""A tree and its entries as static files of 256 hashes or entries (tlog-tiles)."""

import re
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from .errors import TlogError
from .merkle import HashReader, node_hash
from .text_encoding import HASH_SIZE

HEIGHT = 8
WIDTH = 1 << HEIGHT
ENTRIES = -1  # the level of bundles, which hold entries instead of hashes
MAX_LEVEL = 63
MAX_ENTRY = 65_535  # its length is two bytes
CACHED_TILES = 256  # 10 MB

_PATH = re.compile(
    r"tile/(0|[1-9][0-9]?|entries)/((?:x[0-9]{3}/)*[0-9]{3})"
    r"(?:\.p/([1-9][0-9]{0,2}))?"
)


class InvalidTile(TlogError):
    """A path that names no tile, or a tile's bytes that aren't what its width says."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A file of at most 256 hashes, or of at most 256 entries at level `ENTRIES`.

    Hash `i` of tile `index` is of the subtree of 256**level leaves with the number
    256 × index + i.
    """

    level: int
    index: int
    width: int = WIDTH

    def __post_init__(self) -> None:
        if not (
            ENTRIES <= self.level <= MAX_LEVEL
            and self.index >= 0
            and 1 <= self.width <= WIDTH
        ):
            raise InvalidTile(f"no tile {self.level}, {self.index}, {self.width}")

    @property
    def path(self) -> str:
        """Below the log's address: `tile/0/x001/x234/067.p/8`."""
        level = "entries" if self.level == ENTRIES else str(self.level)
        digits = str(self.index)
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        groups = [digits[i : i + 3] for i in range(0, len(digits), 3)]
        number = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
        partial = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{level}/{number}{partial}"


def tile_of_path(path: str) -> Tile:
    """The tile with this path, else `InvalidTile`; each tile has one path."""
    match = _PATH.fullmatch(path) if len(path) < 100 else None
    if not match:
        raise InvalidTile("not the path of a tile")
    level, number, width = match.groups()
    tile = Tile(
        ENTRIES if level == "entries" else int(level),
        int(number.replace("x", "").replace("/", "")),
        int(width) if width else WIDTH,
    )
    if tile.path != path:
        raise InvalidTile("another spelling of a tile's path")
    return tile


def new_tiles(old_size: int, new_size: int) -> list[Tile]:
    """The tiles of hashes to write when a tree grew, the lowest level first."""
    tiles = []
    for level in range(MAX_LEVEL + 1):
        if not new_size >> HEIGHT * level:
            break
        tiles += _grown(level, old_size, new_size)
    return tiles


def new_bundles(old_size: int, new_size: int) -> list[Tile]:
    """The bundles of entries to write when a log grew."""
    return _grown(ENTRIES, old_size, new_size)


def _grown(level: int, old_size: int, new_size: int) -> list[Tile]:
    shift = HEIGHT * max(level, 0)
    old, new = old_size >> shift, new_size >> shift
    if old == new:
        return []
    tiles = [Tile(level, index) for index in range(old // WIDTH, new // WIDTH)]
    if partial := new % WIDTH:
        tiles.append(Tile(level, new // WIDTH, partial))
    return tiles


def tile_data(tile: Tile, hashes: HashReader) -> bytes:
    """The bytes of a tile of hashes."""
    if tile.level == ENTRIES:
        raise ValueError("a bundle's bytes are made by bundle()")
    first = tile.index * WIDTH
    return b"".join(
        hashes.read(HEIGHT * tile.level, first + i) for i in range(tile.width)
    )


class TileHashes:
    """Reads hashes of a tree of `size` leaves from its tiles.

    The hashes are as served: check a proof that is made of them against a root that
    you trust.

    Args:
        read_tile: the bytes of a tile. It may return the full tile where a partial
            one is wanted, because a log may delete a partial tile then.
    """

    def __init__(self, read_tile: Callable[[Tile], bytes], size: int) -> None:
        self._read_tile = read_tile
        self._size = size
        self._cache: OrderedDict[tuple[int, int], list[list[bytes]]] = OrderedDict()

    def read(self, level: int, index: int) -> bytes:
        if level < 0 or index < 0 or (index + 1) << level > self._size:
            raise ValueError(f"no subtree {index} of level {level} in {self._size}")
        tile_level, inside = divmod(level, HEIGHT)
        number, offset = divmod(index << inside, WIDTH)
        return self._subtrees(tile_level, number)[inside][offset >> inside]

    def _subtrees(self, level: int, number: int) -> list[list[bytes]]:
        """The hashes of a tile, then those of each two of them, up to one of 128."""
        if (levels := self._cache.get((level, number))) is not None:
            self._cache.move_to_end((level, number))
            return levels
        levels = [self._hashes(level, number)]
        for _ in range(1, HEIGHT):
            below = levels[-1]
            pairs = zip(below[::2], below[1::2], strict=False)  # complete pairs only
            levels.append([node_hash(left, right) for left, right in pairs])
        self._cache[level, number] = levels
        if len(self._cache) > CACHED_TILES:
            self._cache.popitem(last=False)
        return levels

    def _hashes(self, level: int, number: int) -> list[bytes]:
        width = min(WIDTH, (self._size >> HEIGHT * level) - number * WIDTH)
        data = self._read_tile(Tile(level, number, width))
        if len(data) not in {width * HASH_SIZE, WIDTH * HASH_SIZE}:
            raise InvalidTile(f"{len(data)} bytes in a tile of {width} hashes")
        starts = range(0, width * HASH_SIZE, HASH_SIZE)
        return [data[start : start + HASH_SIZE] for start in starts]


class AppendedHashes:
    """Reads hashes of a tree that grew by `leaves`, not yet written as tiles.

    Args:
        stored: reads the hashes of the first `old_size` leaves.
        leaves: the hashes of the leaves that follow.
    """

    def __init__(
        self, stored: HashReader, old_size: int, leaves: Sequence[bytes]
    ) -> None:
        self._stored = stored
        self._old_size = old_size
        self._leaves = leaves
        self._computed: dict[tuple[int, int], bytes] = {}

    def read(self, level: int, index: int) -> bytes:
        if (index + 1) << level <= self._old_size:
            return self._stored.read(level, index)
        if level == 0:
            if index >= self._old_size + len(self._leaves):
                raise ValueError(f"no leaf {index}")
            return self._leaves[index - self._old_size]
        key = level, index
        if key not in self._computed:
            left = self.read(level - 1, 2 * index)
            self._computed[key] = node_hash(left, self.read(level - 1, 2 * index + 1))
        return self._computed[key]


def bundle(entries: Sequence[bytes]) -> bytes:
    """The bytes of a bundle: each entry after its length in two bytes."""
    if not 1 <= len(entries) <= WIDTH:
        raise ValueError(f"{len(entries)} entries in a bundle")
    if any(len(entry) > MAX_ENTRY for entry in entries):
        raise ValueError(f"an entry of more than {MAX_ENTRY} bytes")
    return b"".join(len(entry).to_bytes(2) + entry for entry in entries)


def entries_of(data: bytes) -> list[bytes]:
    """The entries of a bundle, else `InvalidTile`."""
    entries = list(_entries(data))
    if not 1 <= len(entries) <= WIDTH:
        raise InvalidTile(f"{len(entries)} entries in a bundle")
    return entries


def _entries(data: bytes) -> Iterator[bytes]:
    position = 0
    while position < len(data):
        start = position + 2
        position = start + int.from_bytes(data[start - 2 : start])
        if position > len(data) or start > len(data):
            raise InvalidTile("a bundle that was cut off")
        yield data[start:position]
