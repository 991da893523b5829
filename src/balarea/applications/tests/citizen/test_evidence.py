"""Documents to add: kept one by one, refused with a reason, taken away again."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from balarea.applications.presenters import files as presenter
from balarea.applications.tests.citizen.browsing import Browser, Page
from balarea.applications.tests.citizen.conftest import begin, pdf, photo
from balarea.documents import models as documents
from balarea.documents.tests import phones


def upload(browser: Browser, address: str, *files: SimpleUploadedFile) -> Page:
    page = browser.open(address)
    return browser.send(page, holding="file", files={"file": list(files)})


@pytest.fixture
def card(browser: Browser) -> str:
    """The page of the identity card of a new application."""
    return begin(browser, "POL-001") + "berkas/R1/"


def test_keeps_a_file_and_shows_it_to_its_owner(browser: Browser, card: str) -> None:
    page = upload(browser, card, photo("kartu saya.jpg"))
    assert "Tersimpan" in page.text
    assert "kartu saya.jpg" in page.text
    shown = browser.client.get(page.links_to("/berkas/R1/")[0])
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert shown.headers["Cache-Control"] == "no-store"
    assert shown.content.startswith(b"\xff\xd8")


def test_says_what_to_do_with_a_file_that_it_refuses(
    browser: Browser, card: str
) -> None:
    page = upload(browser, card, SimpleUploadedFile("surat.doc", b"\xd0\xcf\x11\xe0 x"))
    assert page.status == 422
    assert page.title.startswith("Galat: ")
    assert "#f-file" in [href for href, _ in page.read.links]
    assert "PDF" in page.text
    assert not documents.Evidence.objects.exists()


def test_keeps_the_good_files_beside_a_refused_one(browser: Browser) -> None:
    design = begin(browser, "DPM-058") + "berkas/R3/"
    page = upload(
        browser, design, pdf("a.pdf"), SimpleUploadedFile("b.pdf", b""), photo("c.jpg")
    )
    assert page.status == 422
    assert "b.pdf: " in page.text
    assert "a.pdf" in page.text
    assert documents.Evidence.objects.count() == 2


def test_takes_no_more_files_than_the_requirement(browser: Browser, card: str) -> None:
    page = upload(browser, card, photo("satu.jpg"), photo("dua.jpg"))
    assert page.status == 422
    assert documents.Evidence.objects.count() == 1
    assert not any("file" in form.files for form in browser.open(card).read.forms)


def test_asks_for_a_file_when_none_was_chosen(browser: Browser, card: str) -> None:
    page = upload(browser, card)
    assert page.status == 422
    assert "Pilih berkasnya dulu." in page.text


def test_takes_a_file_away_again(browser: Browser, card: str) -> None:
    page = upload(browser, card, photo())
    removal = next(f.action for f in page.read.forms if "hapus" in f.action)
    assert browser.client.get(removal).status_code == 405
    assert browser.client.post(removal).status_code == 302
    assert not documents.Evidence.objects.exists()
    assert browser.client.post(removal).status_code == 404


def test_knows_no_requirement_that_the_definition_lacks(browser: Browser) -> None:
    home = begin(browser, "POL-001")
    for requirement in ("R99", "R5", "..", "r1"):  # R5 is proven by an answer
        assert browser.open(f"{home}berkas/{requirement}/").status == 404


def test_reaches_no_file_of_another_case(browser: Browser, card: str) -> None:
    page = upload(browser, card, photo())
    file = page.links_to("/berkas/R1/")[0].rstrip("/").rsplit("/", 1)[1]
    other = begin(browser, "DKC-006") + f"berkas/R1/{file}/"
    assert browser.client.get(other).status_code == 404
    assert browser.client.post(other + "hapus/").status_code == 404


def test_turns_a_body_away_before_it_is_read(browser: Browser, card: str) -> None:
    response = browser.client.post(card, {"file": photo()}, CONTENT_LENGTH=50_000_000)
    assert response.status_code == 413
    assert "terlalu besar" in response.content.decode()


def test_takes_no_upload_without_its_token(browser: Browser, card: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = browser.client.cookies
    assert strict.post(card, {"file": photo()}).status_code == 403
    assert not documents.Evidence.objects.exists()


def test_what_was_sent_is_fetched_after_a_warning_and_never_shown(
    browser: Browser,
) -> None:
    design = begin(browser, "DPM-058") + "berkas/R3/"
    sent = pdf("gambar.pdf")
    content = sent.read()
    sent.seek(0)
    page = upload(browser, design, sent)
    shown_at, asked_at = page.links_to("/berkas/R3/")[:2]
    shown = browser.client.get(shown_at)
    assert shown.headers["Content-Disposition"].startswith("inline")
    assert shown.content.startswith(b"%PDF-")
    assert shown.content != content
    warning = browser.open(asked_at)
    assert "Buka dengan hati-hati" in warning.text
    given = browser.client.post(asked_at)
    assert given.content == content
    assert given.headers["Content-Disposition"].startswith("attachment")
    assert given.headers["Content-Type"] == "application/octet-stream"
    assert given.headers["Content-Security-Policy"].startswith("sandbox")
    assert given.headers["X-Content-Type-Options"] == "nosniff"


def test_a_photo_has_no_other_file_behind_it(browser: Browser, card: str) -> None:
    page = upload(browser, card, photo())
    (address,) = page.links_to("/berkas/R1/")[:1]
    assert not [one for one in page.links_to("/berkas/R1/") if "/asli/" in one]
    assert browser.client.get(address + "asli/").status_code == 404
    assert browser.client.post(address + "asli/").status_code == 404


def test_a_page_about_too_large_files_leads_back(browser: Browser, card: str) -> None:
    address = card.removeprefix("http://testserver")
    response = browser.client.post(
        address, {"file": photo()}, CONTENT_LENGTH=50_000_000
    )
    assert response.status_code == 413
    page = response.content.decode()
    assert f'href="{address}"' in page
    assert "tangkapan layar" in page
    assert browser.open(address).status == 200


def test_the_camera_is_on_offer(browser: Browser, card: str) -> None:
    """A list of kinds of pictures closes it on one phone, pictures alone on another."""
    page = browser.open(card).html
    assert 'accept="image/*,' in page
    assert "capture" not in page, "a photo that is there already is welcome as well"
    for kinds in (("PDF", "IMAGE"), ("IMAGE",)):
        accept = presenter._accept(kinds).split(",")
        assert "image/*" in accept
        assert any(not kind.startswith("image/") for kind in accept)
        assert not any("heic" in kind or "jpeg" in kind for kind in accept)
    assert "image" not in presenter._accept(("PDF",))


def test_takes_the_photo_of_an_iphone(browser: Browser, card: str) -> None:
    page = upload(browser, card, SimpleUploadedFile("IMG_1.HEIC", phones.HEIC))
    assert "Tersimpan" in page.text
    shown = browser.client.get(page.links_to("/berkas/R1/")[0])
    assert shown.headers["Content-Type"] == "image/jpeg"
