"""A kiosk in a real browser, with its program, a printer, and the network cut."""

import contextlib
import datetime as dt
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from tests import browser

from balarea.catalogue import definition as engine
from balarea.catalogue import operations as catalogue
from balarea.catalogue import vocabulary
from balarea.catalogue.testing import shipped
from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM
from balarea.transparency.programs.http_limits import Server
from balarea.visits import models, testing
from balarea.visits.operations import kiosks
from balarea.visits.programs import kiosk_printer, kiosk_server
from balarea.visits.programs.kiosk_mall import Mall
from balarea.visits.programs.kiosk_numbers import Numbers
from balarea.visits.programs.kiosk_work import Work
from balarea.visits.programs.tests.virtual_printer import VirtualPrinter, listening

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)
KEY = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)
FOLDER = Path(settings.BALAREA_SERVICES_DIR)
TALL = 1080


class Network:
    """Between a kiosk and the mall: passes bytes on until it is cut."""

    def __init__(self, port: int) -> None:
        self.port, self.is_cut = port, False

    @contextlib.contextmanager
    def listening(self) -> Iterator[int]:
        with socket.create_server(("127.0.0.1", 0)) as server:
            server.settimeout(0.05)
            is_over = threading.Event()
            thread = threading.Thread(target=self._serve, args=(server, is_over))
            thread.start()
            try:
                yield server.getsockname()[1]
            finally:
                is_over.set()
                thread.join()

    def _serve(self, server: socket.socket, is_over: threading.Event) -> None:
        while not is_over.is_set():
            with contextlib.suppress(TimeoutError):
                here, _ = server.accept()
                threading.Thread(target=self._pass_on, args=(here,)).start()

    def _pass_on(self, here: socket.socket) -> None:
        with here:
            if self.is_cut:
                return
            with socket.create_connection(("127.0.0.1", self.port)) as there:
                back = threading.Thread(target=_copy, args=(there, here))
                back.start()
                _copy(here, there)
                back.join()


def _copy(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)


@pytest.fixture(autouse=True)
def kiosk(at: dt.datetime, monkeypatch: pytest.MonkeyPatch) -> models.Kiosk:
    monkeypatch.setattr(clock, "now", lambda: at)
    monkeypatch.setattr(settings, "BALAREA_DEMO", False)
    site = testing.mall(at)
    catalogue.publish(
        definitions=[shipped()[code] for code in ("DKC-006", "DKC-016")],
        agencies=engine.load_agencies(FOLDER),
        life_events=engine.load_life_events(FOLDER),
        vocabulary=vocabulary.load(FOLDER),
        by=SYSTEM,
        at=at,
    )
    return kiosks.register(
        site=site,
        code="K1",
        name="Pintu timur",
        public_key=KEY.public_key().public_bytes_raw(),
        scope=None,
        by=SYSTEM,
        at=at,
    )


@contextlib.contextmanager
def program(folder: Path, mall_port: int, printer_port: int) -> Iterator[Work]:
    """The kiosk's program, whose rounds the test makes; serves at `work.base`."""
    numbers = Numbers(folder, KEY)
    mall = Mall(
        f"http://localhost:{mall_port}",
        "K1",
        KEY,
        numbers.clock.seconds,
        numbers.set_time,
    )
    printer = kiosk_printer.parse(f"network:127.0.0.1:{printer_port}")
    work = Work(mall, numbers, printer, lambda _line: None)
    with Server("127.0.0.1", 0, kiosk_server.handler(work)) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        work.__dict__["base"] = f"http://localhost:{server.server_port}"
        yield work
        server.shutdown()
        thread.join()
    numbers.journal.close()


def take(page: "Page", service: str, button: str) -> str:
    """The number that three taps give."""
    page.locator("main a[href='/kios/instansi/DKC/']").click()
    browser.check_page(page)
    page.locator(f"main a[href='/kios/layanan/{service}/']").click()
    browser.check_page(page)
    page.locator("form.kiosk-take button", has_text=button).click()
    browser.check_page(page)
    return page.locator(".kiosk-number strong").inner_text()


def wander(page: "Page") -> None:
    """Odd searches are answered, and no link leads away from the kiosk."""
    page.goto("/kios/cari/?q=ktp|{rusak}")
    assert "KTP-el" in page.inner_text(".kiosk-tiles")
    page.goto("/kios/layanan/XXX-001/")
    page.goto("/petugas/")
    assert page.url.endswith("/kios/")


def test_numbers_go_on_while_the_network_is_cut(
    live_server: "LiveServer", open_page: browser.OpenPage, tmp_path: Path
) -> None:
    printer, network = VirtualPrinter(), Network(live_server.thread.port)
    with (
        listening(printer) as printer_port,
        network.listening() as mall_port,
        program(tmp_path, mall_port, printer_port) as work,
    ):
        work.round()
        assert work.is_reachable
        page = open_page(width=TALL, script=False, base=work.__dict__["base"])
        page.goto("/kios/")
        browser.check_page(page)
        assert take(page, "DKC-006", "Ambil nomor") == "A001"
        assert "tercetak" in page.inner_text("[role=status].kiosk-ok")
        assert page.context.cookies() == []

        wander(page)

        network.is_cut = True
        page.goto("/kios/")
        assert "tak terjangkau" in page.inner_text(".kiosk-away")
        browser.check_page(page)
        page.get_by_text("English", exact=True).click()
        assert take(page, "DKC-016", "small child") == "A-K1-001"
        assert "printed" in page.inner_text(".kiosk-ok")
        secret = page.url.rstrip("/").rpartition("/")[2]

        printer.paper_lines = 0
        page.get_by_role("button", name="Print again").click()
        assert "not printed" in page.inner_text(".kiosk-warn")
        assert not models.Ticket.objects.exclude(block="").exists()

        network.is_cut = False
        work.round()
        page.locator("a.kiosk-main").click()
        assert page.locator(".kiosk-away").count() == 0
    offline = models.Ticket.objects.get(block="K1")
    assert (offline.label, offline.priority) == ("A-K1-001", "INFANT")
    assert offline.printed == "FAILED"
    answer = open_page(base=live_server.url).request.get(
        f"/kios/tiket/{secret}/", max_redirects=0
    )
    assert answer.headers["location"].startswith("/antrean/")
    labels = [line for one in printer.tickets for line in one.lines if "A" in line[:1]]
    assert labels == ["A001", "A-K1-001"]
    assert all(one.rasters for one in printer.tickets)
