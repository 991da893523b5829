"""An open session changes no way to sign in; its owner is informed of each change."""

import datetime as dt
import inspect
import re
from typing import Any

import pytest
from django.test import Client

from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM
from balarea.notices import queries as notices
from balarea.people import addresses, models, operations, queries, reauthentication
from balarea.people.operations import contacts, factors, officer_contacts, officers
from balarea.people.tests.conftest import (
    PASSWORD,
    SECRET,
    ReadCode,
    sign_in,
    totp,
)
from balarea.people.tests.conftest import (
    officer as officer,
)
from balarea.people.tests.conftest import (
    read_code as read_code,
)
from balarea.transparency.testing import entries_of

pytestmark = pytest.mark.django_db
OFFICERS = [
    ("aplikasi", "get", "/petugas/akun/aplikasi/"),
    ("aplikasi", "post", "/petugas/akun/aplikasi/"),
    ("cadangan", "post", "/petugas/akun/cadangan/"),
    ("kunci", "post", "/petugas/akun/kunci/"),
    ("kunci", "post", "/petugas/akun/kunci/hapus/1/"),
    ("kontak", "post", "/petugas/akun/kontak/"),
]
CITIZENS = [
    ("kontak", "post", "/akun/kontak/"),
    ("kunci", "post", "/akun/kunci/"),
    ("kunci", "post", "/akun/kunci/hapus/1/"),
]
MAIL = addresses.parse("ade@contoh.id")


@pytest.fixture
def desk(client: Client, officer: models.Officer, at: dt.datetime) -> models.Officer:
    """An officer who signed in this moment."""
    operations.enrol_totp(account=officer.account, secret=SECRET, by=SYSTEM, at=at)
    contact = operations.find_or_create_contact(address=MAIL, by=SYSTEM, at=at)
    operations.set_contact(officer=officer, contact=contact, by=SYSTEM, at=at)
    client.post("/petugas/masuk/", {"login": "dkc.petugas", "password": PASSWORD})
    client.post("/petugas/masuk/kode/", {"code": totp()})
    return officer


@pytest.mark.parametrize(("change", "method", "path"), OFFICERS)
def test_a_young_session_of_an_officer_changes_nothing(
    client: Client, desk: models.Officer, change: str, method: str, path: str
) -> None:
    before = entries_of(desk.account.id)
    leads = getattr(client, method)(path, {"contact": "x@contoh.id"})
    assert leads.headers["Location"] == f"/petugas/akun/bukti/{change}/"
    assert client.get("/petugas/akun/kunci/mulai/").status_code == 403
    assert entries_of(desk.account.id) == before


@pytest.mark.parametrize(("change", "method", "path"), CITIZENS)
def test_a_young_session_of_a_citizen_changes_nothing(
    client: Client, read_code: ReadCode, change: str, method: str, path: str
) -> None:
    sign_in(client, "081200000001", read_code)
    client.post("/akun/buka/")
    leads = getattr(client, method)(path, {"contact": "x@contoh.id"})
    assert leads.headers["Location"] == f"/akun/bukti/{change}/"
    assert client.get("/akun/kunci/mulai/").status_code == 403


def confirm(client: Client, change: str) -> str:
    answer = client.post(f"/petugas/akun/bukti/{change}/", {"code": totp()})
    return str(answer.headers.get("Location", answer.status_code))


def test_a_factor_opens_one_change_once(client: Client, desk: models.Officer) -> None:
    wrong = client.post("/petugas/akun/bukti/cadangan/", {"code": "000"})
    assert wrong.status_code == 422
    assert confirm(client, "cadangan") == "/petugas/akun/cadangan/"
    assert client.get("/petugas/akun/aplikasi/").status_code == 302  # another change
    made = client.post("/petugas/akun/cadangan/")
    assert made.content.decode().count("<code>") == 10
    assert client.post("/petugas/akun/cadangan/").status_code == 302  # once


def test_a_confirmation_is_over_after_a_few_minutes(
    client: Client, desk: models.Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    confirm(client, "aplikasi")
    assert client.get("/petugas/akun/aplikasi/").status_code == 200
    then = clock.now() + reauthentication.LIFE + dt.timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: then)
    assert client.get("/petugas/akun/aplikasi/").status_code == 302


def test_a_citizen_confirms_by_a_code_to_their_own_contact(
    client: Client, read_code: ReadCode
) -> None:
    sign_in(client, "081200000001", read_code)
    client.post("/akun/buka/")
    page = client.get("/akun/bukti/kontak/").content.decode()
    assert "001" in page
    client.post("/akun/bukti/kontak/")
    done = client.post("/akun/bukti/kontak/", {"code": read_code()})
    assert done.headers["Location"] == "/akun/kontak/"
    answer = client.post("/akun/kontak/", {"contact": "ani@contoh.id"})
    assert answer.headers["Location"] == "/akun/kontak/kode/"
    client.post("/akun/kontak/kode/", {"code": read_code()})
    [old, new] = queries.contacts(models.Person.objects.get().id)
    assert changes_sent_to(old) == ["CONTACT"]
    assert changes_sent_to(new) == []  # it was added after
    assert client.get("/akun/kontak/").status_code == 302


def changes_sent_to(contact: models.Contact) -> list[str]:
    """What was sent to a contact of changes."""
    rows = [one for one in notices.of_case(contact.id) if one.kind == "SIGN_IN"]
    assert {one.recipient_id for one in rows} <= {contact.sealed_id}
    return [one.params["what"] for one in reversed(rows)]


# A citizen's account and a desk's person; people/tests/test_desk_contacts.py.
AT_A_DESK = {"LINKED", "UNLINKED"}


def change_all(account: models.Account, at: dt.datetime) -> None:
    common: dict[str, Any] = {"account": account, "by": SYSTEM, "at": at}
    operations.change_password(password="lima kata yang lain", **common)
    operations.enrol_totp(secret=SECRET, **common)
    codes = operations.new_recovery_codes(**common)
    operations.check_recovery(typed=codes[0], **common)
    operations.add_passkey(credential={}, **common)
    [passkey] = queries.passkeys(account)
    operations.remove_passkey(passkey=passkey.pk, **common)
    factors.renew(password="enam kata yang lain", **common)
    factors.close(**common)


def test_every_change_is_told_to_the_officer_elsewhere(
    desk: models.Officer, at: dt.datetime
) -> None:
    change_all(desk.account, at)
    assert desk.contact is not None
    elsewhere = {"CONTACT"} | AT_A_DESK
    assert set(changes_sent_to(desk.contact)) == factors.NOTIFIED_CHANGES - elsewhere


def test_each_change_is_told_or_said_to_be_quiet() -> None:
    source = inspect.getsource(factors) + inspect.getsource(contacts)
    source += inspect.getsource(officers) + inspect.getsource(officer_contacts)
    named = set(re.findall(r'record_change\(\s*\S+, "([A-Z_]+)"', source))
    quiet = {"OPENED", "PASSWORD_REHASHED", "SIGNED_OUT"}
    assert named == factors.NOTIFIED_CHANGES - AT_A_DESK | quiet


def test_a_new_contact_is_told_to_the_one_before(
    client: Client, desk: models.Officer, read_code: ReadCode
) -> None:
    before = desk.contact
    assert before is not None
    assert confirm(client, "kontak") == "/petugas/akun/kontak/"
    client.post("/petugas/akun/kontak/", {"contact": "baru@contoh.id"})
    done = client.post("/petugas/akun/kontak/kode/", {"code": read_code()})
    assert done.headers["Location"] == "/petugas/akun/"
    assert changes_sent_to(before) == ["CONTACT"]
    desk.refresh_from_db()
    assert desk.contact != before


def test_the_contact_of_an_appointment_is_proved_before_the_first_factor(
    client: Client, officer: models.Officer, at: dt.datetime, read_code: ReadCode
) -> None:
    operations.set_unproved_address(officer=officer, address=MAIL, by=SYSTEM, at=at)
    form = {"login": "dkc.petugas", "password": PASSWORD}
    leads = client.post("/petugas/masuk/", form).headers["Location"]
    assert leads == "/petugas/masuk/kontak/"
    past = client.get("/petugas/masuk/siapkan/").headers["Location"]
    assert past == leads  # the password alone binds nothing
    wrong = client.post(leads, {"code": "0" * 6 if read_code() != "0" * 6 else "1" * 6})
    assert wrong.status_code == 422
    done = client.post(leads, {"code": read_code()})
    assert done.headers["Location"] == "/petugas/masuk/siapkan/"
    officer.refresh_from_db()
    assert officer.contact is not None
    assert officer.address is None
    assert client.get("/petugas/masuk/siapkan/").status_code == 200
    client.post("/petugas/masuk/siapkan/", {"code": totp(client.session["secret"])})
    assert changes_sent_to(officer.contact) == ["TOTP", "RECOVERY_CODES"]


def test_a_second_press_of_the_password_leads_to_the_same_code(
    client: Client, officer: models.Officer, at: dt.datetime, read_code: ReadCode
) -> None:
    operations.set_unproved_address(officer=officer, address=MAIL, by=SYSTEM, at=at)
    form = {"login": "dkc.petugas", "password": PASSWORD}
    for _ in range(2):
        leads = client.post("/petugas/masuk/", form).headers["Location"]
        assert leads == "/petugas/masuk/kontak/"
        assert client.get(leads).status_code == 200
    assert models.ContactCode.objects.count() == 1
    assert client.post(leads, {"code": read_code()}).status_code == 302
