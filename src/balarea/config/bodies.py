"""Places for bodies on their way, and who loses one: decision 96.

Phones of a whole town share one address, so it is each connection that must keep up,
not its network: a body that comes too slowly is given up, and where a network has no
place left, whoever sends slowest there makes room for the next.
"""

import asyncio
import contextlib
import dataclasses
from collections import Counter
from collections.abc import AsyncIterable, Iterator
from typing import IO

# Places of one process. A body that waits costs a socket and what has come of it.
FORMS = 256
FILES = 64
PIECE = 64_000  # bytes of a body; whatever is larger is taken for files

GRACE = 10.0  # seconds before the least rate is asked for
LEAST_RATE = 4_000  # bytes a second: half of what a phone on a bad line sends
SILENCE = 30.0  # seconds without a byte
LONGEST = 900.0  # seconds, for the largest body too
# When places are scarce: who sends less makes room, once this long under way.
STEADY_RATE = 6_000
SETTLING = 2.0
WINDOW = 5.0  # seconds over which a rate is taken; what came long ago says little

type Now = float  # seconds of the event loop's clock


class TooSlow(Exception):
    """A body was given up because it came too slowly."""


class BrokenOff(Exception):
    """The network was cut before a body was whole."""


@dataclasses.dataclass(slots=True, eq=False)
class Body:
    """How one body comes in; times are the event loop's."""

    network: str
    is_large: bool
    began: Now
    received: int = 0
    last: Now = 0.0
    is_arriving: bool = True
    timeout: asyncio.Timeout | None = None
    # Where the current and the last window began: when, and how much had come.
    window: tuple[Now, int] = (0.0, 0)
    before: tuple[Now, int] = (0.0, 0)

    def __post_init__(self) -> None:
        self.last = self.began
        self.window = self.before = (self.began, 0)

    def add(self, size: int, now: Now) -> None:
        if now - self.window[0] >= WINDOW:
            self.before, self.window = self.window, (now, self.received)
        self.received += size
        self.last = now

    def deadline(self) -> Now:
        """When it is given up unless more has come by then."""
        return min(
            self.began + GRACE + self.received / LEAST_RATE,
            self.last + SILENCE,
            self.began + LONGEST,
        )

    def rate(self, now: Now) -> float:
        """Bytes a second over the last one or two windows."""
        since, received = self.before
        return (self.received - received) / max(now - since, 0.001)

    def may_go(self, now: Now) -> bool:
        return (
            self.is_arriving
            and now - self.began >= SETTLING
            and self.rate(now) < STEADY_RATE
        )

    def give_up(self, now: Now) -> None:
        self.is_arriving = False
        if self.timeout is not None:
            self.timeout.reschedule(now)


class Places:
    """Which bodies are on their way, in one event loop."""

    def __init__(self) -> None:
        self.under_way: set[Body] = set()

    @contextlib.contextmanager
    def place(self, network: str, *, is_large: bool, now: Now) -> Iterator[Body | None]:
        """A place for a body; None if there is none to be had.

        A network may have no more than it leaves free: one alone gets half of them,
        each that comes later half of the rest, and a new one a place as long as there
        is any (dynamic thresholds: Choudhury and Hahne, 1998). Who is over that gets
        the place of the slowest sender, of the same network or of one that has more.
        """
        body = Body(network, is_large, now)
        if not self._is_free(body):
            slowest = self._slowest(body, now)
            if slowest is None:
                yield None
                return
            slowest.give_up(now)
            self.under_way.discard(slowest)
        self.under_way.add(body)
        try:
            yield body
        finally:
            self.under_way.discard(body)

    def _like(self, body: Body) -> list[Body]:
        return [one for one in self.under_way if one.is_large == body.is_large]

    def _is_free(self, body: Body) -> bool:
        like = self._like(body)
        own = sum(one.network == body.network for one in like)
        return own < (FILES if body.is_large else FORMS) - len(like)

    def _slowest(self, body: Body, now: Now) -> Body | None:
        like = self._like(body)
        count = Counter(one.network for one in like)
        own = count[body.network]
        going = (
            one
            for one in like
            if (one.network == body.network or count[one.network] > own)
            and one.may_go(now)
        )
        return min(going, key=lambda one: one.rate(now), default=None)


async def read(
    body: Body, pieces: AsyncIterable[bytes], into: IO[bytes], length: int
) -> None:
    """Read a whole body, as long as it keeps up, and go back to its beginning."""
    clock = asyncio.get_running_loop().time
    try:
        async with asyncio.timeout_at(body.deadline()) as body.timeout:
            async for piece in pieces:
                into.write(piece[: length - body.received])
                body.add(len(piece), clock())
                if body.received >= length:
                    break
                if body.is_arriving:
                    body.timeout.reschedule(body.deadline())
    except TimeoutError:
        raise TooSlow from None
    finally:
        body.is_arriving = False
    if body.received < length:
        raise BrokenOff
    into.seek(0)
