"""The desk's screen: what an officer does there, and what is refused."""

import datetime as dt
import re

import pytest
from django.test import Client

from balarea.foundation import clock
from balarea.people import auth
from balarea.people.models import Site
from balarea.visits import models, testing
from balarea.visits.queries import tickets

pytestmark = pytest.mark.django_db
PAGE = "/petugas/loket/panggil/"


@pytest.fixture
def at() -> dt.datetime:
    """Pages read the clock themselves."""
    return clock.now()


@pytest.fixture
def site(at: dt.datetime) -> Site:
    return testing.mall(at, desks=20)


@pytest.fixture
def page(site: Site, at: dt.datetime) -> Client:
    clerk = testing.clerk(site, "A1", at, opens=False)
    client = Client()
    client.force_login(clerk.officer.account)
    session = client.session
    session[auth.SINCE] = session[auth.LAST_REQUEST] = at.timestamp()
    session.save()
    return client


def press(client: Client, do: str, **fields: str) -> str:
    """Press a button as the page has it, and return the page that follows."""
    shown = client.get(PAGE).content.decode()
    form = next(
        part for part in shown.split("<form")[1:] if f'name="do" value="{do}"' in part
    )
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    answer = client.post(f"{PAGE}lakukan/", {**hidden, **fields}, follow=True)
    return answer.content.decode()


def test_an_officer_opens_a_desk_calls_serves_and_finishes(
    site: Site, page: Client, at: dt.datetime
) -> None:
    ticket = testing.ticket(testing.queue(site), at)
    desk = models.Desk.objects.get(code="A1")
    assert "A001" in press(page, "open", desk=str(desk.id))
    shown = press(page, "next")
    assert 'data-key="r"' in shown
    assert 'http-equiv="refresh"' not in shown
    press(page, "start")
    assert "A001" in press(page, "hold", reason="PAYMENT", minutes="10")
    press(page, "resume")
    press(page, "finish")
    happened = [one.type for one in tickets.events(ticket)]
    assert happened == [*("ISSUED", "CALLED", "SERVING", "ON_HOLD", "RESUMED", "DONE")]
    press(page, "close")
    assert not models.DeskSession.objects.filter(closed_at=None).exists()


def test_what_changed_meanwhile_is_said_on_the_page_with_the_present_state(
    site: Site, page: Client, at: dt.datetime
) -> None:
    testing.ticket(testing.queue(site), at)
    desk = models.Desk.objects.get(code="A1")
    press(page, "open", desk=str(desk.id))
    press(page, "next")
    current = tickets.at_desk(desk.id)
    assert current is not None
    sent = {"do": "start", "ticket": str(current.id), "version": "1"}
    answer = page.post(f"{PAGE}lakukan/", sent)
    assert answer.status_code == 409
    assert "A001" in answer.content.decode()
    assert page.post(f"{PAGE}lakukan/", {"do": "fly"}).status_code == 404


def test_a_key_pressed_twice_and_a_second_tab_call_one_visitor_only(
    site: Site, page: Client, at: dt.datetime
) -> None:
    for _ in range(3):
        testing.ticket(testing.queue(site), at)
    desk = models.Desk.objects.get(code="A1")
    press(page, "open", desk=str(desk.id))
    shown = page.get(PAGE).content.decode()
    form = next(p for p in shown.split("<form")[1:] if 'value="next"' in p)
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    answers = [page.post(f"{PAGE}lakukan/", hidden) for _ in range(2)]
    assert [one.status_code for one in answers] == [302, 302]
    # Another tab still shows the button, with a form of its own.
    other = page.post(f"{PAGE}lakukan/", {"do": "next"})
    assert other.status_code == 409
    assert 'role="alert"' in other.content.decode()
    states = models.Ticket.objects.values_list("state", flat=True)
    assert sorted(states) == ["CALLED", "WAITING", "WAITING"]


def test_one_who_is_not_next_is_called_with_a_reason_that_is_logged(
    site: Site, page: Client, at: dt.datetime
) -> None:
    testing.ticket(testing.queue(site), at)
    second = testing.ticket(testing.queue(site), at)
    desk = models.Desk.objects.get(code="A1")
    press(page, "open", desk=str(desk.id))
    sent = {"do": "call", "ticket": str(second.id), "version": str(second.version)}
    assert page.post(f"{PAGE}lakukan/", sent).status_code == 404
    assert page.post(f"{PAGE}lakukan/", {**sent, "reason": "NEED"}).status_code == 302
    assert tickets.events(second)[-1].reason == "NEED"
    assert press(page, "put_back")
    press(page, "pause", reason="PRAYER")
    assert page.post(f"{PAGE}lakukan/", {"do": "next"}).status_code == 409
    assert "A001" not in press(page, "go_on").split("<aside")[0]
