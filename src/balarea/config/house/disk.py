"""Room on the disks: asked for before a write, when something failed, and meanwhile."""

import errno
import shutil
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import psycopg

from balarea.config.house.errors import DiskFull

MEGABYTE = 1_000_000
GIGABYTE = 1000 * MEGABYTE
ROOM_FOR_A_NEW_MALL = 400 * MEGABYTE
ROOM_TO_GO_ON = 100 * MEGABYTE
# With that little left a write has failed: PostgreSQL takes 16 MB at once.
NEXT_TO_NONE = 32 * MEGABYTE
# A running mall stops writing with that much left, and goes on with a little more.
READ_ONLY_BELOW = 200 * MEGABYTE
WRITE_AGAIN_ABOVE = 300 * MEGABYTE
REMIND_AFTER = 3600.0  # seconds


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


class Room(NamedTuple):
    total: int
    used: int
    free: int


def _room(path: Path) -> Room:
    return Room(*shutil.disk_usage(path))


@dataclass
class Watch:
    """Looks after the disks of a running mall.

    It warns while there is still room, and lets the embedded database only read before
    its disk is full: a write-ahead log without room stops reading too.

    Args:
        places: folders on whose disks the mall writes.
        tell: how to warn.
        database: where the embedded database lies.
        allow_writing: lets the database write, or only read.
    """

    places: Sequence[Path]
    tell: Callable[[str], None]
    database: Path | None = None
    allow_writing: Callable[[bool], None] | None = None
    room: Callable[[Path], Room] = _room
    clock: Callable[[], float] = time.monotonic
    may_write: bool = True
    told_at: dict[Path, float] = field(default_factory=dict)

    def look(self) -> None:
        """One round; told again each hour while it lasts."""
        places = {*self.places, *([self.database] if self.database else [])}
        for place in sorted(places):
            self._warn(place)
        self._guard_database()

    def _warn(self, place: Path) -> None:
        room, now = self.room(place), self.clock()
        if room.free >= _little(room):
            if self.told_at.pop(place, None) is not None:
                self.tell(f"The disk of {place} has room again.")
        elif now - self.told_at.get(place, -REMIND_AFTER) >= REMIND_AFTER:
            self.told_at[place] = now
            self.tell(
                f"WARNING: the disk of {place} is nearly full "
                f"({room.free // MEGABYTE} MB free): free some space. Below "
                f"{READ_ONLY_BELOW // MEGABYTE} MB the mall takes nothing in any more."
            )

    def _guard_database(self) -> None:
        if self.database is None or self.allow_writing is None:
            return
        free = self.room(self.database).free
        is_enough = free >= (READ_ONLY_BELOW if self.may_write else WRITE_AGAIN_ABOVE)
        if is_enough == self.may_write:
            return
        try:
            self.allow_writing(is_enough)
        except psycopg.Error:
            return  # it doesn't answer at this moment; the next round tries again
        self.may_write = is_enough
        if is_enough:
            self.tell("The disk has room again: the mall takes in what it is sent.")
        else:
            self.tell(
                f"WARNING: the disk of {self.database} is full "
                f"({free // MEGABYTE} MB free): the mall can be read, and takes "
                "nothing in until there is room."
            )


def _little(room: Room) -> int:
    """What counts as nearly full: a tenth, yet neither trifles nor a whole disk's."""
    return max(2 * GIGABYTE, min(room.total // 10, 20 * GIGABYTE))
