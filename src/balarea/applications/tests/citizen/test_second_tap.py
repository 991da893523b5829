"""A second tap is no error: it leads where the first one led, and does nothing more."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from balarea.applications import models
from balarea.applications.tests.citizen.browsing import Browser, Page
from balarea.applications.tests.citizen.conftest import (
    SignIn,
    begin,
    fill,
    online,
    photo,
)
from balarea.documents.models import Evidence
from balarea.foundation import clock, idempotency
from balarea.foundation.models import FirstAnswer
from balarea.people import duplicate_submissions

pytestmark = pytest.mark.django_db


def upload_page(browser: Browser) -> Page:
    home = begin(browser, "DKC-006")
    form = {"case_kind": "LOST", "_asked": "case_kind"}
    browser.client.post(f"{home}isi/case/", form)
    return browser.open(home + "berkas/R1/")


def save(browser: Browser, page: Page, *files: SimpleUploadedFile) -> Page:
    return browser.send(page, holding="file", files={"file": list(files)})


def test_a_file_saved_twice_is_there_once(browser: Browser) -> None:
    page = upload_page(browser)
    first = save(browser, page, photo())
    second = save(browser, page, photo())
    assert "tersimpan" in first.address
    assert (second.status, second.address) == (200, first.address)
    assert second.read.text == first.read.text
    assert Evidence.objects.count() == 1


def test_another_file_from_the_same_page_is_looked_at(browser: Browser) -> None:
    page = upload_page(browser)
    save(browser, page, photo())
    other = save(browser, page, photo("lain.jpg"))
    assert other.status == 422 or "tersimpan" not in other.address


def test_what_was_refused_is_tried_again(browser: Browser) -> None:
    page = upload_page(browser)
    empty = SimpleUploadedFile("kosong.jpg", b"not a picture", "image/jpeg")
    save(browser, page, empty)
    assert Evidence.objects.count() == 0
    save(browser, page, photo())
    assert Evidence.objects.count() == 1


def test_a_file_taken_away_twice_is_gone_without_a_word(browser: Browser) -> None:
    page = save(browser, upload_page(browser), photo())
    away = next(f for f in page.read.forms if "hapus" in f.action)
    answers = [browser.client.post(away.action, away.values) for _ in range(2)]
    assert [a.status_code for a in answers] == [302, 302]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]


def test_beginning_twice_begins_one_draft(browser: Browser) -> None:
    page = browser.open("/permohonan/baru/POL-001/")
    addresses = {
        browser.send(page, holding="idempotency_key").address for _ in range(2)
    }
    assert len(addresses) == 1
    assert models.Draft.objects.count() == 1


def test_filing_twice_files_once_and_shows_the_receipt(browser: Browser) -> None:
    definition = online()["KOP-006"]
    example = definition.tests[0]
    check = browser.open(fill(browser, definition, example))
    receipts = [browser.send(check, holding="seen_as") for _ in range(2)]
    assert [page.status for page in receipts] == [200, 200]
    assert receipts[0].address == receipts[1].address
    assert models.Application.objects.count() == 1


def test_throwing_away_twice_throws_away_once(browser: Browser) -> None:
    home = begin(browser, "POL-001")
    page = browser.open(home + "hapus/")
    pages = [browser.send(page, holding="idempotency_key") for _ in range(2)]
    assert [page.status for page in pages] == [200, 200]
    assert pages[0].address == pages[1].address


def test_nobody_else_gets_the_answer(browser: Browser, sign_in: SignIn) -> None:
    page = upload_page(browser)
    save(browser, page, photo())
    assert save(sign_in("0812-1111-3333"), page, photo()).status == 404
    assert "/masuk/" in save(Browser(Client()), page, photo()).address


def test_an_answer_is_sealed_and_forgotten(browser: Browser, at: dt.datetime) -> None:
    page = upload_page(browser)
    save(browser, page, photo())
    stored = FirstAnswer.objects.latest("expires_at")
    assert page.address.encode() not in bytes(stored.answer)
    late = clock.now() + duplicate_submissions.REPEATED + dt.timedelta(minutes=1)
    assert idempotency.stored_answer(bytes(stored.key), late) is None
    assert idempotency.delete_expired_answers(late) >= 1
    assert not FirstAnswer.objects.exists()
