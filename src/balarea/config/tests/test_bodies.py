"""Each connection keeps up for itself: slow ones of a network don't block neighbours.

Time is the loop's own here and passes only where somebody waits for it.
"""

import asyncio
import contextlib
import io
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import pytest

from balarea.config import bodies

CARRIER, OTHER = "198.51.100.7", "203.0.113.9"
PHOTO = 1_000_000


class Skipping(asyncio.SelectorEventLoop):
    """A loop that skips the time in which nothing happens."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 100.0
        selector: Any = self._selector  # type: ignore[attr-defined]
        select = selector.select

        def skip(timeout: float | None = None) -> list[Any]:
            found: list[Any] = select(0)
            if not found and timeout:
                self.now += timeout
            return found

        selector.select = skip

    def time(self) -> float:
        return self.now


def run[T](walk: Callable[[], Coroutine[Any, Any, T]]) -> T:
    with asyncio.Runner(loop_factory=Skipping) as runner:
        return runner.run(walk())


async def arriving(rate: int, size: int, *, pause: float = 1.0) -> AsyncIterator[bytes]:
    while size > 0:
        await asyncio.sleep(pause)
        piece = min(size, max(1, int(rate * pause)))
        size -= piece
        yield bytes(piece)


async def send(
    pieces: AsyncIterator[bytes],
    length: int = PHOTO,
    places: bodies.Places | None = None,
    network: str = CARRIER,
) -> str:
    """How it went with a body."""
    clock = asyncio.get_running_loop().time
    is_large = length > bodies.PIECE
    found = (places or bodies.Places()).place(network, is_large=is_large, now=clock())
    with found as body:
        if body is None:
            return "crowded"
        with contextlib.suppress(bodies.BrokenOff):
            try:
                await bodies.read(body, pieces, into := io.BytesIO(), length)
            except bodies.TooSlow:
                return f"too slow after {clock() - body.began:.0f} s"
            assert len(into.read()) == length
            return "whole"
        return "broken off"


@pytest.mark.parametrize("pause", [0.1, 1.0, 8.0])
def test_a_photo_gets_through_on_a_bad_line(pause: float) -> None:
    assert run(lambda: send(arriving(8_000, PHOTO, pause=pause))) == "whole"


def test_a_large_body_of_an_ordinary_line_gets_through() -> None:
    size = 40_000_000
    assert run(lambda: send(arriving(60_000, size), size)) == "whole"


@pytest.mark.parametrize(
    ("rate", "pause", "seconds"),
    [
        (1, 1.0, 10),  # a byte a second
        (1, 60.0, 10),  # a byte a minute
        (3_000, 1.0, 37),
    ],
)
def test_who_comes_too_slowly_is_given_up(
    rate: int, pause: float, seconds: int
) -> None:
    outcome = run(lambda: send(arriving(rate, PHOTO, pause=pause)))
    assert outcome == f"too slow after {seconds} s"


def test_who_came_quickly_may_not_fall_silent_for_long() -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield bytes(PHOTO - 1)
        await asyncio.sleep(3600)
        yield b"."

    assert run(lambda: send(pieces())) == "too slow after 30 s"


def test_no_body_takes_longer_than_a_deadline() -> None:
    size = 40_000_000
    outcome = run(lambda: send(arriving(20_000, size), size))
    assert outcome == "too slow after 900 s"


def test_a_body_that_ends_early_has_broken_off() -> None:
    assert run(lambda: send(arriving(8_000, 100), 200)) == "broken off"


@pytest.mark.parametrize("length", [9, PHOTO])
def test_slow_senders_of_a_network_do_not_block_their_neighbours(length: int) -> None:
    """Thirty and three hundred of them, sending for as long as they may."""

    async def walk(count: int) -> list[str]:
        places = bodies.Places()

        async def sender() -> None:
            while True:  # and at once again
                await send(arriving(1, length, pause=4.0), length, places)
                await asyncio.sleep(0.1)

        slow = [asyncio.create_task(sender()) for _ in range(count)]
        await asyncio.sleep(bodies.SETTLING + 1)
        found = []
        for _ in range(5):
            found.append(await send(arriving(8_000, length), length, places))
            await asyncio.sleep(5)
        for task in slow:
            task.cancel()
        await asyncio.gather(*slow, return_exceptions=True)
        assert not places.under_way
        return found

    assert run(lambda: walk(30)) == ["whole"] * 5
    most = bodies.FORMS if length == 9 else bodies.FILES
    assert run(lambda: walk(most // 2)) == ["whole"] * 5


def test_who_sends_steadily_loses_the_place_to_nobody() -> None:
    async def walk() -> tuple[list[str], str]:
        places = bodies.Places()
        phones = [
            asyncio.create_task(send(arriving(8_000, PHOTO), PHOTO, places))
            for _ in range(bodies.FILES // 2)
        ]
        await asyncio.sleep(20)
        late = await send(arriving(8_000, PHOTO), PHOTO, places)
        return await asyncio.gather(*phones), late

    assert run(walk) == (["whole"] * (bodies.FILES // 2), "crowded")


def test_one_network_can_not_take_every_place() -> None:
    places = bodies.Places()
    with contextlib.ExitStack() as held:
        for number in range(bodies.FORMS // 2):
            place = places.place(CARRIER, is_large=False, now=0)
            assert held.enter_context(place), number
        assert not held.enter_context(places.place(CARRIER, is_large=False, now=0))
        assert held.enter_context(places.place(OTHER, is_large=False, now=0))
        assert held.enter_context(places.place(CARRIER, is_large=True, now=0))
    assert not places.under_way


def test_others_lose_a_place_only_to_who_has_fewer() -> None:
    places, late = bodies.Places(), bodies.SETTLING + 1
    with contextlib.ExitStack() as held:
        free, number = bodies.FILES, 0
        while free:  # each that comes may have half of what is left, rounded up
            for _ in range((free + 1) // 2):
                place = places.place(f"198.51.100.{number}", is_large=True, now=0)
                assert held.enter_context(place)
            free, number = free - (free + 1) // 2, number + 1
        found = held.enter_context(places.place(OTHER, is_large=True, now=late))
        assert found
        assert len(places.under_way) == bodies.FILES
        # The newcomer's own is fresh, and no network has fewer than the last ones.
        last = f"198.51.100.{number - 1}"
        [mine] = [one for one in places.under_way if one.network == last]
        mine.began = late
        mine.window = mine.before = (late, 0)
        again = held.enter_context(places.place(last, is_large=True, now=late))
        assert again
        assert sum(one.network == last for one in places.under_way) == 2


def test_what_was_sent_long_ago_says_nothing_of_the_rate() -> None:
    body = bodies.Body(CARRIER, is_large=True, began=0)
    body.add(900_000, 1)
    assert not body.may_go(3)
    body.add(10, 7)
    body.add(10, 13)
    assert body.may_go(14)
    body.is_arriving = False  # whole, and being worked on
    assert not body.may_go(14)
