"""A file used again, through the pages: offered, taken by a yes, seen by an officer."""

import pytest

from balarea.applications import models
from balarea.applications.tests.citizen.browsing import Browser, Page
from balarea.applications.tests.citizen.conftest import SignIn, attach, begin, submit
from balarea.applications.tests.officer.conftest import (
    Appoint,
    File,
    at_the_desk,
    shipped,
)
from balarea.catalogue.testing import raw_answers, valid_example
from balarea.documents.models import Evidence
from balarea.foundation import clock

EARLIER, LATER = "DKC-012", "DNK-001"  # both ask for the applicant's identity card


@pytest.fixture
def browser(sign_in: SignIn) -> Browser:
    return sign_in()


def first_files(browser: Browser, service: str) -> Page:
    """Answer every page of a new draft; the page of its first requirement."""
    definition = shipped()[service]
    answers = raw_answers(
        definition, valid_example(definition), clock.today(clock.now())
    )
    page = browser.open(begin(browser, service))
    page = browser.open(page.links_to("/isi/")[0])
    for _ in range(20):
        if "/berkas/" in page.address:
            return page
        page = browser.send(page, answers, holding="_asked")
    raise AssertionError(page.address)


def use(browser: Browser, page: Page) -> Page:
    """Press the first yes."""
    action = next(form.action for form in page.read.forms if "/pakai/" in form.action)
    form = next(form for form in page.read.forms if form.action == action)
    return browser.open(browser.client.post(action, form.values).headers["Location"])


def test_is_offered_looked_at_taken_and_removed(file: File, browser: Browser) -> None:
    earlier = file(EARLIER)
    page = first_files(browser, LATER)
    assert page.address.split("#")[0].endswith("/berkas/R1/")
    assert "Pakai lagi" in page.text
    assert "Dari permohonan" in page.text
    assert (
        browser.client.get(page.links_to(f"{earlier.id}/berkas/")[0]).status_code == 200
    )
    assert not Evidence.objects.exclude(case=earlier.id).exists(), "nothing by itself"
    page = use(browser, page)
    assert "Tersimpan" in page.text
    assert "dipakai lagi dari permohonan" in page.text
    assert "Pakai lagi" not in page.text
    removal = next(form.action for form in page.read.forms if "hapus" in form.action)
    browser.client.post(removal)
    assert "Pakai lagi" in browser.open(page.address).text
    seen = browser.open(f"/permohonan/{earlier.id}/").text
    assert "Untuk dipakai lagi dalam permohonan Anda yang lain" in seen


def test_says_which_register_has_it_already(browser: Browser) -> None:
    page = first_files(browser, LATER)
    assert "Negara sudah memilikinya: Dukcapil." in page.text
    assert "Pakai lagi" not in page.text, "nothing was given before"


def test_the_officer_sees_where_it_comes_from(
    file: File, browser: Browser, appoint: Appoint
) -> None:
    file(EARLIER)
    page = use(browser, first_files(browser, LATER))
    example = valid_example(shipped()[LATER])
    page = browser.open(page.link("Lanjut"))
    while "/berkas/" in page.address:
        page = attach(browser, page, example)
    submit(browser, page.address)
    application = models.Application.objects.get(service=LATER)
    client = at_the_desk(appoint([application.agency]))
    seen = client.get(f"/petugas/permohonan/{application.id}/").content.decode()
    assert "dipakai lagi dari permohonan" in seen


def test_nobody_else_presses_it(file: File, browser: Browser, sign_in: SignIn) -> None:
    file(EARLIER)
    page = first_files(browser, LATER)
    action = next(form.action for form in page.read.forms if "/pakai/" in form.action)
    other = sign_in("0812-9999-8888")
    assert other.client.post(action).status_code == 404
    theirs = first_files(other, LATER)
    assert "Pakai lagi" not in theirs.text
    source = action.rstrip("/").rsplit("/", 1)[1]
    guessed = theirs.address.split("#")[0] + f"pakai/{source}/"
    assert other.client.post(guessed).status_code == 409
    assert not Evidence.objects.filter(origin="REUSED").exists()
