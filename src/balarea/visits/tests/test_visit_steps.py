"""Visits over several desks, numbers that are looked up, and desks left open."""

import datetime as dt
from typing import Any

import pytest

from balarea.foundation import clock
from balarea.foundation.errors import NotFound
from balarea.foundation.operation import SYSTEM
from balarea.people.models import Site
from balarea.visits import errors, models, testing
from balarea.visits.operations import (
    arriving,
    at_desk,
    calling,
    closing_days,
    desks,
    journeys,
    serving,
)
from balarea.visits.queries import journeys as queries
from balarea.visits.queries import places, tickets
from balarea.visits.rules import (
    CancelReason,
    Channel,
    HoldReason,
    PriorityClass,
    PriorityReason,
    State,
)

pytestmark = pytest.mark.django_db
MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)


@pytest.fixture
def site(at: dt.datetime) -> Site:
    return testing.mall(at, others=("BPN", "DPM"), desks=2)


def served(clerk: testing.Clerk, at: dt.datetime) -> models.Ticket:
    """Whoever is next, at the desk."""
    row = calling.call_next(desk=clerk.desk.id, by=clerk.by, at=at)
    assert row is not None
    return serving.start(ticket=row.id, version=row.version, by=clerk.by, at=at)


def state(row: models.Ticket) -> str:
    return str(models.Ticket.objects.get(id=row.id).state)


def test_planned_steps_wait_for_all_before_them_also_after_a_transfer(
    site: Site, at: dt.datetime
) -> None:
    clerk = testing.clerk(site, "A1", at)
    other = testing.clerk(site, "B1", at)
    testing.ticket(testing.queue(site), at, priority=PriorityClass.ELDERLY)
    row, bpn, dpm = served(clerk, at), *(testing.queue(site, c) for c in ("BPN", "DPM"))
    how: dict[str, Any] = {
        "ticket": row.id,
        "version": row.version,
        "by": clerk.by,
        "at": at,
    }
    later = journeys.add_step(queue=dpm, **how)
    assert (later.state, later.step_no, later.priority) == ("PLANNED", 2, "ELDERLY")
    with pytest.raises(errors.AlreadyInQueue):
        journeys.add_step(queue=dpm, **how)
    with pytest.raises(errors.AlreadyInQueue):
        serving.transfer(queue=dpm, **how)
    between = serving.transfer(queue=bpn, reason="NEXT_STEP", **how)
    assert between.effective_at == row.effective_at
    assert state(later) == State.PLANNED
    shown = queries.progress(between, tickets.tickets_of(row.visit))
    assert shown == (2, 3)
    row = served(other, at + MINUTE)
    assert row.id == between.id
    serving.finish(ticket=row.id, version=row.version, by=other.by, at=at + MINUTE)
    assert state(later) == State.WAITING


def test_a_step_that_is_not_needed_ends_at_the_desk_of_its_visitor_only(
    site: Site, at: dt.datetime
) -> None:
    clerk, other = testing.clerk(site, "A1", at), testing.clerk(site, "B1", at)
    testing.ticket(testing.queue(site), at)
    row = served(clerk, at)
    how: dict[str, Any] = {"by": clerk.by, "at": at}
    own: dict[str, Any] = {"ticket": row.id, "version": row.version, **how}
    middle = journeys.add_step(queue=testing.queue(site, "BPN"), **own)
    last = journeys.add_step(queue=testing.queue(site, "DPM"), **own)
    ended: dict[str, Any] = {
        "ticket": middle.id,
        "version": middle.version,
        "reason": CancelReason.NOT_NEEDED,
    }
    with pytest.raises(errors.DeskClosed):
        journeys.cancel_step(**ended, by=other.by, at=at)
    journeys.cancel_step(**ended, **how)
    assert state(last) == State.PLANNED
    serving.finish(**own)
    assert state(last) == State.WAITING


def test_an_officer_steers_no_number_out_of_reach_of_their_desk(
    site: Site, at: dt.datetime
) -> None:
    clerk, other = testing.clerk(site, "A1", at), testing.clerk(site, "B1", at)
    away = testing.clerk(site, "A2", at, opens=False)
    for _ in range(2):
        testing.ticket(testing.queue(site), at)
    interrupted = served(clerk, at)
    how: dict[str, Any] = {"reason": HoldReason.PHOTOCOPY, "due_at": at + MINUTE}
    own: dict[str, Any] = {
        "ticket": interrupted.id,
        "version": interrupted.version,
        "at": at,
    }
    interrupted = serving.hold(**how, **own, by=clerk.by)
    for one in (other, away):
        with pytest.raises(errors.DeskClosed):
            serving.requeue(
                ticket=interrupted.id,
                version=interrupted.version,
                is_any_desk=True,
                by=one.by,
                at=at,
            )
    missed = calling.call_next(desk=clerk.desk.id, by=clerk.by, at=at)
    assert missed is not None
    own = {"ticket": missed.id, "version": missed.version, "at": at}
    missed = calling.miss(**own, by=clerk.by)
    own = {"ticket": missed.id, "version": missed.version, "at": at}
    with pytest.raises(errors.DeskClosed):
        at_desk.return_missed(**own, by=away.by)
    at_desk.return_missed(**own, by=other.by)
    assert state(missed) == State.WAITING


@pytest.mark.parametrize("why", ["MISSED", "CLOSED"])
def test_a_journey_goes_on_when_a_step_ends_without_its_visitor(
    site: Site, at: dt.datetime, why: str
) -> None:
    """At the cash desk nobody came, or its agency left: the last step is reached."""
    clerk, other = testing.clerk(site, "A1", at), testing.clerk(site, "B1", at)
    testing.ticket(testing.queue(site), at)
    row = served(clerk, at)
    own: dict[str, Any] = {
        "ticket": row.id,
        "version": row.version,
        "by": clerk.by,
        "at": at,
    }
    bpn = testing.queue(site, "BPN")
    journeys.add_step(queue=bpn, **own)
    last = journeys.add_step(queue=testing.queue(site, "DPM"), **own)
    serving.finish(**own)
    if why == "MISSED":
        middle = calling.call_next(desk=other.desk.id, by=other.by, at=at)
        assert middle is not None
        how: dict[str, Any] = {"ticket": middle.id, "version": middle.version}
        calling.miss(**how, by=other.by, at=at)
        arriving.end_missed(by=SYSTEM, at=at + 31 * MINUTE)
    else:
        day = clock.today(at)
        closing_days.close(queue=bpn, day=day, reason="Sakit", by=SYSTEM, at=at)
    assert state(last) == State.WAITING


def test_a_visit_is_found_by_what_its_visitor_says_or_shows(
    site: Site, at: dt.datetime
) -> None:
    clerk = testing.clerk(site, "A1", at)
    row = testing.ticket(testing.queue(site), at)
    token = tickets.token_of(row.visit_id)
    said = ("A001", " a 1 ", "a-001", token, f"https://mal.example/antrean/{token}/")
    for text in said:
        visit = at_desk.find(text=text, by=clerk.by, at=at)
        assert visit is not None, text
        assert visit.id == row.visit_id
    changed = token[:-2] + ("AA" if token[-2:] != "AA" else "BB")
    for text in ("", "A002", "A-K1-001", "Z001", changed, "bukan nomor"):
        assert at_desk.find(text=text, by=clerk.by, at=at) is None, text
    assert at_desk.find(text="A001", by=clerk.by, at=at + DAY) is None


def test_whoever_has_a_number_from_home_checks_in_at_a_desk(
    site: Site, at: dt.datetime
) -> None:
    clerk = testing.clerk(site, "A1", at)
    row = testing.ticket(testing.queue(site), at, channel=Channel.WEB)
    assert row.state == State.PLANNED
    with pytest.raises(errors.NotThatDay):
        at_desk.check_in(visit=row.visit_id, by=clerk.by, at=at + DAY)
    at_desk.check_in(visit=row.visit_id, by=clerk.by, at=at)
    assert state(row) == State.WAITING
    at_desk.check_in(visit=row.visit_id, by=clerk.by, at=at)
    with pytest.raises(NotFound):
        at_desk.check_in(visit=clerk.desk.id, by=clerk.by, at=at)


def test_a_desk_that_was_left_open_closes_with_its_day(
    site: Site, at: dt.datetime
) -> None:
    forgetful, early = testing.clerk(site, "A1", at), testing.clerk(site, "A2", at)
    testing.ticket(testing.queue(site), at)
    served(forgetful, at)
    desks.pause(reason="BREAK", scope=early.scope, by=early.by, at=at)
    assert desks.close_before(day=at.date(), by=early.by, at=at) == 0
    # In the morning somebody else sits down before any job ran.
    morning = at + DAY
    with pytest.raises(errors.DeskTaken):
        desks.open_session(
            desk=forgetful.desk.id, scope=early.scope, by=early.by, at=at
        )
    newcomer = testing.clerk(site, "A1", morning)
    assert places.open_session(forgetful.officer.id) is None
    # Who was still there yesterday doesn't stand in the way of today's visitors.
    arriving.expire_before(day=morning.date(), by=newcomer.by, at=morning)
    testing.ticket(testing.queue(site), morning)
    assert served(newcomer, morning).business_date == morning.date()
    assert desks.close_before(day=morning.date(), by=newcomer.by, at=morning) == 1
    assert not early_session(early).pauses.filter(ended_at=None).exists()
    assert places.open_session(newcomer.officer.id) is not None


def early_session(clerk: testing.Clerk) -> models.DeskSession:
    return models.DeskSession.objects.get(officer=clerk.officer)


def test_a_desk_gives_priority_and_takes_it_back_with_a_reason(
    site: Site, at: dt.datetime
) -> None:
    clerk, stranger = testing.clerk(site, "A1", at), testing.clerk(site, "B1", at)
    row = testing.ticket(testing.queue(site), at)
    how: dict[str, Any] = {"ticket": row.id, "reason": PriorityReason.SEEN, "at": at}
    given = PriorityClass.PREGNANT
    with pytest.raises(errors.DeskClosed):
        at_desk.change_priority(version=1, priority=given, by=stranger.by, **how)
    first = at_desk.change_priority(version=1, priority=given, by=clerk.by, **how)
    assert first.effective_at == row.effective_at - 60 * MINUTE
    assert (first.priority, first.priority_reason) == ("PREGNANT", "SEEN")
    how["reason"] = PriorityReason.MISTAKE
    back = at_desk.change_priority(
        version=2, priority=PriorityClass.REGULAR, by=clerk.by, **how
    )
    assert back.effective_at == row.effective_at
    with pytest.raises(errors.NotNow):
        at_desk.change_priority(
            version=3, priority=PriorityClass.APPOINTMENT, by=clerk.by, **how
        )
    assert [one.reason for one in tickets.events(row)] == ["", "SEEN", "MISTAKE"]
