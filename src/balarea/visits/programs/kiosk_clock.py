"""The mall's time at a kiosk whose own clock may be wrong or set back.

Between two contacts with the mall the time is the mall's last one plus what has passed
since the machine was started, which nobody can set. The wall clock is used only where
the machine was started anew since, and only if it isn't before what was already used.
"""

import dataclasses
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

from balarea.transparency.programs import clock

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
STEP_BACK = 5  # seconds by which a clock may be corrected without a doubt


def since_boot() -> float:
    """Seconds since the machine was started, sleep included where the system says."""
    kind = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return time.clock_gettime(kind)


def boot_id() -> str:
    """Names this start of the machine; empty where the system doesn't say."""
    try:
        return BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return ""


@dataclasses.dataclass(frozen=True)
class Anchor:
    """A time of the mall, and when of this start of the machine it was read."""

    boot: str
    elapsed: float
    seconds: int


@dataclasses.dataclass
class KioskClock:
    """Gives times that never go back between two contacts with the mall.

    Attributes:
        latest: the latest time that was given or received, in seconds since 1970.
        anchor: the mall's last time, if it was of this start of the machine.
        is_trusted: false where the wall clock contradicts what was already used: then
            not even the date is certain.
    """

    latest: int
    anchor: Anchor | None
    wall: Callable[[], int] = clock.seconds
    elapsed: Callable[[], float] = since_boot
    boot: str = dataclasses.field(default_factory=boot_id)

    def __post_init__(self) -> None:
        if self.anchor is not None and (not self.boot or self.anchor.boot != self.boot):
            self.anchor = None
        at = self.wall()
        self.is_trusted = self.anchor is not None or at >= self.latest - STEP_BACK
        self._start = Anchor(self.boot, self.elapsed(), max(at, self.latest))

    def seconds(self) -> int:
        """This moment of the mall, in whole seconds since 1970."""
        base = self.anchor or self._start
        passed = max(0.0, self.elapsed() - base.elapsed)
        self.latest = max(self.latest, base.seconds + int(passed))
        return self.latest

    def set_by(self, mall_seconds: int) -> Self:
        """Take over the mall's time, also one before what was given."""
        self.anchor = Anchor(self.boot, self.elapsed(), mall_seconds)
        self.latest = mall_seconds
        self.is_trusted = True
        return self
