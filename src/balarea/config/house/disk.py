"""Room on the disks: asked for before a write, and when something failed."""

import errno
import shutil
from collections.abc import Iterable
from pathlib import Path

from balarea.config.house.errors import DiskFull

MEGABYTE = 1_000_000
ROOM_FOR_A_NEW_MALL = 400 * MEGABYTE
ROOM_TO_GO_ON = 100 * MEGABYTE
# With that little left a write has failed: PostgreSQL takes 16 MB at once.
NEXT_TO_NONE = 32 * MEGABYTE


def check_room(path: Path, needed: int) -> None:
    """Refuse before anything is half written."""
    if _free(path) < needed:
        raise disk_full(path, needed)


def has_no_room(error: BaseException) -> bool:
    return isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}


def needed_in(data: Path) -> int:
    """What a start in this data folder needs: a half-made mall is made anew."""
    was_set_up = (data / "run" / "published").exists()
    return ROOM_TO_GO_ON if was_set_up else ROOM_FOR_A_NEW_MALL


def disk_full(path: Path, needed: int) -> DiskFull:
    free = _free(path)
    return DiskFull(path=path, free=free // MEGABYTE, needed=needed // MEGABYTE)


def full_one(places: Iterable[Path], said: str, needed: int) -> DiskFull | None:
    """The full disk on which something failed, if that is why.

    The disks themselves are asked too: a log on a full disk stays empty.
    """
    places = list(places)
    for path in places:
        if _free(path) < NEXT_TO_NONE:
            return disk_full(path, needed)
    if "No space left on device" in said or "DiskFull" in said:
        return disk_full(min(places, key=_free), needed)
    return None


def _free(path: Path) -> int:
    while not path.exists():  # the folder itself may be what found no room
        path = path.parent
    return shutil.disk_usage(path).free
