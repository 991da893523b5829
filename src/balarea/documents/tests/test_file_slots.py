"""Files to verify: rate limits, and slots that leave workers free."""

import datetime as dt
import io
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from tests.children import STANDSTILL

from balarea.documents import intake, sandbox, testing, verification

pytestmark = pytest.mark.django_db
BUSY = "Saat ini banyak berkas sedang diperiksa."
ELSEWHERE = "203.0.113.9"


def send(content: bytes, **more: Any) -> HttpResponse:
    file = io.BytesIO(content)
    response = Client().post("/verifikasi/berkas/", {"berkas": file}, **more)
    assert isinstance(response, HttpResponse)
    return response


def opened(job: str, content: bytes, **options: Any) -> tuple[dict[str, Any], bytes]:
    """The result for a PDF without our references, without a child."""
    return {"is_pdf": True}, b""


@pytest.fixture
def all_slots_taken(db: None) -> Iterator[None]:
    """All slots are occupied by other workers."""
    other = connection.copy()
    with other.cursor() as cursor:
        for slot in range(verification.SLOTS):
            cursor.execute(
                "SELECT pg_advisory_lock(hashtextextended(%s, 0))",
                [f"verify file {slot}"],
            )
    yield
    other.close()


def test_a_network_sends_so_many_files_and_then_waits(
    at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "run", opened)
    genuine = testing.content_of(testing.issued(at=at), at=at)
    foreign = testing.pdf()
    for _ in range(verification.FILES_PER_NETWORK):
        assert send(foreign).status_code == 200
    closed = send(foreign)
    assert closed.status_code == 429
    assert "Tunggu 30 menit" in closed.content.decode()
    # An unchanged document needs no slot; other networks are not affected.
    assert send(genuine).status_code == 200
    assert send(foreign, REMOTE_ADDR=ELSEWHERE).status_code == 200


@pytest.mark.usefixtures("all_slots_taken")
def test_a_file_without_a_free_slot_is_refused_at_once(
    at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def looked(*_: object, **__: object) -> None:
        pytest.fail("the file was looked at all the same")

    with monkeypatch.context() as patch:
        patch.setattr(sandbox, "run", looked)
        refused = send(testing.pdf())
    assert refused.status_code == 503
    assert BUSY in refused.content.decode()
    # Evidence doesn't use these slots, and an unchanged document isn't opened.
    assert intake.check(testing.pdf()).kind == "PDF"
    assert send(testing.content_of(testing.issued(at=at), at=at)).status_code == 200


def test_files_never_occupy_every_worker() -> None:
    """There is one worker more than cores, and on one core two."""
    assert 1 <= verification.slots(cores=1) < 2
    assert all(verification.slots(cores) <= cores / 2 for cores in range(2, 65))


@pytest.mark.django_db(transaction=True)
def test_a_slot_is_released_when_a_file_was_examined(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun, goes_on = threading.Event(), threading.Event()
    statuses: list[int] = []

    def slow(*_: object, **__: object) -> tuple[dict[str, Any], bytes]:
        begun.set()
        goes_on.wait(STANDSTILL)
        raise sandbox.Broken

    def one() -> None:
        statuses.append(send(testing.pdf()).status_code)
        connection.close()

    monkeypatch.setattr(verification, "SLOTS", 1)
    monkeypatch.setattr(sandbox, "run", slow)
    first = threading.Thread(target=one)
    first.start()
    assert begun.wait(STANDSTILL)
    assert send(testing.pdf()).status_code == 503
    goes_on.set()
    first.join()
    assert statuses == [200]
    assert send(testing.pdf()).status_code == 200
