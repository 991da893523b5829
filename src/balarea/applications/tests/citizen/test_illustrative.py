"""Fees and times are examples until the regency enacts its own, in a demo or not."""

import pytest
from django.test import override_settings

from balarea.applications import models
from balarea.applications.operations import sealed_contents
from balarea.applications.tests.citizen.browsing import Browser
from balarea.applications.tests.citizen.conftest import (
    SignIn,
    begin,
    fill,
    online,
    submit,
)
from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM

LABEL = "di halaman ini adalah contoh, bukan data resmi"


@pytest.mark.parametrize("service", ["POL-001", "DKC-006"])
@override_settings(BALAREA_DEMO=False)
def test_every_page_that_shows_a_fee_or_a_time_says_that_it_is_an_example(
    sign_in: SignIn, service: str
) -> None:
    browser, definition = sign_in(), online()[service]
    good = next(t for t in definition.tests if not t.expect.problems)
    check = fill(browser, definition, good)
    pages = [browser.open(f"/permohonan/baru/{service}/"), browser.open(check)]
    pages.append(submit(browser, check))
    application = models.Application.objects.select_related("tracking__key").get()
    secret = sealed_contents.open_tracking_secret(
        application=application, by=SYSTEM, at=clock.now()
    )
    pages += [
        browser.open(f"/permohonan/{application.id}/"),
        Browser().open(f"/lacak/{application.reference}/{secret}/"),
    ]
    pages.append(browser.open("/permohonan/"))
    pages.append(browser.open(f"/permohonan/{application.id}/isian/"))
    for page in pages:
        assert LABEL in page.text, page.address
        assert "Situs resmi" in page.text, "not a demonstration"


@override_settings(BALAREA_DEMO=False)
def test_the_way_to_a_filing_says_it_on_each_step(sign_in: SignIn) -> None:
    browser, definition = sign_in(), online()["DKC-006"]
    home = browser.open(begin(browser, definition.code))
    pages = [home, browser.open("/permohonan/")]
    pages += [browser.open(address) for address in home.links_to("/isi/")[:2]]
    pages += [browser.open(address) for address in home.links_to("/berkas/")[:1]]
    for part in ("/isi/", "/berkas/"):
        assert any(part in page.address for page in pages)
    for page in pages:
        assert page.status == 200, page.address
        assert LABEL in page.text, page.address
