"""Tracking without signing in: both words show the state, and no personal data."""

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from balarea.applications import models
from balarea.applications.operations import sealed_contents, tracking
from balarea.applications.tests.citizen.browsing import Browser
from balarea.applications.tests.citizen.conftest import SignIn, online, submit_example
from balarea.documents.tests import printed
from balarea.foundation import clock, references
from balarea.foundation.operation import SYSTEM


@pytest.fixture
def words(sign_in: SignIn) -> tuple[str, str]:
    """The reference and the secret of a filed application."""
    browser = sign_in()
    submit_example(browser, "DKC-006")
    application = models.Application.objects.select_related("tracking__key").get()
    secret = sealed_contents.open_tracking_secret(
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
    receipt = submit_example(browser, "DKC-006")
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
    assert "+628121111" not in page.html.replace("-", "").replace(" ", "")


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


@pytest.mark.parametrize("slash", ["/", ""])
def test_a_link_that_was_written_otherwise_leads_to_the_page(
    words: tuple[str, str], slash: str
) -> None:
    reference, secret = words
    parts = references.pretty(reference), f"{secret[:5]}-{secret[5:]}"
    typed = "/lacak/{}/{}".format(*parts).lower()
    client = Client()
    answer = client.get(typed + slash)
    if not slash:
        answer = client.get(answer.headers["Location"])
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/lacak/{reference}/{secret}/"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.get(answer.headers["Location"]).status_code == 200


def test_says_one_sentence_when_the_words_are_wrong(words: tuple[str, str]) -> None:
    browser = Browser()
    typed = {"reference": words[0], "secret": words[1][::-1]}
    page = browser.send(browser.open("/lacak/"), typed, holding="secret")
    assert page.status == 422
    assert "Nomor dan kode ini tidak cocok." in page.text


def _tries(reference: str, network: str, count: int) -> list[int]:
    client = Client(REMOTE_ADDR=network)
    return [client.get(f"/lacak/{reference}/WRONG/").status_code for _ in range(count)]


def test_is_not_guessed_by_trying(words: tuple[str, str]) -> None:
    most = tracking.MAX_TRIES_PER_REFERENCE
    assert _tries(words[0], "192.0.2.1", most) == [404] * most
    assert _tries(words[0], "192.0.2.1", 2) == [429, 429]
    assert _tries(words[0], "192.0.2.2", 1) == [404]


def test_strangers_never_lock_out_who_holds_the_secret(words: tuple[str, str]) -> None:
    """Neither from elsewhere nor from behind the same address of a mobile network."""
    _tries(words[0], "192.0.2.1", tracking.MAX_TRIES_PER_REFERENCE + 1)
    for network in ("192.0.2.1", "192.0.2.2"):
        client = Client(REMOTE_ADDR=network)
        assert client.get("/lacak/{}/{}/".format(*words)).status_code == 200


def test_guesses_from_many_networks_add_up(
    words: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tracking, "MAX_TRIES_PER_REFERENCE_IN_TOTAL", 5)
    unknown = next(r for r in iter(references.new, "") if r != words[0])
    for reference in (words[0], unknown):  # nobody learns which of them is known
        tried = [_tries(reference, f"192.0.2.{n}", 1)[0] for n in range(7)]
        assert tried == [404] * 5 + [429] * 2
    client = Client(REMOTE_ADDR="198.51.100.1")
    assert client.get("/lacak/{}/{}/".format(*words)).status_code == 200


def test_one_network_has_its_share_over_all_references(
    words: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tracking, "MAX_TRIES_PER_NETWORK", 3)
    tried = [_tries(references.new(), "192.0.2.1", 1)[0] for _ in range(5)]
    assert tried == [404] * 3 + [429] * 2


def test_ones_own_secret_gives_no_further_tries_at_others(
    words: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tracking, "MAX_TRIES_PER_NETWORK", 3)
    client, own = Client(REMOTE_ADDR="192.0.2.1"), "/lacak/{}/{}/".format(*words)
    tried = []
    for _ in range(5):
        tried += _tries(references.new(), "192.0.2.1", 1)
        assert client.get(own).status_code == 200
    assert tried == [404] * 3 + [429] * 2


def test_ones_own_secret_gives_back_the_tries_at_it(words: tuple[str, str]) -> None:
    own = "/lacak/{}/{}/".format(*words)
    for _ in range(2):
        _tries(words[0], "192.0.2.1", tracking.MAX_TRIES_PER_REFERENCE)
        assert Client(REMOTE_ADDR="192.0.2.1").get(own).status_code == 200
    assert _tries(words[0], "192.0.2.1", 1) == [404]


def test_a_wrong_secret_costs_as_much_as_an_unknown_reference(
    words: tuple[str, str],
) -> None:
    reference, secret = words
    unknown = next(r for r in iter(references.new, "") if r != reference)

    def statements_for(stored: str) -> list[list[str]]:
        with CaptureQueriesContext(connection) as seen:
            tracking.find(
                reference=stored,
                secret=secret[::-1],
                network="192.0.2.1",
                by=SYSTEM,
                at=clock.now(),
            )
        statements = (query["sql"] for query in seen)
        return [sql.split()[:3] for sql in statements if "foundation" in sql]

    assert statements_for(reference) == statements_for(unknown)
