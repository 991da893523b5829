"""Numbers of a printed pad, entered later with the times that were written down."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from balarea.foundation import clock
from balarea.foundation.errors import NotFound
from balarea.people import auth
from balarea.people.models import Site
from balarea.visits import errors, models, testing
from balarea.visits.operations import calling, paper
from balarea.visits.operations.paper import Written
from balarea.visits.queries import tickets
from balarea.visits.rules import PriorityClass, State

pytestmark = pytest.mark.django_db
MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)
PAGE = "/petugas/loket/panggil/kertas/"


@pytest.fixture
def site(at: dt.datetime) -> Site:
    return testing.mall(at, others=("BPN",))


def test_a_pad_s_number_keeps_its_times_and_is_called_in_their_order(
    site: Site, at: dt.datetime
) -> None:
    clerk, queue = testing.clerk(site, "A1", at), testing.queue(site)
    later = testing.ticket(queue, at - 20 * MINUTE)
    how: dict[str, Any] = {
        "queue": queue,
        "scope": clerk.scope,
        "by": clerk.by,
        "at": at,
    }
    waits = paper.enter(written=Written(7, at - 30 * MINUTE), **how)
    first, last = at - 50 * MINUTE, at - 40 * MINUTE
    done = paper.enter(
        written=Written(6, at - 60 * MINUTE, PriorityClass.ELDERLY, first, last), **how
    )
    assert (waits.label, waits.state) == ("A-P-007", State.WAITING)
    happened = [(one.type, one.at, one.reason) for one in tickets.events(done)]
    assert happened == [
        ("ISSUED", at - 60 * MINUTE, "PAPER"),
        ("CALLED", first, "PAPER"),
        ("SERVING", first, "PAPER"),
        ("DONE", last, "PAPER"),
    ]
    done.refresh_from_db()
    assert (done.state, done.version, done.state_at) == (State.DONE, 4, last)
    assert models.QueueDay.objects.get(queue=queue).issued == 3
    called = [
        row.label
        for row in (calling.call_next(desk=clerk.desk.id, by=clerk.by, at=at),)
        if row is not None
    ]
    assert called == ["A-P-007"]
    assert later.label == "A001"


def test_refuses_what_was_entered_before_and_times_that_can_not_be(
    site: Site, at: dt.datetime
) -> None:
    clerk, queue = testing.clerk(site, "A1", at), testing.queue(site)
    how: dict[str, Any] = {
        "queue": queue,
        "scope": clerk.scope,
        "by": clerk.by,
        "at": at,
    }
    paper.enter(written=Written(7, at - 30 * MINUTE), **how)
    with pytest.raises(errors.NumberEntered):
        paper.enter(written=Written(7, at - 10 * MINUTE), **how)
    early, before = at - 30 * MINUTE, at - DAY
    for written in (
        Written(0, early),
        Written(1000, early),
        Written(8, at + MINUTE),
        Written(8, before),
        Written(8, at - 8 * DAY, called_at=at - 8 * DAY, finished_at=at - 8 * DAY),
        Written(8, early, called_at=at - 40 * MINUTE, finished_at=at),
        Written(8, early, called_at=at, finished_at=at + MINUTE),
        Written(8, early, called_at=at),
        Written(8, before, called_at=before, finished_at=at),
    ):
        with pytest.raises(errors.TimesImpossible):
            paper.enter(written=written, **how)
    # The pad of the day before begins with the same numbers.
    paper.enter(written=Written(7, before, called_at=before, finished_at=before), **how)
    with pytest.raises(NotFound):
        paper.enter(
            **{**how, "queue": testing.queue(site, "BPN")}, written=Written(9, early)
        )


def test_the_page_says_what_is_wrong_and_what_was_entered(
    site: Site, at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: at)
    clerk, client = testing.clerk(site, "A1", at), Client()
    client.force_login(clerk.officer.account)
    session = client.session
    session[auth.SINCE] = session[auth.LAST_REQUEST] = at.timestamp()
    session.save()
    assert client.get(PAGE).status_code == 200
    form = {
        "queue": str(testing.queue(site).id),
        "number": "12",
        "priority": "REGULAR",
        "day": f"{clock.today(at):%d-%m-%Y}",
        "taken": "9.05",
    }
    wrong = client.post(PAGE, {**form, "taken": "pagi", "number": "x"})
    assert wrong.status_code == 422
    assert 'value="pagi"' in wrong.content.decode()
    assert client.post(PAGE, {**form, "taken": "23.50"}).status_code == 422
    entered = client.post(PAGE, form, follow=True)
    assert "A-P-012" in entered.content.decode()
    assert client.post(PAGE, form).status_code == 409
