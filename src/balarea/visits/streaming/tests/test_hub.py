"""What reaches which stream, also after it was away."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from balarea.visits.streaming.hub import LOOKBACK_AGE, MOST_PENDING, Hub, Subscriber
from balarea.visits.streaming.messages import Announcement, Topics

HALL = Topics(site="1")


def call(seq: int, zone: str = "", site: str = "1", age: float = 0.0) -> Announcement:
    return Announcement(seq, site, zone, "CALL", f"A{seq:03}", "A1", {}, age)


class Clock:
    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def run[T](work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)


def received(subscriber: Subscriber) -> list[int]:
    """The numbers of the announcements that it got so far."""
    lines = b"".join(subscriber.pending).decode().splitlines()
    return [int(line[4:]) for line in lines if line.startswith("id: ")]


def events(subscriber: Subscriber) -> list[str]:
    lines = b"".join(subscriber.pending).decode().splitlines()
    return [line[7:] for line in lines if line.startswith("event: ")]


def hub(*rows: Announcement, clock: Clock | None = None) -> Hub:
    made = Hub(clock or Clock())
    made.fill(rows)
    return made


def test_a_stream_gets_what_comes_after_its_beginning() -> None:
    here = hub(call(1))
    stream = here.subscribe(HALL, None)
    here.announce([call(2), call(1)])
    assert received(stream) == [2]


def test_a_zone_hears_of_itself_and_of_the_whole_site() -> None:
    here = hub()
    streams = [here.subscribe(Topics("1", zone), 0) for zone in ("", "A", "B")]
    other = here.subscribe(Topics("2"), 0)
    queue = here.subscribe(Topics(queues=frozenset({"7"})), 0)
    here.announce([call(1, "A"), call(2, "B"), call(3)])
    assert [received(one) for one in streams] == [[1, 2, 3], [1, 3], [2, 3]]
    assert received(other) == received(queue) == []


def test_a_stream_that_comes_again_gets_what_it_missed() -> None:
    clock = Clock()
    here = hub(*[call(seq) for seq in range(1, 6)], clock=clock)
    clock.seconds += LOOKBACK_AGE
    assert received(here.subscribe(HALL, 3)) == [4, 5]


def test_a_smaller_number_that_commits_later_is_not_lost() -> None:
    here = hub(call(1))
    stream = here.subscribe(HALL, 1)
    here.announce([call(3)])
    assert here.read_after < 2
    here.announce([call(2), call(3)])
    assert received(stream)[-2:] == [3, 2]
    assert 2 in received(here.subscribe(HALL, 3))  # which was away in between


def test_a_stream_from_before_the_first_reading_gets_all_it_missed() -> None:
    here = Hub(Clock())
    stream = here.subscribe(HALL, 2)
    assert '{"stale": true}' in stream.pending[0].decode()
    here.fill([call(seq, age=LOOKBACK_AGE) for seq in (1, 2, 3)])
    assert received(stream) == [3]
    assert events(stream)[-2:] == ["state", "resync"]


def test_only_followers_of_a_queue_hear_that_it_changed() -> None:
    here = hub()
    one, other = (here.subscribe(Topics(queues=frozenset({q})), None) for q in "12")
    here.change_queues({"1", "3"})
    assert events(one)[-1] == "queue"
    assert "queue" not in events(other)


def test_streams_are_told_that_the_database_is_away_and_back() -> None:
    here = hub()
    stream = here.subscribe(HALL, None)
    here.set_stale(is_stale=True)
    here.set_stale(is_stale=True)
    here.fill([])
    assert events(stream) == ["state", "state", "state", "resync"]


def test_a_reader_that_is_too_slow_is_closed() -> None:
    here = hub()
    stream = here.subscribe(HALL, None)
    for seq in range(1, MOST_PENDING + 1):
        here.announce([call(seq)])
    assert stream.is_overrun
    assert stream.is_closed


def test_old_announcements_are_forgotten() -> None:
    here = hub()
    here.announce([call(seq) for seq in range(1, 2_500)])
    assert len(here.recent) == 2_000
    here.announce([call(5)])
    assert 5 not in here.recent


def test_waiting_ends_with_a_message_or_with_patience() -> None:
    async def scenario() -> tuple[bytes, bytes]:
        stream = Subscriber(HALL)
        asyncio.get_running_loop().call_later(0.01, stream.put, b"x")
        return await stream.next(5), await stream.next(0.01)

    assert run(scenario()) == (b"x", b"")
