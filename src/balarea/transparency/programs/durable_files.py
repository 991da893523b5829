"""Files that are replaced as a whole: a reader or a crash never meets half of one."""

import contextlib
import fcntl
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

PRIVATE, PUBLIC = 0o600, 0o644


class FolderInUse(Exception):
    """Another process works with this folder."""


def replace(path: Path, data: bytes, mode: int = PRIVATE) -> None:
    """Replace a file; on return, the disk has the new one.

    Raises `OSError` with the old file untouched, for instance when the disk is full.
    """
    put(path, data, mode)
    sync_folder(path.parent)


def put(path: Path, data: bytes, mode: int = PRIVATE) -> None:
    """As `replace`, but for several files of a folder, which is synced after them."""
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        Path(draft).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(draft).unlink()
        raise


def sync_folder(path: Path) -> None:
    """Have the disk confirm the names in a folder: a rename is durable only then."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep other processes out of a folder; the kernel releases it after a kill -9."""
    with (folder / "lock").open("a+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise FolderInUse(
                f"The folder {folder} is in use by another process."
            ) from None
        yield
