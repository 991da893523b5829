"""The manager's live floor: what it shows, who sees it, and what it can stop."""

import datetime as dt

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from balarea.foundation import clock
from balarea.foundation.errors import NotPermitted
from balarea.people import auth
from balarea.people import testing as people_testing
from balarea.people.models import Officer, Site
from balarea.people.rules import Action
from balarea.visits import errors, models, testing
from balarea.visits.operations import calling, closing
from balarea.visits.queries import floor

pytestmark = pytest.mark.django_db
PAGE = "/petugas/lantai/"
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def at() -> dt.datetime:
    """Pages read the clock themselves."""
    return clock.now()


@pytest.fixture
def site(at: dt.datetime) -> Site:
    return testing.mall(at, others=["DPM"], desks=20)


def browser(officer: Officer, at: dt.datetime) -> Client:
    client = Client()
    client.force_login(officer.account)
    session = client.session
    session[auth.SINCE] = session[auth.LAST_REQUEST] = at.timestamp()
    session.save()
    return client


def test_shows_waits_desks_and_what_needs_a_hand(site: Site, at: dt.datetime) -> None:
    queue = testing.queue(site)
    for _ in range(3):
        testing.ticket(queue, at)
    [row] = floor.queues(site, {"DKC"}, at + 10 * MINUTE)
    assert (row.now.waiting, row.waiting, round(row.longest)) == (3, (10, 10), 10)
    desks = floor.desks(site, [row], None)
    assert [one.should_open for one in desks if one.desk.agency == "DKC"] == [True] * 20
    assert not any(one.should_open for one in desks if one.desk.agency == "DPM")
    clerk = testing.clerk(site, "A1", at)
    calling.call_next(desk=clerk.desk.id, by=clerk.by, at=at + 10 * MINUTE)
    [row] = floor.queues(site, {"DKC"}, at + 10 * MINUTE)
    assert row.waited == floor.Range(10, 10)
    [first, *_] = floor.desks(site, [row], {"DKC"})
    assert (first.label, first.should_open, first.officer) == (
        "A001",
        False,
        clerk.officer.name,
    )


def test_asks_the_database_as_often_for_many_queues_as_for_one(
    site: Site, at: dt.datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for queue in models.Queue.objects.all():
        testing.ticket(queue, at)
    floor.queues(site, {"DKC"}, at)  # what is read once a process
    with django_assert_num_queries(len_of(site, {"DKC"}, at)):
        floor.queues(site, None, at)


def len_of(site: Site, agencies: set[str], at: dt.datetime) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        floor.queues(site, agencies, at)
    return len(queries)


def test_a_manager_stops_numbers_and_closes_a_desk_that_was_left(
    site: Site, at: dt.datetime
) -> None:
    manager = people_testing.appoint("DPM", {Action.MANAGE}, at)  # runs the mall
    page, queue = browser(manager, at), testing.queue(site)
    clerk = testing.clerk(site, "A1", at)
    shown = page.get(PAGE).content.decode()
    assert "Antrean DKC" in shown
    assert clerk.officer.name in shown
    sent = {"site": site.code, "queue": str(queue.id), "reason": "SYSTEM"}
    page.post(f"{PAGE}lakukan/", {**sent, "do": "stop"})
    with pytest.raises(errors.QueueClosed):
        testing.ticket(queue, at)
    page.post(f"{PAGE}lakukan/", {**sent, "do": "allow"})
    testing.ticket(queue, at)
    session = models.DeskSession.objects.get()
    page.post(f"{PAGE}lakukan/", {**sent, "do": "close_desk", "session": session.id})
    assert models.DeskSession.objects.get().closed_at is not None


def test_a_manager_of_one_agency_sees_and_stops_that_one_only(
    site: Site, at: dt.datetime
) -> None:
    local = people_testing.appoint("DKC", {Action.MANAGE}, at)
    page = browser(local, at)
    shown = page.get(PAGE).content.decode()
    assert "Antrean DKC" in shown
    assert "Antrean DPM" not in shown
    scope = people_testing.scope_of(local)
    other = testing.queue(site, "DPM")
    with pytest.raises(NotPermitted):
        closing.stop_numbers(
            queue=other,
            reason="FULL",
            scope=scope,
            by=testing.clerk(site, "A1", at, opens=False).by,
            at=at,
        )
    stranger = people_testing.appoint("DKC", {Action.VERIFY}, at)
    assert browser(stranger, at).get(PAGE).status_code == 403
