"""At the front desk: a phone is added, an account joined, a NIK noted later."""

import datetime as dt

import msgspec
import pytest
from django.test import Client

from balarea.applications.tests.officer.conftest import Appoint, at_the_desk
from balarea.applications.tests.officer.test_front_desk import (
    DESK,
    NIK,
    begin_person,
    filed,
    text,
)
from balarea.catalogue import definition as engine
from balarea.foundation.operation import SYSTEM
from balarea.notices.models import Message
from balarea.people import auth
from balarea.people import operations as people_operations
from balarea.people import testing as people_testing
from balarea.people.models import Account, Contact, ContactCode
from balarea.people.rules import Action
from balarea.vault import operations as vault

pytestmark = pytest.mark.django_db
PHONE = "0812-5555-6666"


@pytest.fixture
def desk(services: dict[str, engine.Definition], appoint: Appoint) -> Client:
    return at_the_desk(appoint(["DKC"], actions=[Action.RECEIVE]))


def digits(at: dt.datetime) -> str:
    row = ContactCode.objects.latest("sent_at", "id")
    content = vault.open(
        sealed=row.sealed, case=row.id, name="code", by=SYSTEM, purpose="NOTIFY", at=at
    )
    return str(msgspec.json.decode(content)["code"])


def test_an_account_of_home_is_joined_at_the_desk_and_shows_its_cases(
    desk: Client, at: dt.datetime
) -> None:
    application = filed(desk)
    [owner] = application.owners
    contact, by = people_testing.verified_contact("+6281255556666", at)
    account = people_operations.open_account(contact=contact, by=by, at=at)
    page = f"{DESK}orang/{owner}/kontak/"

    # Without a look at the card, and with a wrong code, nothing is joined
    sent = {"step": "send", "contact": PHONE}
    assert "Lihat dulu KTP-nya" in text(desk.post(page, sent))
    answer = desk.post(page, {**sent, "card": "YES"})
    assert answer.headers["Location"] == f"{page}kode/"
    assert Message.objects.get(kind="DESK_CODE")
    assert desk.post(f"{page}kode/", {"code": "1234567"}).status_code == 422
    done = desk.post(f"{page}kode/", {"code": digits(at)})
    assert done.headers["Location"] == page
    assert "Akun disambungkan" in text(desk.get(page))

    # Then the account shows what was filed at the desk, and how it came there
    browser = signed_in(contact, account, at)
    assert f"/permohonan/{application.id}/" in text(browser.get("/permohonan/"))
    assert "melihat KTP Anda" in text(browser.get("/akun/"))
    answer = desk.post(DESK, {"address": PHONE, "step": "find"})
    assert answer.headers["Location"] == f"{DESK}orang/{owner}/"

    # And once separated there, it shows it no more
    assert browser.post("/akun/lepaskan/").status_code == 302
    assert browser.get(f"/permohonan/{application.id}/").status_code == 404
    assert "melihat KTP Anda" not in text(browser.get("/akun/"))


def signed_in(contact: Contact, account: Account, at: dt.datetime) -> Client:
    """The browser of somebody at home who signed in to their account."""
    client = Client()
    client.force_login(account)
    session = client.session
    session[auth.CONTACT] = str(contact.id)
    session[auth.SINCE] = at.timestamp()
    session.save()
    return client


def test_a_phone_is_noted_and_taken_off_and_a_nik_follows(
    desk: Client, at: dt.datetime
) -> None:
    owner = begin_person(desk, nik="")
    page = f"{DESK}orang/{owner}/kontak/"
    assert desk.get(f"{page}kode/").headers["Location"] == page
    desk.post(page, {"step": "send", "contact": PHONE, "card": "YES"})
    desk.post(f"{page}kode/", {"code": digits(at)})
    contact = Contact.objects.get(person=owner)
    shown = text(desk.get(page))
    assert contact.masked in shown
    assert desk.post(page, {"step": str(contact.id)}).status_code == 302
    assert contact.masked not in text(desk.get(page))
    card = f"{DESK}orang/{owner}/kartu/"
    typed = {"name": "Siti Rahayu", "born_on": "01-07-1990"}
    assert desk.post(card, {**typed, "nik": "123"}).status_code == 422
    assert desk.post(card, {**typed, "nik": NIK}).status_code == 302
    answer = desk.post(DESK, {"nik": NIK, "step": "find"})
    assert answer.headers["Location"] == f"{DESK}orang/{owner}/"
    assert "Betulkan isi KTP" in text(desk.get(f"{DESK}orang/{owner}/"))


def test_who_takes_in_nowhere_reaches_neither_contacts_nor_card(
    desk: Client, appoint: Appoint
) -> None:
    owner = begin_person(desk)
    reader = at_the_desk(appoint(["DKC"], actions=[Action.READ]))
    for name in ("kontak/", "kartu/"):
        assert reader.get(f"{DESK}orang/{owner}/{name}").status_code == 403
