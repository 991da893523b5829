"""What a citizen reads of rules that decide, and how they ask for a person."""

import datetime as dt

import pytest

from balarea.applications import models
from balarea.applications.presenters.rule_decisions import RELOAD_SECONDS
from balarea.applications.tests.citizen.browsing import Browser, Page
from balarea.applications.tests.citizen.conftest import (
    SignIn,
    fill,
    online,
    submit,
    submit_example,
)
from balarea.documents import operations as documents
from balarea.documents import queries as document_queries
from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM

pytestmark = pytest.mark.django_db

SPPL, TAX_RETURN = "DLH-001", "BPD-011"
WRONG = "Nama kegiatan saya salah tulis di dalam dokumen itu."
SAYS_WHY = "Diputus oleh aturan"


def granted(browser: Browser) -> str:
    """File what rules grant; the address of its page."""
    submit_example(browser, SPPL)
    return f"/permohonan/{models.Application.objects.get().id}/"


def issued(browser: Browser) -> Page:
    """The page of a granted application whose document is signed."""
    address = granted(browser)
    document = document_queries.document_of(models.Application.objects.get().id)
    assert document is not None
    documents.issue(document=document.id, by=SYSTEM, at=clock.now())
    return browser.open(address)


def test_the_receipt_says_that_it_is_granted(browser: Browser) -> None:
    receipt = submit_example(browser, SPPL)
    assert "Seketika: disetujui" in receipt.text
    assert "Paling lambat" not in receipt.text
    pdf = browser.open(receipt.links_to("tanda-terima.pdf")[0])
    assert pdf.status == 200


def test_the_page_reloads_until_the_document_is_there(browser: Browser) -> None:
    page = browser.open(granted(browser))
    assert page.headers["Refresh"] == str(RELOAD_SECONDS)
    assert "Langsung disetujui" in page.text
    assert page.link("Lihat sekarang") == page.address
    page = issued_again(browser, page.address)
    assert "Refresh" not in page.headers
    assert page.links_to("dokumen.pdf")
    assert SAYS_WHY in page.text
    assert "Peraturan Bupati tentang Keputusan Otomatis" in page.text
    assert "otomatis menurut aturan" in page.text


def issued_again(browser: Browser, address: str) -> Page:
    document = document_queries.document_of(models.Application.objects.get().id)
    assert document is not None
    documents.issue(document=document.id, by=SYSTEM, at=clock.now())
    return browser.open(address)


def test_does_not_reload_for_ever_where_the_signer_is_away(
    browser: Browser, at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = granted(browser)
    later = clock.now() + dt.timedelta(minutes=3)
    monkeypatch.setattr(clock, "now", lambda: later)
    page = browser.open(address)
    assert "Refresh" not in page.headers
    assert "Langsung disetujui" not in page.text


def test_says_what_rules_could_not_confirm(sign_in: SignIn) -> None:
    browser = sign_in()
    farm = next(t for t in online()[SPPL].tests if t.name == "A farm asks for advice")
    submit(browser, fill(browser, online()[SPPL], farm))
    page = browser.open(f"/permohonan/{models.Application.objects.get().id}/")
    assert "Petugas yang melihatnya" in page.text
    assert "Lahannya paling luas satu hektare." in page.text
    assert "Denah atau foto lokasi" in page.text
    assert "Bangunannya kurang dari 500 m²." not in page.text
    assert SAYS_WHY not in page.text
    assert not page.links_to("tinjau/")


def test_a_fee_comes_first_and_the_receipt_says_what_follows(browser: Browser) -> None:
    receipt = submit_example(browser, TAX_RETURN)
    assert "Seketika, begitu biaya dibayar" in receipt.text
    page = browser.open(f"/permohonan/{models.Application.objects.get().id}/")
    assert SAYS_WHY not in page.text


def test_asks_a_person_and_reads_by_when(browser: Browser) -> None:
    page = issued(browser)
    form = browser.open(page.link("Minta ditinjau petugas"))
    after = browser.send(form, {"request": WRONG}, holding="request")
    assert after.address == page.address
    review = models.Review.objects.get()
    assert "Petugas menjawab paling lambat" in after.text
    assert WRONG in after.text
    assert not after.links_to("tinjau/")
    twice = browser.send(form, {"request": WRONG}, holding="request")
    assert twice.status == 200
    assert models.Review.objects.get() == review
    again = browser.open(form.address)
    assert again.address == page.address


def test_keeps_what_was_typed_where_it_is_too_short(browser: Browser) -> None:
    form = browser.open(issued(browser).link("Minta ditinjau petugas"))
    refused = browser.send(form, {"request": "Salah."}, holding="request")
    assert refused.status == 422
    assert refused.form("request").values["request"][0].strip() == "Salah."
    assert not models.Review.objects.exists()


def test_nobody_else_asks_or_corrects(browser: Browser, sign_in: SignIn) -> None:
    page = issued(browser)
    other = sign_in("0812-3333-4444")
    for path in ("tinjau/", "tinjau/perbaiki/"):
        assert other.client.get(page.address + path).status_code in {404, 405}
        assert other.client.post(page.address + path).status_code == 404
    assert not models.Review.objects.exists()


def test_offers_no_review_of_what_an_officer_decides(browser: Browser) -> None:
    submit_example(browser, "DKC-006")
    address = f"/permohonan/{models.Application.objects.get().id}/"
    assert browser.open(f"{address}tinjau/").status == 409
