"""Fixtures: one-time codes as sent, and an officer."""

import datetime as dt
import time
from collections.abc import Callable

import msgspec
import pytest
from django.test import Client

from balarea.foundation.operation import SYSTEM
from balarea.people import addresses, models, operations, rules
from balarea.people import totp as totp_module
from balarea.vault import operations as vault

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PASSWORD = "empat kata yang mudah"

PHONE, MAIL = addresses.parse("081234567890"), addresses.parse("ani@contoh.id")

type ReadCode = Callable[[], str]


def open_code(code: models.ContactCode, at: dt.datetime) -> bytes:
    """The sealed content of a code: JSON with its address and digits."""
    return vault.open(
        sealed=code.sealed,
        case=code.id,
        name="code",
        by=SYSTEM,
        purpose="NOTIFY",
        at=at,
    )


@pytest.fixture
def read_code(at: dt.datetime) -> ReadCode:
    """A function that returns the digits of the newest code."""

    def read() -> str:
        newest = models.ContactCode.objects.order_by("-sent_at").first()
        assert newest is not None
        content = open_code(newest, at)
        digits: str = msgspec.json.decode(content)["code"]
        return digits

    return read


@pytest.fixture
def officer(db: None, at: dt.datetime) -> models.Officer:
    """A verifier of one agency, without a second factor."""
    details = {
        "name": "Dinas",
        "name_translations": {"en": "Agency"},
        "short_name": "Dinas",
    }
    agency = operations.open_agency(code="DKC", details=details, by=SYSTEM, at=at)
    appointed = operations.appoint(
        login="dkc.petugas",
        password=PASSWORD,
        name="Ade Contoh",
        position="Petugas",
        role=rules.Role.VERIFIER,
        agency=agency,
        by=SYSTEM,
        at=at,
    )
    operations.grant(
        officer=appointed,
        agency=agency,
        actions=[rules.Action.READ, rules.Action.VERIFY],
        by=SYSTEM,
        at=at,
    )
    return appointed


def totp(secret: str = SECRET, drift: int = 0) -> str:
    """The code that an authenticator app shows now."""
    now = dt.datetime.fromtimestamp(time.time(), dt.UTC)
    return totp_module.code_at(secret, now + drift * dt.timedelta(seconds=30))


def sign_in(client: Client, contact: str, read_code: ReadCode) -> None:
    """Sign in by both pages."""
    response = client.post("/masuk/", {"contact": contact})
    assert response.headers["Location"] == "/masuk/kode/"
    opened = client.post("/masuk/kode/", {"code": read_code()})
    assert opened.status_code == 302, opened.content


@pytest.fixture
def announced(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The events that the app announced."""
    events: list[object] = []
    collect: Callable[[object], None] = events.append
    monkeypatch.setattr("balarea.foundation.events.announce", collect)
    return events


def contact_of(address: addresses.Address, at: dt.datetime) -> models.Contact:
    return operations.find_or_create_contact(address=address, by=SYSTEM, at=at)


def account_of(address: addresses.Address, at: dt.datetime) -> models.Account:
    return operations.open_account(contact=contact_of(address, at), by=SYSTEM, at=at)
