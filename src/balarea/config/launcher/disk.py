"""Free space: required before a start, explained after a failure, watched meanwhile."""

import errno
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from balarea.config.launcher.errors import ProgramFailed

MEGABYTE = 1_000_000
FOR_A_NEW_MALL, FOR_A_START = 400, 100  # MB
FULL_BELOW = 32  # MB; PostgreSQL's write-ahead log grows by 16 MB at a time
# A running mall becomes read-only with less than this, and writes again with more.
READ_ONLY_BELOW, WRITABLE_ABOVE, WARN_BELOW = 200, 300, 2000  # MB


def free(path: Path) -> int:
    """Free megabytes on the disk of a path, which need not exist yet."""
    while not os.path.exists(path):  # noqa: PTH110 - False where Path would raise
        path = path.parent
    return shutil.disk_usage(path).free // MEGABYTE


def require(path: Path, needed: int) -> None:
    if (space := free(path)) < needed:
        raise ProgramFailed(
            f"The disk of {path} is full ({space} MB free, {needed} MB needed): free "
            "some space, or choose a folder on another disk with --data."
        )


def explain(path: Path, cause: str | OSError) -> None:
    """Raise if a failure came from a full disk, on which even a log stays empty."""
    if isinstance(cause, OSError):
        is_full = cause.errno in {errno.ENOSPC, errno.EDQUOT}
    else:
        is_full = free(path) < FULL_BELOW or "No space left on device" in cause
    if is_full:
        require(path, max(FOR_A_START, free(path) + 1))


@dataclass
class Watch:
    """Warns of a disk that fills, and makes the embedded database read-only in time.

    PostgreSQL stops altogether when its write-ahead log finds no space.
    """

    path: Path
    allow_writing: Callable[[bool], None]
    is_writable: bool = True
    is_low: bool = False

    def check(self) -> str:
        """Returns what changed, if anything did."""
        space = free(self.path)
        limit = READ_ONLY_BELOW if self.is_writable else WRITABLE_ABOVE
        if (space >= limit) != self.is_writable:
            self.allow_writing(not self.is_writable)
            self.is_writable = not self.is_writable
            if self.is_writable:
                return "The disk has room again: the mall takes in what it is sent."
            state = "full: the mall can be read, and takes nothing in"
        elif self.is_low or space >= WARN_BELOW:
            self.is_low = space < WARN_BELOW
            return ""
        else:
            self.is_low = True
            state = "nearly full: free some space"
        return f"WARNING: the disk of {self.path} is {state} ({space} MB free)."
