"""A kiosk's pages: three taps to a number, and what a page says of the slip."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.test import Client, override_settings

from balarea.catalogue import definition as engine
from balarea.catalogue import operations as catalogue
from balarea.catalogue import vocabulary
from balarea.catalogue.testing import shipped
from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM
from balarea.people.models import Site
from balarea.transparency.models import Entry
from balarea.visits import kiosk_requests, models, testing
from balarea.visits.operations import kiosks
from balarea.visits.programs import kiosk_numbers, kiosk_signing

pytestmark = pytest.mark.django_db
KEY = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)
SERVICE = "DKC-006"
FOLDER = Path(settings.BALAREA_SERVICES_DIR)
SOME = (SERVICE, "DKC-016", "DPM-058", "POL-001")


@pytest.fixture(autouse=True)
def now(at: dt.datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: at)
    monkeypatch.setattr(settings, "BALAREA_DEMO", False)


@pytest.fixture
def site(at: dt.datetime) -> Site:
    site = testing.mall(at, others=["DPM"])
    catalogue.publish(
        definitions=[shipped()[code] for code in SOME],
        agencies=engine.load_agencies(FOLDER),
        life_events=engine.load_life_events(FOLDER),
        vocabulary=vocabulary.load(FOLDER),
        by=SYSTEM,
        at=at,
    )
    return site


@pytest.fixture
def kiosk(site: Site, at: dt.datetime) -> models.Kiosk:
    return kiosks.register(
        site=site,
        code="K1",
        name="Pintu timur",
        public_key=KEY.public_key().public_bytes_raw(),
        scope=None,
        by=SYSTEM,
        at=at,
    )


class Machine:
    """A kiosk's program, as it speaks to the mall."""

    def __init__(self, at: dt.datetime, key: Ed25519PrivateKey = KEY) -> None:
        self.client = Client()
        self.key, self.seconds = key, int(at.timestamp())

    def headers(self, method: str, path: str, body: bytes) -> dict[str, str]:
        data = kiosk_signing.request_bytes("K1", method, path, self.seconds, body)
        return {
            kiosk_signing.CODE: "K1",
            kiosk_signing.TIME: str(self.seconds),
            kiosk_signing.SIGNATURE: kiosk_signing.sign(self.key, data),
        }

    def get(self, path: str) -> Any:
        return self.client.get(path, headers=self.headers("GET", path, b""))

    def call(self, path: str, content: object) -> Any:
        body = json.dumps(content).encode()
        path = f"/api/v1/kiosks/K1/{path}"
        headers = self.headers("POST", path, body)
        return self.client.post(path, body, "application/json", headers=headers)

    def take(self, form_key: str = "form", priority: str = "") -> Any:
        body = f"service={SERVICE}&form_key={form_key}&priority={priority}".encode()
        headers = self.headers("POST", "/kios/nomor/", body)
        kind = "application/x-www-form-urlencoded"
        return self.client.post("/kios/nomor/", body, kind, headers=headers)


@pytest.fixture
def machine(kiosk: models.Kiosk, at: dt.datetime) -> Machine:
    return Machine(at)


def test_leads_to_a_number_in_three_taps_and_offers_what_is_served_here(
    machine: Machine, client: Client
) -> None:
    home = client.get("/kios/").content.decode()
    assert 'href="/kios/instansi/DKC/"' in home
    assert "/kios/instansi/POL/" not in home  # no queue of it in this building
    services = client.get("/kios/instansi/DKC/").content.decode()
    assert f'href="/kios/layanan/{SERVICE}/"' in services
    assert (
        f"/kios/layanan/{SERVICE}/" in client.get("/kios/cari/?q=ktp").content.decode()
    )
    page = client.get(f"/kios/layanan/{SERVICE}/")
    assert page.headers["Refresh"] == "60; url=/kios/selesai/"
    text = page.content.decode()
    assert all(f'value="{one}"' in text for one in kiosk_numbers.PRIORITIES)
    taken = machine.take(priority="ELDERLY")
    assert taken.status_code == 302
    number = machine.get(taken.headers["Location"]).content.decode()
    ticket = models.Ticket.objects.get()
    assert (ticket.priority, ticket.channel) == ("ELDERLY", "KIOSK")
    assert ticket.label in number
    assert "60 menit" in number


def test_gives_no_number_of_the_building_to_a_browser_elsewhere(
    kiosk: models.Kiosk, client: Client, at: dt.datetime
) -> None:
    form = {"service": SERVICE, "form_key": "x"}
    assert client.post("/kios/nomor/?kios=K1", form).status_code == 403
    assert Machine(at, Ed25519PrivateKey.generate()).take().status_code == 401
    assert not models.Ticket.objects.exists()
    with override_settings(BALAREA_DEMO=True):
        assert client.post("/kios/nomor/", form).status_code == 302


def test_a_paired_browser_is_a_kiosk_whose_key_no_script_can_read(
    kiosk: models.Kiosk, client: Client, at: dt.datetime
) -> None:
    link = kiosk_requests.pairing_link(kiosk, at)
    assert client.get(f"/kios/pasang/{link}/").status_code == 200
    paired = client.post(f"/kios/pasang/{link}/")
    cookie = paired.cookies[kiosk_requests.COOKIE]
    assert cookie["httponly"]
    assert (cookie["samesite"], cookie["path"]) == ("Strict", "/kios/")
    taken = client.post("/kios/nomor/", {"service": SERVICE, "form_key": "x"})
    page = client.get(taken.headers["Location"]).content.decode()
    assert 'id="cetak"' in page
    assert "localStorage" not in page
    later = kiosk_requests.pairing_link(kiosk, at - dt.timedelta(hours=2))
    assert client.get(f"/kios/pasang/{later}/").status_code == 404
    kiosks.change(
        kiosk=kiosk.id,
        name=kiosk.name,
        public_key=None,
        is_active=False,
        scope=None,
        by=SYSTEM,
        at=at,
    )
    form = {"service": SERVICE, "form_key": "y"}
    assert client.post("/kios/nomor/", form).status_code == 403


def test_a_second_tap_gives_no_second_number_and_no_second_slip(
    machine: Machine,
) -> None:
    first, second = machine.take(), machine.take()
    assert first.headers["Location"] == second.headers["Location"]
    jobs = machine.get("/api/v1/kiosks/K1/prints").json()["prints"]
    assert [job["text"]["label"] for job in jobs] == ["A001"]
    assert jobs[0]["text"]["copy_mark"] == ""


def test_says_at_once_that_a_slip_did_not_come_out_and_prints_a_copy(
    machine: Machine, kiosk: models.Kiosk
) -> None:
    address = machine.take().headers["Location"]
    [job] = machine.get("/api/v1/kiosks/K1/prints").json()["prints"]
    path = f"prints/{job['id']}"
    assert machine.call(path, {"state": "SENT"}).status_code == 200
    assert machine.call(path, {"state": "SENT"}).status_code == 409
    assert machine.get("/api/v1/kiosks/K1/prints").json()["prints"] == []
    assert "sedang dicetak" in machine.get(address).content.decode()
    assert machine.call(path, {"state": "FAILED"}).status_code == 200
    assert machine.call(path, {"state": "FAILED"}).status_code == 200
    assert "tidak tercetak" in machine.get(address).content.decode()
    ticket = models.Ticket.objects.get()
    assert (ticket.printed, ticket.state) == ("FAILED", "WAITING")
    assert Entry.objects.filter(type="TICKET_NOT_PRINTED").count() == 1
    again = f"{address}cetak/"
    headers = machine.headers("POST", again, b"")
    kind = "application/x-www-form-urlencoded"
    for _tap in range(2):
        machine.client.post(again, b"", kind, headers=headers)
    [copy] = machine.get("/api/v1/kiosks/K1/prints").json()["prints"]
    assert copy["text"]["copy_mark"] == "SALINAN"
    machine.call(f"prints/{copy['id']}", {"state": "SENT"})
    machine.call(f"prints/{copy['id']}", {"state": "PRINTED"})
    assert "tercetak di bawah" in machine.get(address).content.decode()
