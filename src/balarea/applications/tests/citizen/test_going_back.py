"""Going back in the browser after filing leads to where the case is now."""

import pytest

from balarea.applications import models
from balarea.applications.tests.citizen.browsing import Browser
from balarea.applications.tests.citizen.conftest import (
    SignIn,
    begin,
    fill,
    online,
    submit,
)
from balarea.documents.models import Evidence

PARTS = [
    "isi/identity/",
    "isi/reason/?tambahan=1",
    "berkas/R1/",
    "berkas/R1/?tersimpan=1",
    "perbaiki/",
    "periksa/",
    "hapus/",
]


@pytest.fixture
def filed(sign_in: SignIn) -> tuple[Browser, str]:
    """A browser, and the address of what was filed in it."""
    browser, definition = sign_in(), online()["DKC-006"]
    good = next(t for t in definition.tests if not t.expect.problems)
    submit(browser, fill(browser, definition, good))
    return browser, f"/permohonan/{models.Application.objects.get().id}/"


@pytest.mark.parametrize("part", PARTS)
def test_every_page_of_the_draft_leads_to_the_case(
    filed: tuple[Browser, str], part: str
) -> None:
    browser, home = filed
    answer = browser.client.get(home + part)
    assert (answer.status_code, answer.headers.get("Location")) == (302, home)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Permohonan diterima" in browser.open(home).text


def test_what_is_sent_from_an_old_page_changes_nothing(
    filed: tuple[Browser, str],
) -> None:
    browser, home = filed
    file = Evidence.objects.all()[0]
    old = f"{home}berkas/{file.requirement}/"
    for address in (f"{home}isi/identity/", old, f"{old}{file.id}/hapus/"):
        answer = browser.client.post(address, {"full_name": "Orang Lain"})
        assert answer.headers.get("Location") == home
    assert Evidence.objects.filter(id=file.id).exists()


@pytest.mark.parametrize("part", PARTS)
def test_to_anybody_else_there_is_no_such_page(
    filed: tuple[Browser, str], sign_in: SignIn, part: str
) -> None:
    _, home = filed
    stranger = sign_in("0813-9999-8888")
    assert stranger.client.get(home + part).status_code == 404


def test_a_draft_still_opens(sign_in: SignIn) -> None:
    browser = sign_in()
    home = begin(browser, "DKC-006")
    assert browser.open(f"{home}berkas/R1/").status == 200
