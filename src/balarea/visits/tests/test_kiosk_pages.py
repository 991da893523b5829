"""A kiosk's pages: three taps to a number, and what a page says of the slip."""

import datetime as dt
import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.contrib import auth as django_auth
from django.test import Client, override_settings

from balarea.catalogue import definition as engine
from balarea.catalogue import operations as catalogue
from balarea.catalogue import vocabulary
from balarea.catalogue.testing import shipped
from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM
from balarea.people import auth
from balarea.people import testing as people_testing
from balarea.people.models import Officer, Site
from balarea.people.rules import Action
from balarea.transparency.models import Entry
from balarea.visits import kiosk_requests, models, testing
from balarea.visits.operations import booking, kiosks, slots
from balarea.visits.programs import kiosk_numbers, kiosk_signing
from balarea.visits.queries import bookings, tickets
from balarea.visits.queries import kiosks as kiosk_queries
from balarea.visits.queries import slots as slot_queries
from balarea.visits.rules import Channel

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

    def post(self, path: str, fields: dict[str, str]) -> Any:
        body = urlencode(fields).encode()
        headers = self.headers("POST", path, body)
        kind = "application/x-www-form-urlencoded"
        return self.client.post(path, body, kind, headers=headers)

    def take(self, form_key: str = "form", priority: str = "") -> Any:
        fields = {"service": SERVICE, "form_key": form_key, "priority": priority}
        return self.post("/kios/nomor/", fields)


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
    elsewhere = client.get(f"/kios/layanan/{SERVICE}/").content.decode()
    assert 'href="/antrean/"' in elsewhere
    assert "/kios/nomor/" not in elsewhere
    page = machine.get(f"/kios/layanan/{SERVICE}/")
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
    pages = [machine.take().headers["Location"] for _tap in range(2)]
    assert len({page.partition("?")[0] for page in pages}) == 1
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
    again = f"{address.partition('?')[0]}cetak/"
    for _tap in range(2):
        machine.post(again, {})
    [copy] = machine.get("/api/v1/kiosks/K1/prints").json()["prints"]
    assert copy["text"]["copy_mark"] == "SALINAN"
    machine.call(f"prints/{copy['id']}", {"state": "SENT"})
    machine.call(f"prints/{copy['id']}", {"state": "PRINTED"})
    assert "tercetak di bawah" in machine.get(address).content.decode()


def test_takes_a_number_from_home_by_its_code(
    machine: Machine, site: Site, client: Client, at: dt.datetime
) -> None:
    hour = dt.timedelta(hours=1)
    remote = testing.ticket(testing.queue(site), at - hour, channel=Channel.WEB)
    assert remote.state == "PLANNED"
    token = tickets.token_of(remote.visit_id)
    for text in (f"https://contoh.go.id/antrean/{token}/", token):
        shown = machine.post("/kios/datang/", {"code": text})
        assert remote.label in machine.get(shown.headers["Location"]).content.decode()
    remote.refresh_from_db()
    assert (remote.state, remote.effective_at) == ("WAITING", at - hour)
    assert len(machine.get("/api/v1/kiosks/K1/prints").json()["prints"]) == 1
    wrong = machine.post("/kios/datang/", {"code": "A001"})
    assert (wrong.status_code, "bukan" in wrong.content.decode()) == (422, True)
    assert client.post("/kios/datang/", {"code": token}).status_code == 403
    later = testing.ticket(testing.queue(site), at - 48 * hour, channel=Channel.WEB)
    token = tickets.token_of(later.visit_id)
    assert machine.post("/kios/datang/", {"code": token}).status_code == 409


def test_takes_an_appointment_by_its_code(
    machine: Machine, site: Site, at: dt.datetime
) -> None:
    queue = testing.queue(site)
    slots.make(queue=queue, days=[clock.today(at)], by=SYSTEM, at=at)
    free = [one.slot for day in slot_queries.days(queue, at) for one in day.free]
    request = booking.Request(service=SERVICE, language="id")
    row = booking.reserve(slot=free[0].id, request=request, by=None, at=at)
    booking.confirm(booking=row.id, by=SYSTEM, at=at)
    code = bookings.code_of(row.id)
    for _scan in range(2):
        shown = machine.post("/kios/datang/", {"code": code.lower()})
        assert shown.status_code == 302
    ticket = models.Ticket.objects.get()
    assert (ticket.priority, ticket.slot_at) == ("APPOINTMENT", free[0].starts_at)
    assert ticket.label in machine.get(shown.headers["Location"]).content.decode()
    assert len(machine.get("/api/v1/kiosks/K1/prints").json()["prints"]) == 1


def test_a_number_is_not_shown_to_whoever_comes_next(
    machine: Machine, at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = machine.take().headers["Location"]
    assert machine.get(address).status_code == 200
    assert machine.get(address.partition("?")[0]).status_code == 302
    later = at + dt.timedelta(minutes=6)
    monkeypatch.setattr(clock, "now", lambda: later)
    machine.seconds = int(later.timestamp())
    assert machine.get(address).headers["Location"] == "/kios/"
    ended = machine.get("/kios/selesai/")
    assert ended.cookies["bahasa"]["max-age"] == 0
    assert "storage" in ended.headers["Clear-Site-Data"]


def test_a_request_of_a_wrong_clock_gets_the_mall_s_time(
    machine: Machine, at: dt.datetime
) -> None:
    machine.seconds -= 3600
    content = {"printer": "READY", "paper": "OUT"}
    answer = machine.call("report", content)
    assert (answer.status_code, answer.json()["code"]) == (401, "STALE_REQUEST")
    machine.seconds = answer.json()["time"]
    assert machine.call("report", content).status_code == 200
    assert machine.call("report", content).status_code == 200
    kiosk = kiosk_queries.kiosks().get()
    assert (kiosk.printer, kiosk_queries.seen_at(kiosk)) == ("NO_PAPER", at)
    assert Entry.objects.filter(type="KIOSK_CHANGED").count() == 2
    headers = machine.headers("GET", "/api/v1/kiosks/K1/prints", b"")
    path = "/api/v1/kiosks/K1/catalogue"
    assert machine.client.get(path, headers=headers).status_code == 401


def sign_in(client: Client, officer: Officer, at: dt.datetime) -> None:
    """An officer who has just signed in by both factors."""
    session = client.session
    session[django_auth.SESSION_KEY] = str(officer.account.pk)
    session[django_auth.BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[django_auth.HASH_SESSION_KEY] = officer.account.get_session_auth_hash()
    session[auth.SINCE] = session[auth.LAST_REQUEST] = at.timestamp()
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""


def test_a_manager_registers_a_kiosk_and_sees_how_it_is(
    site: Site, client: Client, at: dt.datetime
) -> None:
    manager = people_testing.appoint("DPM", {Action.MANAGE}, at)
    sign_in(client, manager, at)
    address = "/petugas/kelola/kios/"
    key = KEY.public_key().public_bytes_raw().hex()
    form = {"name": "Pintu timur", "code": "K1", "site": site.code}
    for public_key, status in (("ab", 422), (key, 302), (key, 409)):
        sent = form | {"public_key": public_key}
        assert client.post(f"{address}baru/", sent).status_code == status
    kiosk = kiosk_queries.kiosks().get()
    assert "belum memberi kabar" in client.get(address).content.decode()
    Machine(at).call("report", {"printer": "READY", "paper": "OUT"})
    assert "kertas habis" in client.get(address).content.decode()
    own = f"{address}{kiosk.id}/"
    assert "/kios/pasang/" in client.get(own).content.decode()
    assert client.post(own, {"name": "Pintu barat"}).status_code == 302
    assert "tidak dipakai" in client.get(address).content.decode()
    assert Machine(at).call("report", {}).status_code == 401
    clerk = testing.clerk(site, "A1", at)
    sign_in(client, clerk.officer, at)
    assert client.get(address).status_code == 403


def test_the_floor_shows_a_kiosk_without_paper(
    machine: Machine, client: Client, at: dt.datetime
) -> None:
    machine.call("report", {"printer": "READY", "paper": "OUT"})
    sign_in(client, people_testing.appoint("DPM", {Action.MANAGE}, at), at)
    floor = client.get("/petugas/lantai/").content.decode()
    assert "kertas habis" in floor
    assert "10.00" in floor
