"""What reaches which stream, also after it was away."""

import asyncio
import json

import pytest

from balarea.visits.streaming import messages
from balarea.visits.streaming.hub import MOST_PENDING, MOST_RECENT, Hub, Subscriber
from balarea.visits.streaming.messages import Announcement, Topics

HALL = Topics(site="1")


def call(zone: str, seq: int, age: float = 0.0) -> Announcement:
    return Announcement(seq, "1", zone, "CALL", f"A{seq:03}", "A1", {}, age)


class Clock:
    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def received(subscriber: Subscriber) -> list[str]:
    """Zone and number of each announcement that it got so far."""
    lines = b"".join(subscriber.pending).decode().splitlines()
    return [
        json.loads(line[6:])["key"] for line in lines if line.startswith('data: {"key"')
    ]


def ids(subscriber: Subscriber) -> list[str]:
    lines = b"".join(subscriber.pending).decode().splitlines()
    return [line[4:] for line in lines if line.startswith("id: ")]


def events(subscriber: Subscriber) -> list[str]:
    lines = b"".join(subscriber.pending).decode().splitlines()
    return [line[7:] for line in lines if line.startswith("event: ")]


def hub(*rows: Announcement, clock: Clock | None = None) -> Hub:
    made = Hub(clock or Clock())
    made.fill(rows)
    return made


def test_a_stream_gets_what_comes_after_its_beginning() -> None:
    here = hub(call("A", 1))
    stream = here.subscribe(HALL, None)
    here.hand_on([call("A", 1), call("A", 2)])
    assert received(stream) == ["A:2"]


def test_a_zone_hears_of_itself_and_of_the_whole_site() -> None:
    here = hub()
    streams = [here.subscribe(Topics("1", zone), {}) for zone in ("", "A", "B")]
    other = here.subscribe(Topics("2"), {})
    queue = here.subscribe(Topics(queues=frozenset({"7"})), {})
    here.hand_on([call("A", 1), call("B", 1), call("", 1)])
    assert [set(received(one)) for one in streams] == [
        {":1", "A:1", "B:1"},
        {":1", "A:1"},
        {":1", "B:1"},
    ]
    assert received(other) == received(queue) == []


def test_a_stream_that_comes_again_gets_what_it_missed_in_each_zone() -> None:
    here = hub(*[call(zone, seq) for seq in range(1, 6) for zone in "AB"])
    stream = here.subscribe(HALL, {"A": 3, "B": 5})
    assert received(stream) == ["A:4", "A:5"]
    assert ids(stream)[-1] == "A:5,B:5"
    here.hand_on([call("B", 6), call("C", 1)])
    assert ids(stream)[-1] == "A:5,B:6,C:1"
    again = here.subscribe(HALL, messages.read_positions("A:5,B:6,C:1"))
    assert received(again) == []


def test_a_stream_says_how_long_ago_something_was_announced() -> None:
    clock = Clock()
    here = hub(call("A", 1, age=2.0), clock=clock)
    clock.seconds += 40
    [content] = here.subscribe(HALL, {}).pending[1:]
    assert b'"age":42.0' in content


def test_a_stream_from_before_the_first_reading_gets_all_it_missed() -> None:
    here = Hub(Clock())
    stream = here.subscribe(HALL, {"A": 2})
    assert '{"stale": true}' in stream.pending[0].decode()
    here.fill([call("A", seq) for seq in (1, 2, 3)])
    assert received(stream) == ["A:3"]
    assert events(stream)[-2:] == ["state", "resync"]


@pytest.mark.parametrize(
    ("text", "positions"),
    [
        ("A:12,B:7", {"A": 12, "B": 7}),
        (":3", {"": 3}),
        ("Lantai%202:1", {"Lantai 2": 1}),
        ("", None),
        ("12", None),
        ("A:1,", None),
        ("A:-1", None),
    ],
)
def test_positions_are_written_and_read(
    text: str, positions: dict[str, int] | None
) -> None:
    assert messages.read_positions(text) == positions
    assert positions is None or messages.positions_text(positions) == text


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
        here.hand_on([call("A", seq)])
    assert stream.is_overrun
    assert stream.is_closed


def test_old_announcements_are_forgotten() -> None:
    here = hub()
    here.hand_on([call("A", seq) for seq in range(1, MOST_RECENT + 3)])
    assert here.recent["1", "A"][0][0].seq == 3
    here.hand_on([call("A", 2)])
    assert here.position(("1", "A")) == MOST_RECENT + 2


def test_waiting_ends_with_a_message_or_with_patience() -> None:
    async def scenario() -> tuple[bytes, bytes]:
        stream = Subscriber(HALL)
        asyncio.get_running_loop().call_later(0.01, stream.put, b"x")
        return await stream.next(5), await stream.next(0.01)

    assert asyncio.run(scenario()) == (b"x", b"")
