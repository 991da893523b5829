"""Following without signing in: the state to whoever holds both words, no person."""

import pytest
from django.conf import settings
from django.test import Client

from balarea.applications import models
from balarea.applications.operations import following, tracking
from balarea.applications.tests.citizen.browsing import Browser
from balarea.applications.tests.citizen.conftest import SignIn, fill, online, submit
from balarea.documents.tests import printed
from balarea.foundation import clock, references
from balarea.foundation.operation import SYSTEM


@pytest.fixture
def words(sign_in: SignIn) -> tuple[str, str]:
    """The reference and the secret of a filed application."""
    browser = sign_in()
    definition = online()["DKC-006"]
    good = next(t for t in definition.tests if not t.expect.problems)
    submit(browser, fill(browser, definition, good))
    application = models.Application.objects.select_related("tracking__key").get()
    secret = following.tracking_secret(
        application=application, by=SYSTEM, at=clock.now()
    )
    return application.reference, secret


def test_shows_done_now_next_by_when_and_who(words: tuple[str, str]) -> None:
    page = Browser().open("/lacak/{}/{}/".format(*words))
    for text in (
        "Permohonan diterima",
        "Persyaratan diperiksa",
        "Keputusan dibuat",
        "Paling lambat",
        "Dinas Kependudukan",
        "Siapa yang melihat data saya",
    ):
        assert text in page.text


def test_is_where_the_qr_of_the_printed_receipt_leads(
    sign_in: SignIn, client: Client
) -> None:
    browser = sign_in()
    definition = online()["DKC-006"]
    good = next(t for t in definition.tests if not t.expect.problems)
    receipt = submit(browser, fill(browser, definition, good))
    file = browser.client.get(receipt.address.replace("terima/", "terima.pdf"))
    (address,) = printed.codes(file.content)
    assert address.startswith(f"{settings.BALAREA_BASE_URL}/lacak/")

    page = client.get(address.removeprefix(settings.BALAREA_BASE_URL))
    assert page.status_code == 200
    text = page.content.decode()
    application = models.Application.objects.get()
    assert references.pretty(application.reference) in text
    assert "Permohonan diterima" in text


def test_tells_of_the_person_no_more_than_a_masked_name(
    words: tuple[str, str],
) -> None:
    page = Browser().open("/lacak/{}/{}/".format(*words))
    definition = online()["DKC-006"]
    good = next(t for t in definition.tests if not t.expect.problems)
    name = str(good.answers["full_name"])
    assert name not in page.html
    assert name[0] + "*" in page.html
    assert "9999" not in page.html
    assert "0812" not in page.html
    assert "+62" not in page.html


def test_is_listed_and_kept_by_nobody(words: tuple[str, str]) -> None:
    page = Browser().open("/lacak/{}/{}/".format(*words))
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert not page.read.forms  # a browser would send them as from nowhere


def test_answers_a_wrong_secret_as_an_unknown_reference(
    words: tuple[str, str],
) -> None:
    reference, secret = words
    unknown = next(r for r in iter(references.new, "") if r != reference)
    client = Client()
    wrong = client.get(f"/lacak/{reference}/{secret[::-1]}/")
    nobody = client.get(f"/lacak/{unknown}/{secret}/")
    nonsense = client.get(f"/lacak/nonsense/{secret}/")
    assert {r.status_code for r in (wrong, nobody, nonsense)} == {404}
    assert _bare(wrong.content, reference, secret) == _bare(
        nobody.content, unknown, secret
    )


def _bare(content: bytes, reference: str, secret: str) -> str:
    text = content.decode()
    for word in (reference, secret, secret[::-1]):
        text = text.replace(word, "-")
    return text


def test_is_found_however_the_words_are_typed(words: tuple[str, str]) -> None:
    reference, secret = words
    browser = Browser()
    typed = {
        "reference": references.pretty(reference).lower(),
        "secret": f" {secret[:5]}-{secret[5:]} ".lower(),
    }
    page = browser.send(browser.open("/lacak/"), typed, holding="secret")
    assert page.address == f"/lacak/{reference}/{secret}/"


def test_says_one_sentence_when_the_words_are_wrong(words: tuple[str, str]) -> None:
    browser = Browser()
    typed = {"reference": words[0], "secret": words[1][::-1]}
    page = browser.send(browser.open("/lacak/"), typed, holding="secret")
    assert page.status == 422
    assert "Nomor dan kode ini tidak cocok." in page.text


def test_is_not_guessed_by_trying(words: tuple[str, str]) -> None:
    reference, secret = words
    client = Client()
    for _ in range(tracking._OF_REFERENCE):
        assert client.get(f"/lacak/{reference}/WRONG/").status_code == 404
    assert client.get(f"/lacak/{reference}/WRONG/").status_code == 429
    assert client.get(f"/lacak/{reference}/{secret}/").status_code == 429
