"""Hands on what the database announced to all open streams of this process.

Announcements are numbered before their transaction commits, so a smaller number may
appear after a larger one. Each reading therefore looks back over `LOOKBACK` numbers,
and a stream that comes again gets those of the last seconds once more; pages drop
what they have had.
"""

import asyncio
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

from balarea.visits.streaming import messages
from balarea.visits.streaming.messages import Announcement, Topics

MOST_RECENT = 2_000  # announcements in memory, for streams that come again
LOOKBACK = 50  # numbers; more are never given out and uncommitted at once
LOOKBACK_AGE = 20.0  # seconds; no transaction of a page lasts longer
MOST_PENDING = 500  # messages that a slow reader may be behind


@dataclass(eq=False)
class Subscriber:
    """One open stream.

    Attributes:
        after: the last `seq` that the page has; None to get what comes from now on.
        is_overrun: it reads too slowly, and is closed: it comes again and catches up.
    """

    topics: Topics
    after: int | None = None
    has_begun: bool = False
    is_overrun: bool = False
    is_closed: bool = False
    pending: list[bytes] = field(default_factory=list)
    wake: asyncio.Event = field(default_factory=asyncio.Event)

    def put(self, message: bytes) -> None:
        if len(self.pending) >= MOST_PENDING:
            self.is_overrun = True
            self.close()
        else:
            self.pending.append(message)
            self.wake.set()

    def close(self) -> None:
        self.is_closed = True
        self.wake.set()

    async def next(self, patience: float) -> bytes:
        """What is to be sent now; empty if nothing came within so many seconds."""
        try:
            async with asyncio.timeout(patience):
                await self.wake.wait()
        except TimeoutError:
            return b""
        self.wake.clear()
        content, self.pending = b"".join(self.pending), []
        return content


class Hub:
    """All streams of a process, and what was announced lately.

    Attributes:
        is_stale: whether the database is away, so that nothing new can be seen.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock  # seconds that only go on
        self.subscribers: set[Subscriber] = set()
        self.recent: dict[int, tuple[Announcement, float]] = {}
        self.is_stale = True
        self.is_filled = False  # whether the database was read once
        self.is_closed = False

    @property
    def last(self) -> int:
        return max(self.recent, default=0)

    @property
    def read_after(self) -> int:
        """The `seq` after which the database is read next."""
        return max(self.last - LOOKBACK, 0)

    def subscribe(self, topics: Topics, after: int | None) -> Subscriber:
        subscriber = Subscriber(topics, after)
        self.subscribers.add(subscriber)
        subscriber.put(messages.RETRY + messages.state(is_stale=self.is_stale))
        if self.is_filled:
            self._begin(subscriber)
        return subscriber

    def unsubscribe(self, subscriber: Subscriber) -> None:
        self.subscribers.discard(subscriber)

    def fill(self, rows: Iterable[Announcement]) -> None:
        """After connecting: everything that was read, and that all may have changed."""
        self.announce(rows)
        if not self.is_filled:
            self.is_filled = True
            for subscriber in self.subscribers:
                self._begin(subscriber)
        self.set_stale(is_stale=False)
        self._put_all(messages.RESYNC)

    def announce(self, rows: Iterable[Announcement]) -> None:
        """Hand on what is new among these rows, in the order of their numbers."""
        oldest = min(self.recent, default=0)
        for one in sorted(rows, key=lambda row: row.seq):
            if one.seq in self.recent or one.seq < oldest:
                continue
            self.recent[one.seq] = (one, self.clock() - one.age)
            message = messages.announcement(one, one.age)
            for subscriber in self.subscribers:
                if subscriber.has_begun and subscriber.topics.include(one):
                    subscriber.put(message)
        for seq in sorted(self.recent)[:-MOST_RECENT]:
            del self.recent[seq]

    def change_queues(self, queues: Collection[str]) -> None:
        """Tell the streams that follow one of these queues."""
        for queue in queues:
            message = messages.queue_changed(queue)
            for subscriber in self.subscribers:
                if queue in subscriber.topics.queues:
                    subscriber.put(message)

    def set_stale(self, *, is_stale: bool) -> None:
        if is_stale != self.is_stale:
            self.is_stale = is_stale
            self._put_all(messages.state(is_stale=is_stale))

    def close(self) -> None:
        """End every stream, for good; browsers connect again."""
        self.is_closed = True
        for subscriber in self.subscribers:
            subscriber.close()

    def _put_all(self, message: bytes) -> None:
        for subscriber in self.subscribers:
            subscriber.put(message)

    def _begin(self, subscriber: Subscriber) -> None:
        """Send what a stream has missed, as far back as this process remembers."""
        subscriber.has_begun = True
        if subscriber.after is None:
            return
        for seq in sorted(self.recent):
            one, at = self.recent[seq]
            age = self.clock() - at
            is_late = seq > subscriber.after - LOOKBACK and age < LOOKBACK_AGE
            is_missed = seq > subscriber.after or is_late
            if is_missed and subscriber.topics.include(one):
                subscriber.put(messages.announcement(one, age))
