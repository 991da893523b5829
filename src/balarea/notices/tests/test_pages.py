import datetime as dt
import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from balarea.foundation import ids
from balarea.foundation.operation import SYSTEM, Actor, ActorKind, operation
from balarea.notices import operations, permissions, queries
from balarea.notices.models import Message
from balarea.notices.tests.conftest import CODE, MAILBOX, PHONE, Post
from balarea.notices.views import officer
from balarea.people import auth
from balarea.people import models as people
from balarea.people.addresses import Address
from balarea.people.operations import codes
from balarea.people.queries import Scope, anonymous_actor

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
    """A desk with these rights in one agency or in several, already signed in."""

    def sit(agency: str, *actions: str) -> Client:
        first, *_ = codes = agency.split()
        office = people.Agency(code=first, short_name=first)
        clerk = people.Officer(name="Dedi", position="Penata", agency=office)
        rights = frozenset(actions)
        scope = Scope(clerk, tuple((code, frozenset(), rights) for code in codes))
        actor = Actor(ActorKind.OFFICER, ids.uuid7(), first)
        session = auth.OfficerSession(scope=scope, actor=actor)
        monkeypatch.setattr(auth, "officer_session_of", lambda request: session)
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


def fail_a_code(at: Any, address: str) -> UUID:
    """Request a code that no carrier delivers."""
    before = set(Message.objects.values_list("id", flat=True))
    codes.request_code(
        address=Address("EMAIL" if "@" in address else "PHONE", address),
        purpose="SIGN_IN",
        network="n",
        language="id",
        by=anonymous_actor(),
        at=at,
    )
    message = Message.objects.exclude(id__in=before).get()
    operations.send(message=message.id, by=SYSTEM, at=at)
    assert queries.message(message.id).state == "FAILED"
    return message.id


def test_a_failed_code_is_seen_by_whoever_oversees_the_mall(
    at: Any, settings: Any, desk: Any
) -> None:
    settings.BALAREA_NOTICE_PROVIDERS = {}
    of_mail, of_phone = fail_a_code(at, MAILBOX), fail_a_code(at, PHONE)
    shown = desk("DPM BPN", "OVERSEE").get(FAILED).content.decode()
    assert shown.count("Kode sekali pakai") == 2
    assert "r***@c***.id" in shown
    assert "+62********234" in shown
    for hidden in (MAILBOX, PHONE, PHONE[3:], str(of_mail), str(of_phone)):
        assert hidden not in shown
    assert "/petugas/permohonan/" not in re.findall("<main.*</main>", shown, re.S)[0]


@pytest.mark.parametrize("actions", [("READ",), ("READ", "DECIDE", "OVERSEE")])
def test_a_failed_code_is_not_for_officers_of_one_agency(
    at: Any, settings: Any, desk: Any, actions: tuple[str, ...]
) -> None:
    settings.BALAREA_NOTICE_PROVIDERS = {}
    fail_a_code(at, MAILBOX)
    assert "r***@c***.id" not in desk("DPM", *actions).get(FAILED).content.decode()


def test_whoever_oversees_sees_no_message_about_a_case(
    post: Post, at: Any, settings: Any, desk: Any
) -> None:
    settings.BALAREA_NOTICE_PROVIDERS = {}
    deliver(post, at)
    assert "7K3-M9Q-XAC" not in desk("DPM", "OVERSEE").get(FAILED).content.decode()


@pytest.mark.parametrize("actions", [("OVERSEE",), ("OVERSEE", "READ")])
def test_nobody_sends_a_code_again_that_has_run_out(
    at: Any, settings: Any, desk: Any, actions: tuple[str, ...]
) -> None:
    settings.BALAREA_NOTICE_PROVIDERS = {}
    message = fail_a_code(at, MAILBOX)
    assert desk("DPM BPN", *actions).post(f"{FAILED}{message}/").status_code == 404
    assert queries.message(message).state == "FAILED"


def test_the_list_of_failures_is_for_officers() -> None:
    assert Client().get(FAILED).status_code == 302


@operation
def fail_many(
    *, post: Post, services: list[str], by: Actor, at: dt.datetime
) -> list[str]:
    """Messages without a carrier, one a service; their ids, the oldest first."""
    messages = [post(agency=one.split("-")[0], service=one) for one in services]
    for message in messages:
        operations.send(message=message.id, by=by, at=at)
    return [str(message.id) for message in messages]


@pytest.fixture
def at_services(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Client]:
    """A desk that may read some services only, as "DPM-002 BPN-001"."""

    def sit(services: str) -> Client:
        grants = tuple(
            (one.split("-")[0], frozenset([one]), frozenset(["READ"]))
            for one in services.split()
        )
        office = people.Agency(code="DPM", short_name="DPM")
        clerk = people.Officer(name="Dedi", position="Penata", agency=office)
        actor = Actor(ActorKind.OFFICER, ids.uuid7(), "DPM")
        session = auth.OfficerSession(scope=Scope(clerk, grants), actor=actor)
        monkeypatch.setattr(auth, "officer_session_of", lambda request: session)
        return Client()

    return sit


def test_failures_of_another_service_hide_none_of_ones_own(
    post: Post, at: Any, settings: Any, at_services: Any
) -> None:
    settings.BALAREA_NOTICE_PROVIDERS = {}
    services = ["DPM-002", *["DPM-001"] * 101, "BPN-001"]
    ids = fail_many(post=post, services=services, by=SYSTEM, at=at)
    shown = at_services("DPM-002").get(FAILED).content.decode()
    assert ids[0] in shown
    assert "1 pesan tidak sampai" in shown
    assert not any(one in shown for one in ids[1:])
    both = at_services("DPM-002 BPN-001").get(FAILED).content.decode()
    assert both.index(ids[-1]) < both.index(ids[0])  # the newest first
    nobody = at_services("DPM-003").get(FAILED).content.decode()
    assert "Semua pesan sudah sampai" in nobody


def test_all_failures_are_counted_and_found_page_by_page(
    post: Post,
    at: Any,
    settings: Any,
    desk: Any,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: Any,
) -> None:
    settings.BALAREA_NOTICE_PROVIDERS = {}
    monkeypatch.setattr(officer, "PAGE", 3)
    ids = fail_many(post=post, services=["DPM-001"] * 7, by=SYSTEM, at=at)
    client, linked = desk("DPM BPN", "READ"), []
    for page in (1, 2, 3):
        with django_assert_num_queries(3):  # how many, which, and why
            shown = client.get(FAILED, {"halaman": page}).content.decode()
        assert "7 pesan tidak sampai" in shown
        linked += re.findall(r"/petugas/pesan/([0-9a-f-]{36})/", shown)
    assert linked == ids[::-1]


def test_what_is_listed_is_what_the_grants_reach(
    post: Post, at: Any, settings: Any
) -> None:
    settings.BALAREA_NOTICE_PROVIDERS = {}
    services = ["DPM-001", "DPM-002", "BPN-001", "DKC-001"]
    ids = fail_many(post=post, services=services, by=SYSTEM, at=at)
    read, oversee = frozenset(["READ"]), frozenset(["OVERSEE"])
    one, all_ = frozenset(["DPM-002"]), frozenset[str]()
    for grants, reached in [
        ((), []),
        ((("DPM", one, read),), ["DPM-002"]),
        ((("DPM", one, read), ("DPM", all_, read)), ["DPM-001", "DPM-002"]),
        ((("DPM", one, read), ("BPN", all_, oversee)), ["DPM-002"]),
        ((("BPN", all_, read), ("DKC", all_, read)), ["BPN-001", "DKC-001"]),
    ]:
        scope = Scope(people.Officer(), grants)
        rows = queries.failed(permissions.reach(scope))
        assert [row.service for row in rows] == reached[::-1]
    assert len(ids) == 4
