"""Days are played again as they were seen then, and judged by those before them."""

import dataclasses
import datetime as dt
import math
import random

import pytest

from balarea.visits.estimate import backtest, baselines
from balarea.visits.estimate.events import EventRow, TicketRow, turns
from balarea.visits.estimate.facts import (
    LEFT,
    MISSED,
    PAUSED,
    REGULAR,
    SERVED,
    Day,
    DeskTimes,
    QueueTimes,
    Turn,
)
from balarea.visits.estimate.history import history
from balarea.visits.estimate.replay import Replay
from balarea.visits.estimate.scores import Score, band, pinball
from balarea.visits.estimate.site_state import QueueState, SiteState
from balarea.visits.estimate.summaries import summarize

MONDAY = dt.date(2026, 1, 5)
ROW = TicketRow("1", "A", "S", REGULAR, 500.0, 500.0)
QUEUES = {"A": QueueTimes(((480.0, 900.0),), 10.0)}


def day_of(*turns: Turn, date: dt.date = MONDAY) -> Day:
    desk = DeskTimes("1", {"A": 0.0}, ((480.0, 960.0),), ((720.0, 750.0),))
    return Day(date, QUEUES, (desk,), turns)


def drawn(seed: int, date: dt.date = MONDAY) -> Day:
    """A day with one desk: random arrivals, services of two to eighteen minutes."""
    chance = random.Random(seed)
    free, turns = 480.0, []
    arrivals = sorted(chance.uniform(480, 880) for _ in range(36))
    for number, since in enumerate(arrivals):
        called = max(since, free)
        free = called + chance.uniform(2, 18)
        is_gone = number % 9 == 8 and called - since > 10
        outcome = LEFT if is_gone else SERVED
        turn = Turn(str(number), "A", "S", REGULAR, since, since, since, called, free)
        turn = dataclasses.replace(turn, outcome=outcome, desk="1")
        if is_gone:
            free = called
            turn = dataclasses.replace(turn, called=None, ended=called - 5, desk="")
        turns.append(turn)
    return day_of(*turns, date=date)


def events(*of: tuple[str, float]) -> list[EventRow]:
    return [EventRow(type, at, "1") for type, at in of]


def test_events_become_turns() -> None:
    happened = events(
        ("ISSUED", 500.0),
        ("CALLED", 510.0),
        ("RECALLED", 511.0),
        ("MISSED", 513.0),
        ("RETURNED", 520.0),
        ("CALLED", 521.0),
        ("SERVING", 522.0),
        ("ON_HOLD", 526.0),
        ("RESUMED", 535.0),
        ("DONE", 540.0),
    )
    first, second, third = turns(ROW, happened)
    assert (first.since, first.called, first.ended, first.outcome) == (
        (500.0, 510.0, 513.0, MISSED)
    )
    assert first.wait == 10.0
    assert (second.number, second.effective, second.outcome) == (1, 510.0, PAUSED)
    assert (third.since, third.called, third.ended, third.outcome) == (
        (535.0, 535.0, 540.0, SERVED)
    )


def test_a_number_from_home_waits_from_its_check_in() -> None:
    home = dataclasses.replace(ROW, is_remote=True)
    [came] = turns(
        home, events(("ISSUED", 500.0), ("ARRIVED", 530.0), ("CALLED", 532.0))
    )
    assert (came.since, came.wait, came.ended) == (530.0, 2.0, None)
    [never] = turns(home, events(("ISSUED", 500.0), ("EXPIRED", 990.0)))
    assert (never.since, never.wait, never.outcome) == (None, None, LEFT)


def test_a_call_that_was_put_back_did_not_end_the_wait() -> None:
    happened = events(
        ("ISSUED", 500.0), ("CALLED", 505.0), ("PUT_BACK", 506.0), ("CALLED", 520.0)
    )
    [turn] = turns(ROW, happened)
    assert turn.wait == 20.0


def test_the_state_is_what_could_be_seen_then() -> None:
    """Nothing that happened later changes an earlier state."""
    day, before = drawn(1), history([], {"A": 10.0})
    whole = [(turn.ticket, state) for turn, state in Replay(day, before).moments()]
    for moment in (600.0, 750.0):
        seen = tuple(
            _until(turn, moment) for turn in day.turns if (turn.since or 0) <= moment
        )
        part = Replay(dataclasses.replace(day, turns=seen), before).moments()
        states = [(turn.ticket, state) for turn, state in part]
        assert states == whole[: len(states)]
        assert len(states) == len(seen)


def _until(turn: Turn, moment: float) -> Turn:
    """A turn as it was known at a moment."""
    called = turn.called if turn.called is None or turn.called <= moment else None
    ended = turn.ended if turn.ended is None or turn.ended <= moment else None
    return dataclasses.replace(turn, called=called, ended=ended)


def test_the_state_has_who_waits_who_serves_and_which_desk_pauses() -> None:
    def came(ticket: str, at: float, called: float | None = None) -> Turn:
        one = Turn(ticket, "A", "S", REGULAR, at, at, at, called, outcome=SERVED)
        return dataclasses.replace(one, desk="1", ended=None if called is None else 731)

    first, second, third = came("1", 500.0, 500.0), came("2", 600.0), came("3", 725.0)
    states = [
        state
        for _, state in Replay(
            day_of(first, second, third), history([], {"A": 10.0})
        ).moments()
    ]
    assert [len(_queue(state).waiting) for state in states] == [0, 0, 1]
    [desk] = states[-1].desks
    assert desk.paused_since == 720.0
    assert desk.serving
    assert desk.serving.called == 500.0


def _queue(state: SiteState) -> QueueState:
    return state.queues["A"]


def test_a_day_is_judged_by_the_days_before_it() -> None:
    days = [drawn(seed, MONDAY + dt.timedelta(days=seed)) for seed in range(12)]
    results = [result for _, result in backtest.rolling(days)]
    before = history([one.summaries for one in results[:11]], {"A": 10.0})
    again = backtest.judge(days[11], before)
    assert again.scores == results[11].scores
    assert results[0].scores == {}  # nothing was learned yet
    total = backtest.merge(results)
    ours = total[baselines.OURS, backtest.ALL, ""]
    assert ours.count > 150
    assert ours.censored > 0
    for name in baselines.NAMES:
        compared = total[name, backtest.COMPARED, ""]
        assert compared.count == total[baselines.OURS, backtest.COMPARED, ""].count
    bands = [
        score.count
        for (name, dimension, _), score in total.items()
        if (name, dimension) == (baselines.OURS, backtest.BAND)
    ]
    assert sum(bands) == ours.count


def test_forgets_what_is_older_than_eight_weeks() -> None:
    days = [drawn(1), drawn(2, MONDAY + dt.timedelta(days=57)), drawn(3)]
    (_, _), (_, late) = backtest.rolling(days[:2])
    assert late.summaries == backtest.judge(days[1], history([], {"A": 10.0})).summaries


def test_a_summary_counts_tickets_not_turns() -> None:
    happened = events(
        ("ISSUED", 500.0),
        ("CALLED", 500.0),
        ("ON_HOLD", 506.0),
        ("RESUMED", 520.0),
        ("DONE", 524.0),
    )
    [one] = [summarize(day_of(*turns(ROW, happened)))["A"]]
    assert (one.served["0 8 S"].count, one.served["0 8 S"].total) == (1.0, 10.0)
    assert one.usual["24"].total == 0.0  # 12:00 to 12:30: a pause
    assert one.usual["16"].total == one.usual["16"].count == 30.0
    assert (one.pauses.count, one.pauses.total) == (1.0, 30.0)


def test_scores_are_what_they_are_called() -> None:
    score = Score()
    for predicted, actual in ((10.0, 12.0), (10.0, 4.0), (20.0, 20.0)):
        score.add_error(predicted, actual)
        score.add_quantiles(actual, p10=5.0, p50=predicted, p80=15.0, p90=18.0)
    assert score.mean_error == pytest.approx(8 / 3)
    assert score.bias == pytest.approx(4 / 3)
    assert score.coverage == pytest.approx(1 / 3)
    assert score.median_error == pytest.approx(2.5, abs=1)
    assert Score.from_json(score.to_json()).to_json() == score.to_json()
    score.merge(score)
    assert score.count == 6
    assert Score().longer_share is None


def test_pinball_is_least_for_the_true_quantile() -> None:
    waits = range(100)
    losses = {
        guess: math.fsum(pinball(wait, guess, 0.8) for wait in waits)
        for guess in range(0, 100, 5)
    }
    assert min(losses, key=lambda guess: losses[guess]) == 80


def test_bands_are_those_of_the_report() -> None:
    assert [band(wait) for wait in (0, 4.9, 5, 14.9, 15, 29.9, 30)] == [
        *(0, 0, 1, 1, 2, 2, 3)
    ]
