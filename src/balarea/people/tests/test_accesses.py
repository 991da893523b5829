"""The list of accesses to one's contacts, page by page to the first one."""

import datetime as dt
from urllib.parse import unquote
from uuid import UUID

import pytest
from django.conf import settings
from django.contrib import auth as django_auth
from django.test import Client

from balarea.foundation import clock, ids
from balarea.foundation.operation import SYSTEM, Actor, ActorKind, operation
from balarea.people import addresses, auth, operations, queries
from balarea.transparency import operations as transparency
from balarea.vault.models import Access
from balarea.vault.queries import PAGE_SIZE

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
CAMAT = Actor(ActorKind.OFFICER, ids.uuid7(), "DKC", "Camat Contoh")
BUSY = Actor(ActorKind.OFFICER, ids.uuid7(), "DKC", "Verifikator Contoh")


@operation
def open_often(
    *,
    contact: UUID,
    times: int,
    purpose: str = "CONSULT",
    every: dt.timedelta = DAY,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Add `times` accesses, one each `every`, back from `at`."""
    transparency.record(type="OPENED", subject=contact, by=by, at=at)
    Access.objects.bulk_create(
        Access(
            case=contact,
            names=["contact"],
            actor_kind=by.kind,
            actor=by.id,
            office=by.office,
            purpose=purpose,
            at=at - n * every,
        )
        for n in range(times)
    )


@pytest.fixture
def contact(at: dt.datetime) -> UUID:
    address = addresses.parse("0812-1111-2222")
    return operations.find_or_create_contact(address=address, by=SYSTEM, at=at).id


@pytest.fixture
def page(contact: UUID, client: Client) -> Client:
    """A browser signed in with an account."""
    account = operations.open_account(
        contact=queries.contact(contact), by=SYSTEM, at=clock.now()
    )
    session = client.session
    session[django_auth.SESSION_KEY] = str(account.pk)
    session[django_auth.BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[django_auth.HASH_SESSION_KEY] = account.get_session_auth_hash()
    session[auth.CONTACT] = str(contact)
    session[auth.SINCE] = clock.now().timestamp()
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""
    return client


def read(page: Client, query: str = "") -> str:
    answer = page.get(f"/akun/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def older(text: str) -> str:
    """The address of the button to earlier accesses."""
    before = text[: text.index("Yang lebih lama")]
    return unquote(before.rpartition('href="')[2].partition("#")[0]).replace(
        "&amp;", "&"
    )


def test_turns_to_the_first_look_that_there_was(page: Client, contact: UUID) -> None:
    now = clock.now()
    open_often(contact=contact, times=1, by=CAMAT, at=now - 3 * PAGE_SIZE * DAY)
    open_often(contact=contact, times=2 * PAGE_SIZE + 1, by=BUSY, at=now)
    pages = [read(page)]
    assert "Halaman 1 dari 3." in pages[0]
    assert "Semua halaman daftar ini bersama-sama lengkap" in pages[0]
    while len(pages) < 3:
        pages.append(read(page, older(pages[-1])))
    assert [text.count(BUSY.office) for text in pages] == [PAGE_SIZE, PAGE_SIZE, 1]
    assert [text.count(CAMAT.office) for text in pages] == [0, 0, 1]
    assert "Yang lebih lama" not in pages[-1]


def test_messages_of_one_day_hide_nobodys_look(page: Client, contact: UUID) -> None:
    noon = clock.now().replace(hour=5, minute=0, second=0, microsecond=0) - DAY
    second = dt.timedelta(seconds=1)
    open_often(contact=contact, times=1, by=CAMAT, at=noon - DAY)
    open_often(
        contact=contact, times=60, purpose="NOTIFY", every=second, by=SYSTEM, at=noon
    )
    text = read(page)
    assert "60 kali hari itu" in text
    assert text.count(CAMAT.office) == 1
    assert "Daftar ini lengkap" in text


def test_the_looks_at_all_of_ones_contacts_stand_in_one_list(
    page: Client, contact: UUID, at: dt.datetime
) -> None:
    other = operations.find_or_create_contact(
        address=addresses.parse("rina@contoh.id"), by=SYSTEM, at=at
    )
    person = queries.contact(contact).person_id
    assert person is not None
    operations.link_contact(contact=other, person=person, by=SYSTEM, at=at)
    open_often(contact=contact, times=1, by=CAMAT, at=at)
    open_often(contact=other.id, times=1, by=BUSY, at=at - DAY)
    text = read(page)
    assert text.index(CAMAT.office) < text.index(BUSY.office)


def test_what_nobody_can_read_is_the_first_page(page: Client, contact: UUID) -> None:
    open_often(contact=contact, times=1, by=CAMAT, at=clock.now())
    assert CAMAT.office in read(page, "?dilihat=9&sampai=kemarin")
