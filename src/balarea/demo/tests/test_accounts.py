"""The page with codes of second factors, in demonstrations only."""

import datetime as dt
import json
from pathlib import Path

import pytest
from django.test import Client, override_settings

from balarea.demo import loading
from balarea.foundation import clock
from balarea.people import testing as people_testing
from balarea.people import totp
from balarea.people.rules import Action

CODE, LIST = "/petugas/masuk/kode/", "/peraga/akun/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def card(db: None, at: dt.datetime, tmp_path: Path) -> loading.Card:
    """A card as written by `loading`, with two officers and a citizen."""
    people_testing.open_agency("DKC", at)
    officer = people_testing.appoint("DKC", {Action.READ}, at)
    secrets = ("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    accounts = {
        f"officer{number}": {
            "name": "Ade Contoh",
            "agency": "DKC",
            "login": f"dkc.petugas{number}",
            "password": "sangat-rahasia",
            "totp_secret": secret,
        }
        for number, secret in enumerate(secrets)
    }
    citizen = {"name": "Siti Contoh", "contact": "+628120000001"}
    card = {"officer": str(officer.id), "accounts": {**accounts, "citizen": citizen}}
    (tmp_path / "demo.json").write_text(json.dumps(card))
    return card


def test_shows_the_code_of_this_moment_of_each_officer(
    card: loading.Card, tmp_path: Path, client: Client
) -> None:
    with override_settings(BALAREA_DEMO=True, DATA=tmp_path):
        before = clock.now()
        text = client.get(LIST).content.decode()
    for account in card["accounts"].values():
        if secret := account.get("totp_secret"):
            assert account["login"] in text
            moments = (before, before + dt.timedelta(seconds=totp.STEP))
            assert any(totp.code_at(secret, at) in text for at in moments)
            assert secret not in text
            assert account["password"] not in text
        else:
            assert account["contact"] in text
    assert "/peraga/pesan/" in text


def test_a_real_mall_shows_none(
    card: loading.Card, tmp_path: Path, client: Client
) -> None:
    with override_settings(BALAREA_DEMO=False, DATA=tmp_path):
        assert client.get(LIST).status_code == 404
    with override_settings(BALAREA_DEMO=True, DATA=tmp_path / "empty"):
        assert client.get(LIST).status_code == 404


def test_a_code_is_the_one_that_signs_in() -> None:
    secret, at = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", clock.now()
    code = totp.code_at(secret, at)
    assert totp.matching_counter(secret, code, at) == int(at.timestamp()) // totp.STEP
    assert 1 <= totp.seconds_left(at) <= totp.STEP


@pytest.mark.parametrize("is_demo", [True, False])
def test_the_code_page_leads_to_the_messages_in_a_demonstration_only(
    client: Client, is_demo: bool
) -> None:
    with override_settings(BALAREA_DEMO=is_demo):
        sent = client.post("/masuk/", {"contact": "0812 3456 7890"})
        text = client.get(sent.headers["Location"]).content.decode()
    assert 'name="code"' in text
    assert ('href="/peraga/pesan/"' in text) == is_demo
