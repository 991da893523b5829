"""Paying on the phone that shows the code, and the receipt to take along."""

import io

import pytest
import zxingcpp
from django.test import override_settings
from PIL import Image

from balarea.applications import models
from balarea.applications.operations import sealed_contents
from balarea.applications.rules import State
from balarea.applications.tests.citizen.browsing import Browser
from balarea.applications.tests.citizen.conftest import SignIn
from balarea.applications.tests.citizen.test_paying import (
    application,
    bill_of,
    expired,
    pay,
)
from balarea.documents.tests import printed
from balarea.foundation import clock, money, references
from balarea.foundation.operation import SYSTEM
from balarea.payments.rules import Outcome

__all__ = ["application"]

pytestmark = pytest.mark.django_db


def tracking(application: models.Application) -> str:
    application = models.Application.objects.select_related("tracking__key").get()
    secret = sealed_contents.open_tracking_secret(
        application=application, by=SYSTEM, at=clock.now()
    )
    return f"/lacak/{application.reference}/{secret}/"


def test_the_code_is_saved_as_a_picture_that_a_bank_reads(
    browser: Browser, application: models.Application
) -> None:
    bill = bill_of(application)
    number = references.pretty(bill.number)
    page = browser.open(f"/permohonan/{application.id}/")
    tracked = Browser().open(tracking(application))
    for shown, client in ((page, browser.client), (tracked, Browser().client)):
        got = client.get(shown.link("Simpan kode sebagai gambar"))
        assert got.headers["Content-Type"] == "image/png"
        assert f'filename="qris-{number}.png"' in got.headers["Content-Disposition"]
        assert got.headers["Content-Disposition"].startswith("attachment")
        assert got.headers["Cache-Control"] == "no-store"
        picture = Image.open(io.BytesIO(got.content))
        assert picture.width == picture.height >= 600
        assert len(got.content) < 100_000
        (code,) = zxingcpp.read_barcodes(picture)
        assert code.text == bill.qris


def test_says_how_to_pay_with_the_same_phone_and_which_number_to_copy(
    browser: Browser, application: models.Application
) -> None:
    page = browser.open(f"/permohonan/{application.id}/")
    for words in ("tangkapan layar", "aplikasi bank", "galeri"):
        assert words in page.text
    number = references.pretty(bill_of(application).number)
    assert f'<span class="ref whole-tap">{number}</span>' in page.html


def test_a_code_that_ran_out_is_saved_by_nobody(
    browser: Browser, application: models.Application
) -> None:
    expired(application)
    assert "Simpan kode" not in browser.open(f"/permohonan/{application.id}/").text
    case, public = f"/permohonan/{application.id}/", tracking(application)
    assert browser.client.get(f"{case}qris.png").status_code == 404
    assert Browser().client.get(f"{public}qris.png").status_code == 404


def test_the_code_is_shown_to_nobody_else(
    sign_in: SignIn, application: models.Application
) -> None:
    stranger = sign_in("0812-9999-8888")
    address = f"/permohonan/{application.id}/"
    assert stranger.client.get(f"{address}qris.png").status_code == 404
    assert stranger.client.get(f"{address}bukti-bayar.pdf").status_code == 404
    wrong = f"/lacak/{application.reference}/AAAAAAAAAA/qris.png"
    assert stranger.client.get(wrong).status_code == 404


@pytest.mark.parametrize("is_demo", [True, False])
def test_the_receipt_of_a_payment_is_a_file(
    browser: Browser, application: models.Application, is_demo: bool
) -> None:
    address = f"/permohonan/{application.id}/"
    assert browser.client.get(f"{address}bukti-bayar.pdf").status_code == 404
    bill = bill_of(application)
    assert pay(bill) == Outcome.PAID
    assert models.Application.objects.get().state == State.RECEIVED
    page = browser.open(address)
    with override_settings(BALAREA_DEMO=is_demo):
        got = browser.client.get(page.link("Bukti pembayaran (PDF)"))
    number = references.pretty(bill.number)
    wanted = f'filename="bukti-bayar-{number}.pdf"'
    assert wanted in got.headers["Content-Disposition"]
    text = printed.text(got.content)
    paid_at = bill_of(application).paid_at
    assert paid_at is not None
    paid = clock.local(paid_at)
    for words in (
        "Bukti Pembayaran",
        number,
        money.format_rupiah(bill.amount),
        f"{paid:%H.%M} WIB",
        "Bukan keputusan",
        "tidak bertanda tangan elektronik",
    ):
        assert words in text
    assert not printed.codes(got.content)
    assert b"/ByteRange" not in got.content  # no signature, as it says
