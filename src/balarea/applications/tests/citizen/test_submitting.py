"""Filing: once, what was seen, all problems at once, and a receipt that binds."""

from balarea.applications import models, queries
from balarea.applications.tests.citizen.browsing import Browser
from balarea.applications.tests.citizen.conftest import (
    begin,
    fill,
    online,
    submit,
)
from balarea.foundation import references
from balarea.payments import models as payments

LOST = "DKC-006"


def filled(browser: Browser, code: str) -> str:
    definition = online()[code]
    good = next(t for t in definition.tests if not t.expect.problems)
    return fill(browser, definition, good)


def test_files_once_however_often_it_is_pressed(browser: Browser) -> None:
    page = browser.open(filled(browser, LOST))
    first = browser.send(page, holding="seen_as")
    again = browser.send(page, holding="seen_as")
    assert first.address == again.address
    assert first.address.endswith("/tanda-terima/")
    assert models.Application.objects.count() == 1
    assert models.Filing.objects.count() == 1


def test_files_once_from_two_windows(browser: Browser) -> None:
    check = filled(browser, LOST)
    one, two = browser.open(check), browser.open(check)
    browser.send(one, holding="seen_as")
    assert browser.send(two, holding="seen_as").status == 200
    assert models.Filing.objects.count() == 1


def test_files_nothing_that_was_not_shown(browser: Browser) -> None:
    check = filled(browser, "POL-001")
    page = browser.open(check)
    other = browser.open(check.replace("periksa/", "isi/purpose/"))
    browser.send(other, {"purpose": "STUDY"}, holding="_asked")
    shown = browser.send(page, holding="seen_as")
    assert shown.status == 409
    assert "Ada yang berubah" in shown.text
    assert "sekolah" in shown.text
    assert not models.Application.objects.exists()
    assert browser.send(shown, holding="seen_as").address.endswith("/tanda-terima/")


def test_names_all_that_is_missing_with_its_address(browser: Browser) -> None:
    home = begin(browser, "POL-001")
    page = browser.open(f"{home}periksa/")
    assert "Masih ada" in page.text
    assert not any("seen_as" in form.names for form in page.read.forms)
    sent = {"idempotency_key": "k", "seen_as": _seen()}
    response = browser.client.post(f"{home}periksa/", sent, follow=True)
    html = response.content.decode()
    assert response.status_code == 422
    assert f'href="{home}isi/identity/#f-nik"' in html
    assert f'href="{home}berkas/R1/"' in html
    assert "<title>Galat: " in html
    assert not models.Application.objects.exists()


def _seen() -> str:
    return queries.fingerprint(models.Draft.objects.get().definition, {}, [])


def test_leads_to_the_application_after_it_is_filed(browser: Browser) -> None:
    check = filled(browser, LOST)
    submit(browser, check)
    home = check.removesuffix("periksa/")
    assert browser.open(check).address == home
    assert browser.open(f"{home}isi/identity/").address == home
    assert "Sampai di mana" in browser.open(home).text


def test_gives_a_receipt_that_binds_both_sides(browser: Browser) -> None:
    receipt = submit(browser, filled(browser, LOST))
    application = models.Application.objects.get()
    assert references.pretty(application.reference) in receipt.text
    assert application.definition in receipt.html.replace("<wbr>", "")
    assert "Bila lengkap, paling lambat" in receipt.text
    assert "Bila ada yang kurang, hari dihitung sejak" in receipt.text
    assert "<svg" in receipt.html
    pdf = browser.client.get(receipt.address.replace("terima/", "terima.pdf"))
    assert pdf.content.startswith(b"%PDF")
    assert pdf.headers["Cache-Control"] == "no-store"


def test_shows_how_the_fee_is_made_up_before_it_is_owed(browser: Browser) -> None:
    page = browser.open(filled(browser, "DPM-058"))
    assert "Rp900.000" in page.text
    assert "6 m²" in page.text
    assert "setelah disetujui" in page.text


def test_bills_the_fee_at_submission_and_nothing_else(browser: Browser) -> None:
    receipt = submit(browser, filled(browser, "POL-001"))
    assert "Bayar biayanya" in receipt.text
    home = receipt.address.replace("tanda-terima/", "")
    page = browser.open(home)
    assert "Giliran Anda" in page.text
    assert payments.Bill.objects.get().amount == 30_000
    assert "Rp30.000" in page.text


def test_takes_an_application_back_after_asking(browser: Browser) -> None:
    receipt = submit(browser, filled(browser, "POL-001"))
    home = receipt.address.replace("tanda-terima/", "")
    question = browser.open(f"{home}tarik/")
    assert "Tarik permohonan ini?" in question.text
    for unseen in ({}, {"seen": "RECEIVED"}):  # it waits for its fee
        answer = browser.client.post(question.address, unseen)
        assert answer.status_code == 409
        assert "berubah sejak halaman ini dibuka" in answer.content.decode()
        assert models.Application.objects.get().state == "AWAITING_FEE"
    browser.send(question, holding="seen")
    assert models.Application.objects.get().state == "WITHDRAWN"
    assert "Ditarik" in browser.open(home).text
    assert browser.client.post(question.address).status_code == 409
    assert "Rp30.000" not in browser.open(home).text


def test_shows_what_was_filed(browser: Browser) -> None:
    receipt = submit(browser, filled(browser, LOST))
    home = receipt.address.replace("tanda-terima/", "")
    page = browser.open(browser.open(home).link("Lihat yang Anda kirim"))
    assert "9999" in page.text
    file = browser.client.get(page.links_to("/berkas/")[0])
    assert file.headers["Content-Type"] in {"image/jpeg", "application/pdf"}


def test_prints_no_answer_in_an_address(browser: Browser) -> None:
    check = filled(browser, LOST)
    submit(browser, check)
    page = browser.open(check.removesuffix("periksa/"))
    assert not [href for href, _ in page.read.links if "9999" in href]
