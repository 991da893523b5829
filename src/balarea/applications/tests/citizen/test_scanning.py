"""A phone as scanner, as its two pages show it: the computer's and the phone's."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from balarea.applications.tests.citizen.browsing import Browser, Page
from balarea.applications.tests.citizen.conftest import SignIn, begin
from balarea.applications.tests.test_scanning import photo
from balarea.documents import models as documents

PHONE = re.compile(r"https?://[^/]+(/pindai/[\w-]{22}/)")
LOOK = ("aksi", "lihat")


@pytest.fixture
def card(browser: Browser) -> str:
    """The page of the identity card of a new application."""
    return begin(browser, "POL-001") + "berkas/R1/"


def opened(browser: Browser, card: str) -> tuple[Page, str]:
    """The computer's page with its code, and the phone's address in it."""
    offered = browser.open(card)
    [form] = [f for f in offered.read.forms if f.action.endswith("/pindai/buka/")]
    browser.client.post(form.action, form.values)
    page = browser.open(f"{card}pindai/")
    match = PHONE.search(page.html)
    assert match
    return page, match[1]


def send(address: str, *shades: int) -> Page:
    """From a phone on which nobody has signed in."""
    phone = Browser(Client())
    files = [SimpleUploadedFile(f"{n}.jpg", photo(n), "image/jpeg") for n in shades]
    return phone.send(phone.open(address), holding="foto", files={"foto": files})


def numbers(page: Page) -> list[str]:
    """The fields of the order of the photos, as the page lists them."""
    return [name for name in page.form("aksi").values if name.startswith("urut-")]


def looked(browser: Browser, card: str) -> Page:
    return browser.open(f"{card}pindai/")


def test_a_phone_sends_and_the_computer_makes_a_file(
    browser: Browser, card: str
) -> None:
    page, phone = opened(browser, card)
    assert "Belum ada foto yang masuk" in page.text
    answer = send(phone, 1, 2)
    assert answer.status == 200
    assert "2 foto sudah ada di komputer" in answer.text
    page = looked(browser, card)
    assert "2 foto sudah masuk" in page.text
    first, second = re.findall(r'<img src="([^"]+)"', page.html)
    shown = browser.client.get(first)
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert shown.headers["Cache-Control"] == "no-store"
    done = browser.send(page, holding=f"urut-{second.split('/')[-2]}")
    assert done.address.endswith("/berkas/R1/?tersimpan=1#berkas")
    assert "2 halaman" in done.text


def test_the_phone_shows_nothing_of_the_person(browser: Browser, card: str) -> None:
    _, phone = opened(browser, card)
    page = Browser(Client()).open(phone)
    assert page.status == 200
    assert "KTP" in page.text
    case = card.split("/")[2]
    assert case not in page.html
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert 'capture="environment"' in page.html


def test_a_wrong_address_is_refused_with_the_next_step(browser: Browser) -> None:
    page = Browser(Client()).open("/pindai/AAAAAAAAAAAAAAAAAAAAAA/")
    assert page.status == 410
    assert "Tampilkan kode baru" in page.text


def test_the_good_photos_stay_beside_a_refused_one(browser: Browser, card: str) -> None:
    _, phone = opened(browser, card)
    mixed = [
        SimpleUploadedFile("baik.jpg", photo(1), "image/jpeg"),
        SimpleUploadedFile("rusak.jpg", b"\xff\xd8\xff\xe0 x", "image/jpeg"),
    ]
    other = Browser(Client())
    page = other.send(other.open(phone), holding="foto", files={"foto": mixed})
    assert page.status == 422
    assert "rusak.jpg: " in page.text
    assert documents.ScannedPhoto.objects.count() == 1


def test_nothing_chosen_is_said(browser: Browser, card: str) -> None:
    _, phone = opened(browser, card)
    other = Browser(Client())
    page = other.send(other.open(phone), holding="foto")
    assert page.status == 422


def test_looking_again_keeps_order_and_turns(browser: Browser, card: str) -> None:
    _, phone = opened(browser, card)
    send(phone, 1, 2)
    page = looked(browser, card)
    form = next(f for f in page.read.forms if LOOK in f.buttons)
    first = next(name for name in form.names if name.startswith("urut-"))
    turn = first.replace("urut-", "putar-")
    page = browser.send(page, {first: "7", turn: "90"}, holding=first, pressed=LOOK)
    send(phone, 3)
    page = browser.send(page, holding=first, pressed=LOOK)
    values = page.form(first).values
    assert (values[first], values[turn]) == (["7"], ["90"])
    assert len([name for name in values if name.startswith("urut-")]) == 3


def test_a_removed_photo_is_gone(browser: Browser, card: str) -> None:
    _, phone = opened(browser, card)
    send(phone, 1)
    page = looked(browser, card)
    [address] = re.findall(r'formaction="([^"]+)"', page.html)
    assert browser.client.post(address).status_code == 302
    assert "Belum ada foto yang masuk" in looked(browser, card).text


def test_the_computer_can_stop_the_phone(browser: Browser, card: str) -> None:
    page, phone = opened(browser, card)
    [form] = [f for f in page.read.forms if f.action.endswith("/akhiri/")]
    browser.client.post(form.action, form.values)
    assert "Sekarang tidak ada ponsel" in looked(browser, card).text
    assert Browser(Client()).open(phone).status == 410


def test_an_unreadable_order_or_turn_is_as_if_none_was_chosen(
    browser: Browser, card: str
) -> None:
    _, phone = opened(browser, card)
    send(phone, 1)
    page = looked(browser, card)
    form = next(f for f in page.read.forms if LOOK in f.buttons)
    first = next(name for name in form.names if name.startswith("urut-"))
    turn = first.replace("urut-", "putar-")
    done = browser.send(page, {first: "satu", turn: "45"}, holding=first)
    assert done.address.endswith("?tersimpan=1#berkas")


def test_using_without_photos_is_refused(browser: Browser, card: str) -> None:
    opened(browser, card)
    page = browser.client.post(f"{card}pindai/")
    assert page.status_code == 422
    assert "Belum ada foto di sini" in page.content.decode()


def test_others_see_neither_page_nor_photo(
    browser: Browser, card: str, sign_in: SignIn
) -> None:
    _, phone = opened(browser, card)
    send(phone, 1)
    [address] = re.findall(r'<img src="([^"]+)"', looked(browser, card).html)
    other = sign_in("0812-3333-4444")
    for path in (f"{card}pindai/", address):
        assert other.client.get(path).status_code == 404
    assert Client().get(address).status_code == 302


def test_a_requirement_that_the_service_lacks_is_refused(
    browser: Browser, card: str
) -> None:
    assert browser.open(card.replace("R1", "R99") + "pindai/").status == 404
