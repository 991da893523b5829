"""The published log as static files: tiles, bundles of entries, and the checkpoint.

Every file is written beside its place, flushed to the disk and renamed, so a reader or
a crash never meets half a file. No Django: programs that only serve or repair files use
this too.
"""

import contextlib
import os
import re
import shutil
import stat
from collections.abc import Iterable
from pathlib import Path

from balarea.transparency.tlog.tiles import ENTRIES, WIDTH, Tile, entries_of

CHECKPOINT = "checkpoint"
HASH_SIZE = 32
LONGEST_CHECKPOINT = 100_000  # bytes; some 25 ML-DSA-44 cosignatures
_SIZE = re.compile(rb"[^\n]+\n(0|[1-9][0-9]{0,18})\n")


class MissingTile(LookupError):
    """No file has this tile, nor the full tile that would contain it."""


class LogFiles:
    """The folder that is served under `/transparansi/log/`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def prepare(self) -> None:
        """Make the folder, and remove what a crash left half written."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o755)  # all of it is public
        for draft in self.folder.rglob(".*.new"):
            draft.unlink(missing_ok=True)

    def checkpoint(self) -> bytes:
        """The published checkpoint; empty before the first."""
        try:
            return (self.folder / CHECKPOINT).read_bytes()[:LONGEST_CHECKPOINT]
        except FileNotFoundError:
            return b""

    def published_size(self) -> int:
        """The size that the published checkpoint states; 0 before the first."""
        match = _SIZE.match(self.checkpoint())
        return int(match[1]) if match else 0

    def write_checkpoint(self, note: bytes) -> None:
        path = self.folder / CHECKPOINT
        _write(path, note)
        _flush_folders({path.parent})

    def read_tile(self, tile: Tile) -> bytes:
        """The bytes of a tile; a partial one may be cut from the full one.

        Raises:
            MissingTile: there is neither.
        """
        for path in (tile.path, Tile(tile.level, tile.index).path):
            try:
                data = (self.folder / path).read_bytes()
            except (FileNotFoundError, NotADirectoryError):
                continue
            return _beginning(tile, data)
        raise MissingTile(tile.path)

    def has_tile(self, tile: Tile) -> bool:
        """Whether the tile's own file, or the full one, is there and not empty."""
        for path in (tile.path, Tile(tile.level, tile.index).path):
            with contextlib.suppress(OSError):
                status = (self.folder / path).stat()
                if stat.S_ISREG(status.st_mode) and status.st_size:
                    return True
        return False

    def write_tiles(self, tiles: Iterable[tuple[Tile, bytes]]) -> None:
        """Write tiles, and wait until the disk has them and their folders."""
        changed: set[Path] = set()
        for tile, data in tiles:
            path = self.folder / tile.path
            changed |= _make_folder(path.parent, self.folder)
            _write(path, data)
            changed.add(path.parent)
        _flush_folders(changed)

    def remove_partial(self, tiles: Iterable[Tile]) -> None:
        """Remove the partial tiles of full ones, which contain them (tlog-tiles)."""
        for tile in tiles:
            if tile.width == WIDTH:
                partial = (self.folder / tile.path).with_name(
                    f"{tile.path.rpartition('/')[2]}.p"
                )
                shutil.rmtree(partial, ignore_errors=True)


def is_published(tile: Tile, size: int) -> bool:
    """Whether a log of this size has as many hashes or entries in this tile."""
    level = max(tile.level, 0)
    return tile.index * WIDTH + tile.width <= size >> 8 * level


def _beginning(tile: Tile, data: bytes) -> bytes:
    if tile.width == WIDTH:
        return data
    if tile.level == ENTRIES:
        entries = entries_of(data)[: tile.width]
        return b"".join(len(one).to_bytes(2) + one for one in entries)
    return data[: tile.width * HASH_SIZE]


def _make_folder(folder: Path, top: Path) -> set[Path]:
    """Make a folder and those above it; returns the folders that got a new one."""
    if folder.is_dir():
        return set()
    changed = set() if folder == top else _make_folder(folder.parent, top)
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    return {*changed, folder.parent}


def _write(path: Path, data: bytes) -> None:
    """Write a file beside its place, flush it, and rename it."""
    draft = path.with_name(f".{path.name}.new")
    with draft.open("wb") as file:
        file.write(data)
        file.flush()
        os.fchmod(file.fileno(), 0o644)
        os.fsync(file.fileno())
    draft.replace(path)


def _flush_folders(folders: Iterable[Path]) -> None:
    for folder in sorted(folders):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
