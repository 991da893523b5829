"""Hands on what the database announced to all open streams of this process.

Within a zone announcements have numbers without gaps, in the order of their commits
(`models.BoardZone`), so a stream goes on after the last number that its page has.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from balarea.visits.streaming import messages
from balarea.visits.streaming.messages import Announcement, Topics

MOST_RECENT = 500  # announcements of a zone in memory, for streams that come again
MOST_PENDING = 500  # messages that a slow reader may be behind

type Zone = tuple[str, str]
"""Site and zone."""


@dataclass(eq=False)
class Subscriber:
    """One open stream.

    Attributes:
        after: zone → the last number that the page has; None to get what comes from
            now on.
        is_overrun: it reads too slowly, and is closed: it comes again and catches up.
    """

    topics: Topics
    after: Mapping[str, int] | None = None
    positions: dict[str, int] = field(default_factory=dict)
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

    def put_announcement(self, one: Announcement, message: bytes) -> None:
        self.positions[one.zone] = one.seq
        self.put(messages.event_id(self.positions) + message)

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
        recent: the last announcements of each zone, and when they were made by `clock`.
        is_stale: whether the database is away, so that nothing new can be seen.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock  # seconds that only go on
        self.subscribers: set[Subscriber] = set()
        self.recent: dict[Zone, deque[tuple[Announcement, float]]] = {}
        self.is_stale = True
        self.is_filled = False  # whether the database was read once
        self.is_closed = False

    def position(self, zone: Zone) -> int:
        """The last number of a zone that was handed on; 0 for none."""
        rows = self.recent.get(zone)
        return rows[-1][0].seq if rows else 0

    def subscribe(self, topics: Topics, after: Mapping[str, int] | None) -> Subscriber:
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
        self.hand_on(rows)
        if not self.is_filled:
            self.is_filled = True
            for subscriber in self.subscribers:
                self._begin(subscriber)
        self.set_stale(is_stale=False)
        self._put_all(messages.RESYNC)

    def hand_on(self, rows: Iterable[Announcement]) -> None:
        """Hand on what is new among these rows, in the order of their numbers."""
        for one in sorted(rows, key=lambda row: row.seq):
            zone = (one.site, one.zone)
            if one.seq <= self.position(zone):
                continue
            latest = self.recent.setdefault(zone, deque(maxlen=MOST_RECENT))
            latest.append((one, self.clock() - one.age))
            message = messages.announcement(one, one.age)
            for subscriber in self.subscribers:
                if subscriber.has_begun and subscriber.topics.include(*zone):
                    subscriber.put_announcement(one, message)

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
        after, now = subscriber.after, self.clock()
        own = [zone for zone in self.recent if subscriber.topics.include(*zone)]
        if after is None:
            subscriber.positions = {zone[1]: self.position(zone) for zone in own}
            return
        subscriber.positions = {zone[1]: after.get(zone[1], 0) for zone in own}
        for zone in own:
            last = after.get(zone[1], 0)
            for one, at in self.recent[zone]:
                if one.seq > last:
                    message = messages.announcement(one, now - at)
                    subscriber.put_announcement(one, message)
