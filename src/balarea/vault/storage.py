"""Encrypted files on disk, named by the ids of their rows."""

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from django.conf import settings


def path_of(sealed_id: UUID) -> Path:
    """The path of a sealed file, in a folder named by the id's last two hex digits."""
    name = sealed_id.hex
    return Path(settings.BALAREA_FILES_DIR) / name[-2:] / name


def write(sealed_id: UUID, content: bytes) -> None:
    """Write a file atomically and durably, before its row commits."""
    path = path_of(sealed_id)
    is_new = not path.parent.exists()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_suffix(".part")
    try:
        with os.fdopen(
            os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb"
        ) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        _sync(path.parent)
        if is_new:
            _sync(path.parent.parent)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def _sync(folder: Path) -> None:
    """Write a folder to the disk, else a power cut may lose a new name in it."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read(sealed_id: UUID) -> bytes:
    """The encrypted bytes.

    Raises:
        FileNotFoundError: the file is missing.
    """
    return path_of(sealed_id).read_bytes()


def delete(sealed_id: UUID) -> None:
    """Delete the file if it exists."""
    path_of(sealed_id).unlink(missing_ok=True)


def older_than(moment: dt.datetime) -> Iterator[tuple[UUID, Path]]:
    """Files written before `moment`, unfinished ones included, with their ids."""
    for path in Path(settings.BALAREA_FILES_DIR).glob("??/*"):
        try:
            sealed_id = UUID(hex=path.name.removesuffix(".part"))
            written = path.stat().st_mtime
        except (ValueError, FileNotFoundError):
            continue
        if path.parent.name == sealed_id.hex[-2:] and written < moment.timestamp():
            yield sealed_id, path
