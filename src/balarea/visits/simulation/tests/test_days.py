"""Simulated days: the same for a seed, and played by the rules."""

import collections
import dataclasses
import datetime as dt
import itertools
import statistics

import pytest

from balarea.visits import rules
from balarea.visits.rules import PriorityClass
from balarea.visits.simulation import memory, plans, visitors
from balarea.visits.simulation.dispatching import Refused, Request
from balarea.visits.simulation.facts import TicketFacts, overtakes
from balarea.visits.simulation.playing import Player

DAY = dt.date(2026, 11, 3)
MIDNIGHT = dt.datetime(2026, 11, 3, tzinfo=dt.timezone(dt.timedelta(hours=7)))
MINUTE = dt.timedelta(minutes=1)
MALL = plans.whole_mall(8, 300)


def moment(minute: float) -> dt.datetime:
    return MIDNIGHT + minute * MINUTE


def played(hall: plans.Hall, seed: int = 1) -> Player[int]:
    dispatcher = memory.MemoryDispatcher(hall, MIDNIGHT)
    player = Player(hall, visitors.draw(hall, DAY, seed), dispatcher, moment)
    player.run()
    return player


@pytest.fixture(scope="module")
def day() -> Player[int]:
    return played(MALL)


def test_a_seed_and_a_date_always_give_the_same_day(day: Player[int]) -> None:
    assert played(MALL).facts == day.facts
    assert played(MALL, seed=2).facts != day.facts
    other = visitors.draw(MALL, DAY + dt.timedelta(days=1), 1)
    assert other != visitors.draw(MALL, DAY, 1)


def test_every_ticket_ends_and_every_way_of_ending_occurs(day: Player[int]) -> None:
    ends = collections.Counter(one.ended for one in day.facts)
    assert set(ends) == {"DONE", "NO_SHOW", "LEFT", "EXPIRED"}
    assert ends["DONE"] > 0.85 * len(day.facts)
    assert set(day.refused) <= {"QUEUE_FULL"}
    for name in ("recalls", "returns", "holds", "is_passed_on"):
        assert any(getattr(one, name) for one in day.facts)


def test_a_desk_serves_one_visitor_at_a_time(day: Player[int]) -> None:
    by_desk: dict[str, list[TicketFacts]] = collections.defaultdict(list)
    for one in day.facts:
        if one.ended == "DONE" and not one.holds and not one.returns:
            by_desk[one.desk].append(one)
    for served in by_desk.values():
        served.sort(key=lambda one: one.first_called_at or MIDNIGHT)
        for before, after in itertools.pairwise(served):
            assert before.done_at
            assert after.first_called_at
            assert before.done_at <= after.first_called_at


def test_numbers_of_a_queue_have_neither_gaps_nor_doubles(day: Player[int]) -> None:
    assert isinstance(day.dispatcher, memory.MemoryDispatcher)
    numbers: dict[str, list[int]] = collections.defaultdict(list)
    for ticket in day.dispatcher.tickets:
        numbers[ticket.queue].append(ticket.number)
    assert all(of == list(range(1, len(of) + 1)) for of in numbers.values())
    assert len(day.dispatcher.tickets) == len(day.facts)


def test_only_those_pass_who_are_promised_to(day: Player[int]) -> None:
    """As the slip says: priority within H, appointments within A, and who returned."""
    passed = overtakes(day.facts)
    assert any(passed.values())
    for place, others in passed.items():
        one = day.facts[place]
        if one.priority != "REGULAR" or one.channel != "KIOSK":
            continue
        if one.returns or one.step > 1:
            continue
        for other in (day.facts[number] for number in others):
            if other.returns or other.holds or other.step > 1:
                continue
            if other.joined_at <= one.joined_at and other.slot is None:
                continue  # a number from home that was taken before
            assert other.priority != "REGULAR"
            start = other.slot - rules.APPOINTMENT if other.slot else other.joined_at
            assert start - one.joined_at <= rules.PRIORITY


def test_half_of_the_desks_are_open_at_noon() -> None:
    hall = plans.one_queue(4, 160)
    dispatcher = memory.MemoryDispatcher(hall, MIDNIGHT)
    player = Player(hall, visitors.draw(hall, DAY, 1), dispatcher, moment)
    open_desks = [
        len(dispatcher.open_desks("Q1"))
        for at in player.events()
        if moment(735) < at < moment(745)
    ]
    assert 2 in open_desks


def test_draws_what_the_plan_expects() -> None:
    hall = plans.one_queue(4, 150)
    days = [DAY + dt.timedelta(weeks=week) for week in range(40)]
    drawn = [one for day in days for one in visitors.draw(hall, day, 5)]
    steps = [one.steps[0] for one in drawn]
    assert len(drawn) / 40 == pytest.approx(150 * 1.05, rel=0.08)
    assert statistics.mean(s.minutes for s in steps) == pytest.approx(9, rel=0.06)
    favoured = sum(PriorityClass(one.priority) in rules.FAVOURED for one in drawn)
    assert favoured / len(drawn) == pytest.approx(0.12, abs=0.015)
    morning = sum(one.joins < 720 for one in drawn)
    assert morning / len(drawn) > 0.65


def test_numbers_go_on_while_the_server_is_away_and_nobody_is_called() -> None:
    away = (600.0, 630.0)
    hall = dataclasses.replace(MALL, server_away=(away,))
    player = played(hall)
    begins, ends = moment(away[0]), moment(away[1])
    joined = [one for one in player.facts if begins < one.joined_at < ends]
    assert joined
    assert not [
        one
        for one in player.facts
        if one.first_called_at and begins < one.first_called_at < ends
    ]
    assert {one.ended for one in joined} <= {"DONE", "NO_SHOW", "LEFT", "EXPIRED"}


def test_serves_people_who_are_not_simulated() -> None:
    hall = plans.one_queue(1, 0)
    dispatcher = memory.MemoryDispatcher(hall, MIDNIGHT)
    player = Player(hall, [], dispatcher, moment)
    events = player.events()
    next(events)
    stranger = dispatcher.issue(Request("Q1", "KIOSK", "REGULAR"), moment(479))
    for _ in events:
        pass
    assert dispatcher.tickets[stranger].state == rules.State.DONE


def test_a_refused_step_changes_nothing_and_the_desk_goes_on() -> None:
    hall = plans.one_queue(1, 0)
    dispatcher = memory.MemoryDispatcher(hall, MIDNIGHT)
    ticket = dispatcher.issue(Request("Q1", "KIOSK", "REGULAR"), moment(480))
    with pytest.raises(Refused, match="NOT_NOW"):
        dispatcher.finish(ticket, moment(481))
    dispatcher.open_desk("Q1-1", moment(481))
    assert dispatcher.call_next("Q1-1", moment(481)) == ticket
    with pytest.raises(Refused, match="RECALLED_TOO_OFTEN"):
        dispatcher.recall(ticket, moment(481.1))
    dispatcher.miss(ticket, moment(482))
    with pytest.raises(Refused, match="TOO_LATE_TO_RETURN"):
        dispatcher.return_missed(ticket, moment(515))
    dispatcher.return_missed(ticket, moment(511))
    assert dispatcher.call_next("Q1-1", moment(511)) == ticket
    with pytest.raises(Refused, match="STILL_SERVING"):
        dispatcher.call_next("Q1-1", moment(511))
    dispatcher.start(ticket, moment(512))
    dispatcher.finish(ticket, moment(520))
    assert dispatcher.call_next("Q1-1", moment(520)) is None
