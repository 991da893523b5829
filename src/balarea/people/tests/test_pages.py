"""Pages in a real browser: axe finds nothing, no script needed, passkeys work."""

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from tests import browser, sampling

from balarea.foundation.operation import SYSTEM
from balarea.people import models, operations
from balarea.people.tests.conftest import PASSWORD, SECRET, ReadCode, sign_in, totp

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)
DISPLAYS = [(w, lang) for w in (browser.PHONE, browser.DESK) for lang in ("id", "en")]
ONE_DISPLAY = pytest.mark.parametrize(
    ("width", "language"), sampling.one_of("sign-in", DISPLAYS, __file__)
)


def speak(page: "Page", base: str, language: str) -> None:
    page.context.add_cookies([{"name": "bahasa", "value": language, "url": base}])


@ONE_DISPLAY
def test_a_citizen_signs_in_without_script(
    live_server: "LiveServer",
    open_page: browser.OpenPage,
    read_code: ReadCode,
    *,
    width: int,
    language: str,
) -> None:
    page = open_page(width=width, script=False, base=live_server.url)
    speak(page, live_server.url, language)
    page.goto(live_server.url + "/masuk/")
    browser.check_page(page)
    page.locator("[name=contact]").fill("0812 0000 4321")
    page.locator("main form button").first.click()
    browser.check_page(page)
    page.locator("[name=code]").fill("000")
    page.locator("main form button").first.click()
    assert page.locator(".errors").is_visible()
    browser.check_page(page)
    page.locator("[name=code]").fill(read_code())
    page.locator("main form button").first.click()
    page.wait_for_url("**/akun/")
    browser.check_page(page)
    page.locator("form[action='/akun/buka/'] button").click()
    browser.check_page(page)


@ONE_DISPLAY
def test_an_officer_binds_an_app_at_the_first_sign_in(
    live_server: "LiveServer",
    open_page: browser.OpenPage,
    officer: models.Officer,
    *,
    width: int,
    language: str,
) -> None:
    page = open_page(width=width, base=live_server.url)
    speak(page, live_server.url, language)
    page.goto(live_server.url + "/petugas/masuk/?lanjut=/petugas/akun/")
    browser.check_page(page)
    page.locator("[name=login]").fill("dkc.petugas")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_url("**/siapkan/")
    page.locator("details summary").click()
    browser.check_page(page)
    secret = page.locator("code").inner_text().replace(" ", "")
    page.locator("[name=code]").fill(totp(secret))
    page.locator("main form button").first.click()
    browser.check_page(page)
    page.locator("main a.button").click()
    page.wait_for_url("**/petugas/akun/")
    browser.check_page(page)


def with_authenticator(page: "Page") -> None:
    """A virtual authenticator that always confirms."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
            }
        },
    )


def citizens_session(read_code: ReadCode) -> str:
    client = Client()
    sign_in(client, "0812 0000 4321", read_code)
    client.post("/akun/buka/")
    return client.cookies["sesi"].value


def officers_session(officer: models.Officer, at: dt.datetime) -> str:
    client = Client()
    operations.enrol_totp(account=officer.account, secret=SECRET, by=SYSTEM, at=at)
    client.post("/petugas/masuk/", {"login": "dkc.petugas", "password": PASSWORD})
    client.post("/petugas/masuk/kode/", {"code": totp()})
    return client.cookies["sesi"].value


@pytest.mark.parametrize("side", ["", "/petugas"], ids=["citizen", "officer"])
def test_a_passkey_is_made_and_signs_in(
    live_server: "LiveServer",
    open_page: browser.OpenPage,
    officer: models.Officer,
    read_code: ReadCode,
    at: dt.datetime,
    *,
    side: str,
) -> None:
    # A relying party must be a host name, not an IP address.
    base = live_server.url.replace("127.0.0.1", "localhost")
    session = officers_session(officer, at) if side else citizens_session(read_code)
    page = open_page(width=browser.DESK, base=base)
    page.context.add_cookies([{"name": "sesi", "value": session, "url": base}])
    with_authenticator(page)
    sent: list[str] = []
    page.on("request", lambda one: sent.append(f"{one.method} {one.url[len(base) :]}"))
    page.goto(f"{base}{side}/akun/bukti/kunci/")
    browser.check_page(page)
    if not side:
        page.locator("main form button").first.click()  # send the code
        page.locator("[name=code]").wait_for()
    page.locator("[name=code]").fill(totp() if side else read_code())
    page.locator("main form button").first.click()
    page.wait_for_url(f"{base}{side}/akun/")
    page.locator("form[data-passkey=make] button").click()
    # Shown once the confirmation is used up by the new passkey.
    page.locator(f"a[href='{side}/akun/bukti/kunci/']").wait_for()
    page.locator("form[action='/keluar/'] button").last.click()
    page.wait_for_url(f"{base}{side}/masuk/" if side else f"{base}/")
    page.goto(f"{base}{side}/masuk/?lanjut={side}/akun/")
    page.locator("form[data-passkey=use] button").click()
    page.wait_for_url(f"{base}{side}/akun/")
    assert page.locator(f"a[href='{side}/akun/bukti/kunci/']").count() == 1
    assert {f"POST {side}/akun/kunci/", f"POST {side}/masuk/kunci/"} <= set(sent)
