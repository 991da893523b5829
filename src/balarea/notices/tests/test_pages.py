from typing import Any

import pytest
from django.test import Client

from balarea.foundation import ids
from balarea.foundation.operation import SYSTEM, Actor, ActorKind
from balarea.notices import operations, queries
from balarea.notices.tests.conftest import CODE, MAILBOX, PHONE, Post
from balarea.people import doors
from balarea.people import models as people
from balarea.people.queries import Scope

pytestmark = pytest.mark.django_db
FAILED = "/petugas/pesan/"


@pytest.fixture(autouse=True)
def demo(settings: Any) -> None:
    settings.BALAREA_DEMO = True


def mailbox(query: str = "") -> str:
    answer = Client().get("/peraga/pesan/", {"q": query} if query else {})
    assert answer.status_code == 200
    return answer.content.decode()


def deliver(post: Post, at: Any, **given: Any) -> None:
    operations.send(message=post(**given).id, by=SYSTEM, at=at)


def test_the_mailbox_shows_a_code_that_one_can_read_and_links_one_can_follow(
    post: Post, at: Any
) -> None:
    deliver(post, at, kind="CODE", address=PHONE, hidden={"code": CODE})
    deliver(post, at, hidden={"reference": "7K3M9QXAC", "secret": "ACDEFGHJKM"})
    shown = mailbox()
    assert CODE in shown
    assert '/lacak/7K3M9QXAC/ACDEFGHJKM/"' in shown
    assert shown.index(MAILBOX) < shown.index(PHONE)  # the newest first


@pytest.mark.parametrize("typed", ["0813 9000 1234", "+62 813-9000-1234", PHONE])
def test_an_address_is_found_however_it_is_typed(
    post: Post, at: Any, typed: str
) -> None:
    deliver(post, at, address=PHONE)
    deliver(post, at)
    shown = mailbox(typed)
    assert PHONE in shown
    assert MAILBOX not in shown


def test_an_empty_mailbox_says_what_to_do() -> None:
    assert "/layanan/" in mailbox()
    assert mailbox("<script>alert(1)</script>").count("<script") == 0


def test_a_letter_is_shown_as_text(post: Post, at: Any) -> None:
    deliver(post, at, params={"reference": "<script>alert(1)</script>"})
    assert "<script>alert" not in mailbox()


def test_the_mailbox_is_shut_outside_a_demonstration(settings: Any) -> None:
    settings.BALAREA_DEMO = False
    assert Client().get("/peraga/pesan/").status_code == 404


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Any:
    """An officer's desk with these rights, already signed in."""

    def sit(agency: str, *actions: str) -> Client:
        office = people.Agency(code=agency, short_name=agency)
        officer = people.Officer(name="Dedi", position="Penata", agency=office)
        scope = Scope(officer, ((agency, frozenset(), frozenset(actions)),))
        actor = Actor(ActorKind.OFFICER, ids.uuid7(), agency)
        found = doors.Desk(scope=scope, actor=actor)
        monkeypatch.setattr(doors, "desk_of", lambda request: found)
        return Client()

    return sit


def test_officers_see_what_failed_and_send_it_again(
    post: Post, at: Any, settings: Any, desk: Any
) -> None:
    settings.BALAREA_NOTICE_PROVIDERS = {}
    message = post()
    operations.send(message=message.id, by=SYSTEM, at=at)
    address = f"{FAILED}{message.id}/"
    elsewhere = desk("BPN", "READ")
    assert address not in elsewhere.get(FAILED).content.decode()
    assert elsewhere.post(address).status_code == 404
    here = desk("DPM", "READ")
    shown = here.get(FAILED).content.decode()
    assert address in shown
    assert MAILBOX not in shown
    assert here.post(address, follow=True).redirect_chain == [(FAILED, 302)]
    assert queries.message(message.id).state == "QUEUED"


def test_the_list_of_failures_is_for_officers() -> None:
    assert Client().get(FAILED).status_code == 302
