"""Visitors of the demonstration: past days, and the present one at any hour."""

import datetime as dt
from collections.abc import Iterator

import pytest

from balarea.demo import cast, visiting, wait_history
from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM
from balarea.people import queries as people_queries
from balarea.people import testing as people_testing
from balarea.people.rules import Action
from balarea.visits import models, testing
from balarea.visits.operations import desks
from balarea.visits.operations import places as place_operations
from balarea.visits.queries import places
from balarea.visits.queries import wait_history as queries
from balarea.visits.rules import State

pytestmark = pytest.mark.django_db

NIGHT = dt.datetime(2026, 11, 25, 20, 30, tzinfo=dt.UTC)  # 03.30 in Jakarta
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> visiting.Cast:
    """Two agencies with few visitors, and the desks' officers."""
    monkeypatch.setattr(cast, "VISITORS", {"DKC": 9})
    monkeypatch.setattr(cast, "OTHER_VISITORS", 4)
    monkeypatch.setattr(cast, "DESKS_PLAYED", {"DKC": 2})
    monkeypatch.setattr(cast, "SENT_ON", (("DKC", "DPM", 0.2),))
    testing.mall(NIGHT, others=["DPM"])
    visiting.prepare_building(NIGHT)
    prepared = visiting.prepare()
    assert prepared is not None
    return prepared


def test_desks_are_left_for_whoever_tries_the_mall(played: visiting.Cast) -> None:
    assert sorted(played.seats) == ["A1", "A2", "B1"]
    assert {queue.code for queue in played.hall.queues} == {"DKC", "DPM"}


def test_a_past_day_is_played_once_and_all_its_numbers_end(
    played: visiting.Cast,
) -> None:
    day = visiting.past_days(NIGHT, 3)[-1]
    assert day == dt.date(2026, 11, 25)
    count = visiting.play_past(day, played)
    rows = models.Ticket.objects.filter(business_date=day)
    assert rows.count() == count > 3
    states = set(rows.values_list("state", flat=True))
    assert State.DONE in states
    assert states <= {State.DONE, State.NO_SHOW, State.LEFT, State.EXPIRED}
    assert rows.filter(step_no=1, queue__code="DPM").count() == 0
    assert visiting.play_past(day, played) == 0
    assert places.serving_desks(testing.queue(places.site())) == 0


def test_the_present_day_goes_on_at_night_and_after_a_restart(
    played: visiting.Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cast, "VISITORS", {"DKC": 90})
    monkeypatch.setattr(visiting, "BEGUN", 30.0)
    prepared = visiting.prepare()
    assert prepared is not None
    for queue in places.queues(places.site()):  # closed at night, like an agency's
        hours = [[["08:00", "15:00"]]] * 7
        place_operations.change_hours(queue=queue, hours=hours, by=SYSTEM, at=NIGHT)
    time = Time(NIGHT)
    steps = visiting.live(prepared, time.now, time.sleep, speed=1.0)
    taken(steps, time, until=NIGHT + 3 * MINUTE)
    today = clock.today(NIGHT)
    assert today == dt.date(2026, 11, 26)
    rows = models.Ticket.objects.filter(business_date=today)
    assert rows.filter(state=State.DONE).exists()
    assert rows.count() == models.Ticket.objects.count()
    queue = testing.queue(places.site())
    assert places.is_open(queue, NIGHT)
    assert not places.is_open(queue, NIGHT + dt.timedelta(days=1))
    assert places.serving_desks(queue) == 2
    # The program was killed: its desks are open, somebody may stand there.
    taken(visiting.live(prepared, time.now, time.sleep, 1.0), time, time.now() + MINUTE)
    assert places.serving_desks(queue) == 2


def test_a_desk_that_somebody_else_has_opened_is_left_to_them(
    played: visiting.Cast,
) -> None:
    tester = people_testing.appoint("DKC", {Action.CALL}, NIGHT)
    scope = people_testing.scope_of(tester)
    desk = models.Desk.objects.get(code="A1")
    by = people_queries.officer_actor(tester)
    desks.open_session(desk=desk.id, scope=scope, by=by, at=NIGHT)
    time = Time(NIGHT)
    taken(visiting.live(played, time.now, time.sleep, 1.0), time, NIGHT + MINUTE)
    session = places.open_session(tester.id)
    assert session is not None
    assert session.desk_id == desk.id


class Time:
    """A clock that moves when somebody sleeps."""

    def __init__(self, at: dt.datetime) -> None:
        self.at = at

    def now(self) -> dt.datetime:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.at += dt.timedelta(seconds=seconds)


def taken(steps: Iterator[None], time: Time, until: dt.datetime) -> None:
    """Take steps until a time."""
    for _ in steps:
        if time.now() >= until:
            return


def test_simulated_days_give_the_waiting_times_a_history(
    played: visiting.Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wait_history, "DAYS", 2)
    today = clock.today(NIGHT)
    assert wait_history.learn_simulated(played, today, NIGHT) == 2
    assert wait_history.learn_simulated(played, today, NIGHT) == 0
    rows = models.WaitDay.objects.order_by("business_date")
    assert [row.business_date.day for row in rows] == [24, 25]
    site = places.site()
    queues = list(places.queues(site))
    history = queries.histories(site, today, queues)
    assert history.queues["DKC"].count > history.queues["DPM"].count > 0
    assert not models.Ticket.objects.exists()
