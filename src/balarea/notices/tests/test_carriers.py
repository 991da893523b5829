"""A carrier that hangs delays only its own messages, and only for a moment."""

import datetime as dt
import socket
import threading
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from balarea.foundation.operation import SYSTEM
from balarea.notices import operations, queries, rules
from balarea.notices.errors import CannotSend, CarrierPaused
from balarea.notices.providers import smtp
from balarea.notices.providers.base import Letter
from balarea.notices.providers.breaker import FAILURES, PAUSES, Breaker
from balarea.notices.rules import State, Step
from balarea.notices.tests.conftest import CODE, MAILBOX, PHONE, Post, jobs, through

LETTER = Letter(uuid4(), MAILBOX, "subject", "text", "id")
SECOND = dt.timedelta(seconds=1)


class Moody:
    """A carrier that fails while `fault` is set."""

    code = "moody"

    def __init__(self) -> None:
        self.calls = 0
        self.fault: CannotSend | None = CannotSend("TimeoutError", is_carrier_down=True)

    def send(self, letter: Letter, *, at: dt.datetime) -> None:
        self.calls += 1
        if self.fault:
            raise self.fault


def tried(breaker: Breaker, at: dt.datetime) -> str:
    try:
        breaker.send(LETTER, at=at)
    except (CannotSend, CarrierPaused) as fault:
        return type(fault).__name__
    return "sent"


def test_who_does_not_answer_is_left_alone_and_asked_by_one_after_a_pause(
    at: dt.datetime,
) -> None:
    carrier = Moody()
    breaker = Breaker(carrier)
    assert [tried(breaker, at) for _ in range(FAILURES + 2)] == (
        ["CannotSend"] * FAILURES + ["CarrierPaused"] * 2
    )
    assert carrier.calls == FAILURES
    after = at + PAUSES[0]
    assert [tried(breaker, after) for _ in range(2)] == ["CannotSend", "CarrierPaused"]
    assert tried(breaker, after + PAUSES[0]) == "CarrierPaused"  # each pause is longer
    carrier.fault = None
    later = after + PAUSES[1]
    assert [tried(breaker, later) for _ in range(3)] == ["sent"] * 3


def test_a_letter_that_is_refused_says_nothing_about_the_carrier(
    at: dt.datetime,
) -> None:
    carrier = Moody()
    carrier.fault = CannotSend("SMTPRecipientsRefused", is_final=True)
    breaker = Breaker(carrier)
    assert {tried(breaker, at) for _ in range(5)} == {"CannotSend"}
    assert carrier.calls == 5


@pytest.fixture
def hanging() -> Iterator[int]:
    """A relay that lets one byte drip each 50 ms and never ends a line."""
    over = threading.Event()

    def drip(listener: socket.socket) -> None:
        while not over.is_set():
            try:
                caller, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=trickle, args=[caller], daemon=True).start()

    def trickle(caller: socket.socket) -> None:
        with caller:
            while not over.wait(0.05):
                try:
                    caller.send(b"2")
                except OSError:
                    return

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=drip, args=[listener], daemon=True).start()
        yield listener.getsockname()[1]
        over.set()


def test_a_talk_ends_in_time_though_the_relay_lets_bytes_drip(
    hanging: int, settings: Any, monkeypatch: pytest.MonkeyPatch, at: dt.datetime
) -> None:
    through(settings, hanging)
    monkeypatch.setattr(smtp, "MAX_DURATION", 0.3)
    with pytest.raises(CannotSend) as refused:  # the relay itself would never end
        smtp.Smtp().send(LETTER, at=at)
    assert refused.value.is_carrier_down


@pytest.mark.django_db
def test_codes_wait_in_queues_of_their_own_by_channel_and_so_do_letters(
    post: Post,
) -> None:
    post(kind="CODE", address=PHONE, hidden={"code": CODE})
    post(kind="CODE", hidden={"code": CODE})
    post(address=PHONE)
    post()
    queues = [job["queue_name"] for job in jobs()]
    assert queues == ["codes-phone", "codes-email", "letters-phone", "letters-email"]


@pytest.mark.django_db
def test_a_message_waits_for_no_clock(post: Post) -> None:
    """One of the database's that lags behind would hold it back."""
    post()
    assert [job["scheduled_at"] for job in jobs()] == [None]


@pytest.fixture
def away(settings: Any) -> Iterator[None]:
    """A relay that doesn't answer, and the breaker in its old state afterwards."""
    through(settings, 1)
    yield
    through(settings, 1)


@pytest.mark.django_db
def test_a_message_that_waits_for_its_carrier_is_not_tried_and_comes_back(
    post: Post, away: None, at: dt.datetime
) -> None:
    for _ in range(FAILURES):
        operations.send(message=post().id, by=SYSTEM, at=at)
    message = post(kind="CODE", hidden={"code": CODE})
    operations.send(message=message.id, by=SYSTEM, at=at)
    message.refresh_from_db()
    assert (message.state, message.attempts) == (State.QUEUED, 0)
    assert [step.step for step in queries.deliveries(message)] == [Step.QUEUED]
    assert jobs()[-1]["scheduled_at"] == at + PAUSES[0]
    assert jobs()[-1]["queue_name"] == "codes-email"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "patience"),
    [("CODE", rules.URGENT.longest_pause), ("RECEIVED", rules.NORMAL.longest_pause)],
)
def test_a_message_whose_carrier_stays_away_fails_in_sight(
    post: Post, away: None, at: dt.datetime, kind: str, patience: dt.timedelta
) -> None:
    message = post(kind=kind, hidden={"code": CODE})
    late = at + patience + SECOND
    for _ in range(FAILURES):
        operations.send(message=post().id, by=SYSTEM, at=late)
    operations.send(message=message.id, by=SYSTEM, at=late)
    message.refresh_from_db()
    assert message.state == State.FAILED
    assert queries.deliveries(message)[-1].fault == "CarrierPaused"
