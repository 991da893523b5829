"""A stopped database affects only pages that need it.

PostgreSQL itself is stopped (SIGSTOP): connections stay open without an answer.
"""

import contextlib
import io
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from balarea.applications.tests.citizen.conftest import published_services, services
from balarea.catalogue import page_cache
from balarea.config import views
from balarea.documents import providers
from balarea.documents.providers import authority, base
from balarea.foundation import clock
from balarea.foundation.postgresql import timeouts

__all__ = ["published_services", "services"]

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = ["/", "/layanan/", "/layanan/DKC-006/"]


@pytest.fixture(autouse=True)
def short_timeouts(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """A new connection with short timeouts; undone before the database is flushed."""
    with monkeypatch.context() as patch:
        patch.setitem(connection.settings_dict, "ANSWER_TIMEOUT", 0.5)
        patch.setattr(page_cache, "DATABASE_TIMEOUT", 0.3)
        patch.setattr(page_cache, "pages", page_cache.PageCache(1_000_000))
        connection.close()
        yield
    timeouts.breaker.reset()
    connection.close()


@contextlib.contextmanager
def frozen() -> Iterator[None]:
    """Stop the whole server, the session of this test too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid(), inet_server_addr() IS NULL")
        pid, is_here = cursor.fetchone()
    if not is_here or not psutil.pid_exists(pid):
        pytest.skip("the database runs elsewhere")
    head = psutil.Process(pid).parent()
    assert head is not None
    if head.uids().real not in {os.getuid(), 0} and os.getuid() != 0:
        pytest.skip("the database runs as somebody else")
    stopped = [head, *head.children()]
    try:
        for one in stopped:
            one.send_signal(signal.SIGSTOP)
        yield
    finally:
        for one in stopped:
            with contextlib.suppress(psutil.NoSuchProcess):
                one.send_signal(signal.SIGCONT)


def test_a_cached_page_goes_on_and_shows_its_age(services: Any) -> None:
    client = Client(raise_request_exception=False)
    before = [client.get(path) for path in PAGES]
    with frozen():
        during = [client.get(path) for path in PAGES]
        english = client.get("/", headers={"Cookie": "bahasa=en"})
    for old, new in zip(before, during, strict=True):
        assert (old.status_code, new.status_code) == (200, 200)
        assert int(new.headers["Age"]) >= 0
        assert new.headers["Cache-Control"] == "no-store"
        page = new.content.decode()
        assert "sebagaimana adanya pada" in page
        assert "WIB" in page
        assert old.content.decode().split("<h1")[1] in page
    assert english.status_code == 503  # never cached in this language
    timeouts.breaker.reset()
    after = client.get("/")
    assert "Age" not in after.headers
    assert after.content == before[0].content


def test_programs_get_what_was_cached_with_its_age(
    services: Any, client: Client
) -> None:
    before = client.get("/api/v1/services")
    with frozen():
        during = client.get("/api/v1/services")
    assert during.json() == before.json()
    assert "Age" in during.headers


@pytest.mark.parametrize("path", ["/masuk/", "/verifikasi/?nomor=A/1", "/log/"])
def test_what_needs_the_records_says_when_to_try_again(path: str) -> None:
    client = Client(raise_request_exception=False)
    client.cookies["sesi"] = "abcdefghijklmnopqrstuvwxyz012345"
    with frozen():
        answers = [client.get(path), client.post("/masuk/", {"contact": "0812"})]
    unavailable = [one for one in answers if one.status_code == 503]
    assert unavailable
    assert all(one.status_code < 500 or one in unavailable for one in answers)
    for answer in unavailable:
        assert answer.headers["Retry-After"] == "30"
        assert "UNAVAILABLE" in answer.content.decode()


def test_a_program_is_told_in_json() -> None:
    client = Client(raise_request_exception=False)
    with frozen():
        answer = client.get("/api/v1/verification/A-1")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert answer.json()["code"] == "UNAVAILABLE"


def test_only_the_first_waits_and_all_is_well_again_afterwards(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def ask() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return int(cursor.fetchone()[0])

    assert ask() == 1
    connections: list[object] = []
    with frozen():
        with pytest.raises(OperationalError):
            ask()
        connection.close()
        with monkeypatch.context() as patched:
            patched.setattr(psycopg.Connection, "connect", connections.append)
            with pytest.raises(OperationalError):
                ask()
        assert connections == []
    now = timeouts.breaker.opened_at
    assert now is not None
    timeouts.breaker.opened_at = now - timeouts.PAUSE
    assert ask() == 1
    assert timeouts.breaker.opened_at is None


def _raise(error: Exception) -> None:
    raise error


def test_any_other_fault_is_told_as_one() -> None:
    def respond(error: Exception) -> HttpResponse:
        request: HttpRequest = RequestFactory().get("/")
        try:
            _raise(error)
        except type(error):
            return views.server_error(request)
        raise AssertionError

    assert respond(ZeroDivisionError()).status_code == 500
    assert respond(OperationalError()).status_code == 503


@pytest.fixture
def signed_pdf(tmp_path: Path, settings: Any) -> bytes:
    """A PDF with a signature of ours, without a record."""
    import pikepdf

    settings.BALAREA_KEYS_DIR = tmp_path / "keys"
    authority.make(settings.BALAREA_KEYS_DIR, at=clock.now())
    out = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(out)
    seal = base.Seal(office="Dinas", name="Budi", place="Sumedang", reason="uji")
    return providers.signer().sign(out.getvalue(), seal=seal, at=clock.now())


def verify(client: Client, content: bytes) -> str:
    file = SimpleUploadedFile("a.pdf", content, "application/pdf")
    with frozen():
        answer = client.post("/verifikasi/berkas/", {"berkas": file})
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_a_file_is_judged_by_its_signature(client: Client, signed_pdf: bytes) -> None:
    page = verify(client, signed_pdf)
    assert "tidak dapat memastikan apakah dokumen sudah dicabut" in page


def test_a_changed_file_is_not_taken_for_signed(
    client: Client, signed_pdf: bytes
) -> None:
    assert "bukan berkas aslinya" in verify(client, signed_pdf + b"\n% more\n")


def test_a_file_without_a_signature_is_not_judged(
    client: Client, signed_pdf: bytes
) -> None:
    page = verify(client, signed_pdf[: signed_pdf.index(b"%%EOF") + 6])
    assert "Tidak kami temukan tanda tangan kami" in page
