"""Back works after an error, each page leads to the one before, and late isn't lost."""

import datetime as dt

import pytest
from django.test import Client

from balarea.applications import models
from balarea.applications.tests.citizen.browsing import Browser
from balarea.applications.tests.citizen.conftest import SignIn, begin, photo
from balarea.applications.tests.test_resubmission import grow_old, sent_too_late
from balarea.people import auth
from balarea.people.tests.conftest import ReadCode, read_code
from balarea.people.tests.conftest import sign_in as sign_in_by_code

__all__ = ["read_code"]

pytestmark = pytest.mark.django_db
OURS = "0812-1111-2222"


@pytest.fixture
def browser(sign_in: SignIn) -> Browser:
    return sign_in(OURS)


def test_an_error_is_a_page_of_its_own_address(browser: Browser) -> None:
    address = begin(browser, "DKC-006") + "isi/identity/"
    typed = {"full_name": "Siti Contoh", "nik": "12", "birth_date": "31-02-1990"}
    wrong = browser.send(browser.open(address), typed, holding="_asked")
    assert wrong.status == 422
    assert "jawaban=" in wrong.address
    back = browser.open(wrong.address)  # as often as somebody comes back to it
    assert back.status == 422
    assert back.form("_asked").values["birth_date"] == ["31-02-1990"]
    assert back.form("_asked").values["nik"] == ["12"]


def test_a_mended_page_is_not_shown_as_wrong_again(browser: Browser) -> None:
    address = begin(browser, "DKC-006") + "isi/identity/"
    wrong = browser.send(browser.open(address), {"nik": "12"}, holding="_asked")
    good = {
        "full_name": "Siti Contoh",
        "nik": "9999014107900001",
        "kk_number": "9999014107900001",
        "birth_place": "Sumedang",
        "birth_date": "1-7-1990",
    }
    form = wrong.form("_asked")
    sent = browser.client.post(
        address,
        {**form.values, **good},
        headers={"Referer": f"http://testserver{wrong.address}"},
    )
    assert sent.status_code == 302
    back = browser.open(wrong.address)
    assert back.status == 200
    assert back.form("_asked").values["nik"] == ["9999014107900001"]


def test_each_page_of_a_form_leads_to_the_one_before(browser: Browser) -> None:
    home = begin(browser, "DKC-006")
    pages = browser.open(home).links_to("/isi/")
    first, second, *_ = dict.fromkeys(pages)
    assert "Sebelumnya" not in browser.open(first).text
    assert browser.open(second).link("Sebelumnya") == first
    form = {"reason": "DAMAGED", "damage": "BROKEN", "_asked": "reason damage"}
    browser.client.post(f"{home}isi/reason/", form)
    assert "/isi/" in browser.open(home + "berkas/R2/").link("Sebelumnya")
    assert "/berkas/" in browser.open(home + "periksa/").link("Sebelumnya")


def test_the_sign_in_page_says_that_what_was_typed_is_safe(browser: Browser) -> None:
    sent_too_late(browser)
    page = browser.open("/masuk/")
    assert "isian Anda aman" in page.text


def test_the_sign_in_page_says_that_a_file_was_not_sent(browser: Browser) -> None:
    home = begin(browser, "DKC-006")
    form = {"reason": "DAMAGED", "damage": "BROKEN", "_asked": "reason damage"}
    browser.client.post(f"{home}isi/reason/", form)
    page = browser.open(home + "berkas/R2/")
    grow_old(browser.client, auth.CITIZEN_AGE + dt.timedelta(minutes=1))
    led = browser.send(page, holding="file", files={"file": [photo()]})
    assert led.address.startswith("/masuk/")
    assert "Sesi Anda berakhir sebelum ini terkirim" in led.text


def test_the_sign_in_page_says_that_a_session_is_over(browser: Browser) -> None:
    home = begin(browser, "DKC-006")
    grow_old(browser.client, auth.CITIZEN_AGE + dt.timedelta(minutes=1))
    assert "Sesi Anda berakhir" in browser.open(home).text
    assert "Sesi Anda berakhir" not in Browser(Client()).open(home).text


def test_a_browser_that_tells_no_page_is_led_back_to_what_was_typed(
    browser: Browser, read_code: ReadCode
) -> None:
    address = begin(browser, "POL-001") + "isi/identity/"
    page = browser.open(address)
    grow_old(browser.client, auth.CITIZEN_AGE + dt.timedelta(minutes=1))
    led = browser.send(page, {"full_name": "Siti Contoh"}, holding="_asked")
    assert led.form("contact").values["lanjut"] == [address]


def test_signing_in_goes_on_to_the_first_question(
    browser: Browser, read_code: ReadCode
) -> None:
    guest = Browser(Client())
    start = guest.open("/permohonan/baru/POL-001/")
    sign_in = guest.send(start, holding="idempotency_key")
    assert sign_in.address == "/masuk/?lanjut=/permohonan/baru/POL-001/mulai/"
    guest.send(sign_in, {"contact": "0812-1111-4444"}, holding="contact")
    code = guest.open("/masuk/kode/")
    first = guest.send(code, {"code": read_code()}, holding="code")
    assert "/isi/purpose/" in first.address
    assert first.status == 200
    assert models.Draft.objects.count() == 1
    guest.open("/permohonan/baru/POL-001/mulai/")  # an address alone begins nothing
    assert models.Draft.objects.count() == 1


def test_who_has_a_draft_of_it_is_asked_which_one(
    browser: Browser, read_code: ReadCode
) -> None:
    begin(browser, "POL-001")
    browser.client.post("/keluar/")
    browser.client.post("/permohonan/baru/POL-001/", {"idempotency_key": "k" * 20})
    sign_in_by_code(browser.client, OURS, read_code)
    page = browser.open("/permohonan/baru/POL-001/mulai/")
    assert page.address == "/permohonan/baru/POL-001/"
    assert models.Draft.objects.count() == 1


@pytest.mark.parametrize("address", ["/", "/masuk/", "/lacak/"])
def test_a_draft_is_gone_on_with_from_everywhere(
    services: object, address: str
) -> None:
    assert "/lanjut/" in Browser(Client()).open(address).links_to("/lanjut/")
