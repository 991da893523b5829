"""The manager's live floor: what it shows, who sees it, and what it can stop."""

import datetime as dt

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from balarea.foundation import clock, unit_of_work
from balarea.foundation.errors import NotPermitted
from balarea.foundation.operation import SYSTEM, Actor, operation
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
    # Three visitors of ten minutes each: one desk calls them within half an hour.
    assert [one.desk.code for one in desks if one.should_open] == ["A1"]
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


@operation
def show(
    *, ticket: models.Ticket, shown: int, p50: float, by: Actor, at: dt.datetime
) -> None:
    """A range up to so many minutes was shown to a visitor."""
    row = models.Estimate(ticket=ticket, made_at=at, ahead=0, desks_open=1, p50=p50)
    row.shown_from, row.shown_to = 0, shown
    unit_of_work.add(row)


def test_says_who_waits_longer_than_was_shown_and_who_will(
    site: Site, at: dt.datetime
) -> None:
    queue = testing.queue(site)
    for shown, p50 in ((5, 4.0), (20, 30.0), (60, 30.0)):
        number = testing.ticket(queue, at)
        show(ticket=number, shown=shown, p50=p50, by=SYSTEM, at=at)
    [row] = floor.queues(site, {"DKC"}, at + 10 * MINUTE)
    assert row.late == (1, 1)


def test_an_agency_that_does_not_come_is_closed_with_its_reason_and_opened_again(
    site: Site, at: dt.datetime
) -> None:
    manager = people_testing.appoint("DKC", {Action.MANAGE}, at)
    page, queue = browser(manager, at), testing.queue(site)
    number = testing.ticket(queue, at)
    chosen = {"agency": "DKC", "day": f"{clock.today(at):%d-%m-%Y}", "reason": "STAFF"}
    preview = page.get(f"{PAGE}hari-tutup/", chosen)
    assert preview.context["concerned"] == (0, 0, 1)
    page.post(f"{PAGE}hari-tutup/", {**chosen, "do": "close"})
    number.refresh_from_db()
    assert number.state == "CANCELLED"
    with pytest.raises(errors.QueueClosed) as refused:
        testing.ticket(queue, at)
    assert "petugas" in refused.value.why  # in words, not as a code
    for foreign in ("DPM", ""):
        assert (
            page.post(f"{PAGE}hari-tutup/", {**chosen, "agency": foreign}).status_code
            == 403
        )
    late = {**chosen, "day": "1-1-2020", "do": "close"}
    assert page.post(f"{PAGE}hari-tutup/", late).status_code == 422
    page.post(f"{PAGE}hari-tutup/", {**chosen, "do": "reopen"})
    testing.ticket(queue, at)
