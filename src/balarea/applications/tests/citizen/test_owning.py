"""Every address of a case is its owner's alone, and nothing of it is kept anywhere."""

import pytest

from balarea.applications.tests.citizen.conftest import (
    SignIn,
    begin,
    fill,
    online,
    photo,
    submit_example,
)

DRAFT = ["", "isi/purpose/", "berkas/R1/", "periksa/", "hapus/"]
FILED = ["", "tanda-terima/", "tanda-terima.pdf", "isian/", "tarik/"]


@pytest.fixture
def draft(sign_in: SignIn) -> str:
    return begin(sign_in(), "POL-001")


@pytest.fixture
def filed(sign_in: SignIn) -> str:
    browser = sign_in()
    return submit_example(browser, "DKC-006").address.replace("tanda-terima/", "")


def test_leads_strangers_nowhere(sign_in: SignIn, draft: str, filed: str) -> None:
    stranger = sign_in("0813-9999-8888")
    for address in [*(draft + a for a in DRAFT), *(filed + a for a in FILED)]:
        assert stranger.open(address).status == 404, address
    for address in ["isi/purpose/", "periksa/", "hapus/", "berkas/R1/"]:
        sent = {"purpose": "WORK", "file": photo(), "seen_as": "x"}
        assert stranger.client.post(draft + address, sent).status_code == 404, address
    assert stranger.client.post(f"{filed}tarik/").status_code == 404
    assert stranger.client.post(f"{filed}tagihan/").status_code == 404
    assert stranger.open(f"{filed}dokumen.pdf").status == 404
    assert "Belum ada apa-apa" in stranger.open("/permohonan/").text


def test_gives_a_stranger_no_answer_that_a_key_got(sign_in: SignIn) -> None:
    owner = sign_in()
    definition = online()["DKC-006"]
    good = next(t for t in definition.tests if not t.expect.problems)
    check = fill(owner, definition, good)
    form = owner.open(check).form("seen_as")
    sent = {name: form.values[name][0] for name in ("idempotency_key", "seen_as")}
    assert owner.client.post(check, sent).status_code == 302
    stranger = sign_in("0813-9999-8888")
    assert stranger.client.post(check, sent).status_code == 404


def test_asks_whoever_is_not_signed_in(sign_in: SignIn, draft: str, filed: str) -> None:
    browser = sign_in()
    browser.client.logout()
    for address in [
        *(draft + a for a in DRAFT),
        *(filed + a for a in FILED),
        "/permohonan/",
    ]:
        response = browser.client.get(address)
        assert response.status_code == 302, address
        assert response.headers["Location"].startswith("/masuk/?lanjut=/permohonan/")


def test_is_kept_by_no_cache(sign_in: SignIn, draft: str, filed: str) -> None:
    browser = sign_in()
    for address in [*(draft + a for a in DRAFT), *(filed + a for a in FILED)]:
        headers = browser.open(address).headers
        assert headers["Cache-Control"] == "no-store", address
        assert headers["Referrer-Policy"] == "same-origin", address


def test_shows_all_that_is_mine(sign_in: SignIn, draft: str, filed: str) -> None:
    links = [href for href, _ in sign_in().open("/permohonan/").read.links]
    assert draft in links
    assert filed in links


def test_stays_small(sign_in: SignIn, draft: str, filed: str) -> None:
    browser = sign_in()
    for address in [*(draft + a for a in DRAFT), *(filed + a for a in FILED[:2])]:
        assert len(browser.open(address).html) < 45_000, address
