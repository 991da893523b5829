"""Input sent after a session ended is restored after signing in."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.contrib.sessions.backends.base import SessionBase
from django.test import Client

from balarea.applications import models
from balarea.applications.tests.citizen.browsing import Browser
from balarea.applications.tests.citizen.conftest import begin
from balarea.applications.tests.officer.conftest import (
    Appoint,
    File,
    appoint,
    at_the_desk,
    file,
    publish,
    published_services,
    services,
    sign_in,
)
from balarea.foundation.operation import SYSTEM
from balarea.people import auth, operations, resubmission
from balarea.people.models import Officer
from balarea.people.tests.conftest import (
    PASSWORD,
    SECRET,
    ReadCode,
    read_code,
    totp,
)
from balarea.people.tests.conftest import sign_in as sign_in_by_code

__all__ = [
    "appoint",
    "file",
    "publish",
    "published_services",
    "read_code",
    "services",
    "sign_in",
]

pytestmark = pytest.mark.django_db
ANSWERS = {"full_name": "Siti Contoh", "birth_place": "Sumedang"}
WHY = "Foto buram. Mohon unggah foto yang semua tulisannya terbaca."
OURS, ANOTHERS = "0812-1111-2222", "0812-1111-3333"


def grow_old(client: Client, age: dt.timedelta) -> None:
    """As if nobody had asked for anything since so long."""
    store = client.session
    for name in (auth.SINCE, auth.LAST_REQUEST):
        if name in store:
            store[name] -= age.total_seconds()
    store.save()


def sent_too_late(browser: Browser) -> str:
    """Open a page, type, and press after the session is over; the page's address."""
    address = begin(browser, "POL-001") + "isi/identity/"
    page = browser.open(address)
    grow_old(browser.client, auth.CITIZEN_AGE + dt.timedelta(minutes=1))
    led = browser.send(page, ANSWERS, holding="_asked")
    assert "/masuk/" in led.address
    return address


@pytest.fixture
def citizen(sign_in: Callable[..., Browser]) -> Browser:
    return sign_in(OURS)


def test_a_citizen_finds_what_was_typed(citizen: Browser, read_code: ReadCode) -> None:
    address = sent_too_late(citizen)
    sign_in_by_code(citizen.client, OURS, read_code)
    page = citizen.open(address)
    assert page.form("_asked").values["full_name"] == ["Siti Contoh"]
    assert page.form("_asked").values["birth_place"] == ["Sumedang"]
    assert "Yang Anda ketik" in page.text
    again = citizen.open(address)  # given back once; it was not saved
    assert again.form("_asked").values["full_name"] == [""]


def test_a_citizen_finds_entries_of_a_group_as_the_button_left_them(
    citizen: Browser, read_code: ReadCode
) -> None:
    address = begin(citizen, "DPM-070") + "isi/place_time/"
    page = citizen.open(address)
    for _ in range(3):
        page = citizen.send(page, holding="_asked", pressed=("add", "team"))
    grow_old(citizen.client, auth.CITIZEN_AGE + dt.timedelta(minutes=1))
    names = {f"team-{place}-member_name": f"Ani {place}" for place in range(3)}
    citizen.send(page, names, holding="_asked", pressed=("remove", "team-1"))
    sign_in_by_code(citizen.client, OURS, read_code)
    form = citizen.open(address).form("_asked").values
    assert form["team"] == ["", "0", "1"]
    assert form["team-0-member_name"] == ["Ani 0"]
    assert form["team-1-member_name"] == ["Ani 2"]


def test_nobody_else_in_that_browser_sees_it(
    citizen: Browser, read_code: ReadCode
) -> None:
    sent_too_late(citizen)
    sign_in_by_code(citizen.client, ANOTHERS, read_code)
    assert resubmission.SAVED not in citizen.client.session


def test_signed_out_means_forgotten(citizen: Browser) -> None:
    address = begin(citizen, "POL-001") + "isi/identity/"
    page = citizen.open(address)
    citizen.client.post("/keluar/")
    citizen.send(page, ANSWERS, holding="_asked")
    assert resubmission.SAVED not in citizen.client.session


def test_a_browser_without_its_cookie_is_told_that_nothing_was_sent(
    citizen: Browser,
) -> None:
    address = begin(citizen, "POL-001") + "isi/identity/"
    page = citizen.open(address)
    citizen.client.cookies.clear()
    led = citizen.send(page, ANSWERS, holding="_asked")
    assert "/masuk/" in led.address
    assert "Sesi Anda berakhir sebelum ini terkirim" in led.text
    assert "terkirim" not in citizen.open("/masuk/").text


def test_a_session_of_yesterday_opens_nothing(citizen: Browser) -> None:
    home = begin(citizen, "POL-001")
    grow_old(citizen.client, auth.CITIZEN_AGE + dt.timedelta(minutes=1))
    assert "/masuk/" in citizen.open(home).address


def test_what_is_held_is_sealed_and_bounded(
    citizen: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent_too_late(citizen)
    (row,) = stored(citizen.client.session)
    assert "Siti" not in row
    assert resubmission.SAVED in citizen.client.session
    store = citizen.client.session
    del store[resubmission.SAVED]
    store.save()
    monkeypatch.setattr(resubmission, "LIMIT", 10)
    home = models.Draft.objects.get().id
    citizen.client.post(f"/permohonan/{home}/isi/identity/", ANSWERS)
    assert resubmission.SAVED not in citizen.client.session


def stored(session: SessionBase) -> list[str]:
    from django.contrib.sessions.models import Session

    from balarea.people.sessions import row_key

    rows = Session.objects.filter(session_key=row_key(str(session.session_key)))
    return list(rows.values_list("session_data", flat=True))


@pytest.fixture
def officer(appoint: Appoint, at: dt.datetime) -> Officer:
    row = appoint(["DKC"])
    operations.enrol_totp(account=row.account, secret=SECRET, by=SYSTEM, at=at)
    return row


def back_in(client: Client, officer: Officer) -> None:
    form = {"login": officer.account.login, "password": PASSWORD}
    client.post("/petugas/masuk/", form)
    opened = client.post("/petugas/masuk/kode/", {"code": totp()})
    assert opened.status_code == 302


def pressed_too_late(client: Client, address: str, revision: int) -> None:
    grow_old(client, auth.OFFICER_IDLE + dt.timedelta(minutes=1))
    form = {
        "revision": revision,
        "action": "return",
        "mark-R1": "DEFECT",
        "text-R1": WHY,
    }
    pressed = client.post(
        f"{address}langkah/", form, headers={"Referer": f"http://testserver{address}"}
    )
    assert pressed.headers["Location"] == f"/petugas/masuk/?lanjut={address}"


def test_an_officer_finds_what_was_written(file: File, officer: Officer) -> None:
    application = file("DKC-006")
    address = f"/petugas/permohonan/{application.id}/"
    client = at_the_desk(officer)
    pressed_too_late(client, address, application.revision)
    application.refresh_from_db()
    assert application.state == "RECEIVED"  # nothing was done by the press
    back_in(client, officer)
    page = client.get(address)
    assert page.status_code == 200
    text = page.content.decode()
    assert "Anda sudah keluar sebelum ini terkirim" in text
    assert WHY in text
    assert WHY not in client.get(address).content.decode()


def test_says_what_changed_meanwhile(file: File, officer: Officer) -> None:
    application = file("DKC-006")
    address = f"/petugas/permohonan/{application.id}/"
    client = at_the_desk(officer)
    pressed_too_late(client, address, application.revision - 1)
    back_in(client, officer)
    text = client.get(address).content.decode()
    assert "Ada yang berubah sejak halaman ini dibuka" in text
    assert WHY in text


def test_a_password_is_never_held(officer: Officer) -> None:
    client = at_the_desk(officer)
    grow_old(client, auth.OFFICER_IDLE + dt.timedelta(minutes=1))
    client.post("/petugas/akun/sandi/", {"old": PASSWORD, "new": "x", "repeated": "x"})
    assert auth.LAST_REQUEST in client.session  # it still tells whose it was
    assert resubmission.SAVED not in client.session
