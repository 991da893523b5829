"""Ranges that are shown, when none is, and how they change over time."""

import dataclasses
import itertools

from hypothesis import given
from hypothesis import strategies as st

from balarea.visits.estimate.damping import LONGER, SHORTER, Shown, damped
from balarea.visits.estimate.estimating import (
    LITTLE_HISTORY,
    NO_DESK,
    PAST_CLOSING,
    Estimated,
    estimate,
    shown_range,
)
from balarea.visits.estimate.history import (
    MINIMUM,
    History,
    history,
    residual,
    shifted,
)
from balarea.visits.estimate.site_state import DeskState, SiteState
from balarea.visits.estimate.summaries import QueueSummary
from balarea.visits.estimate.work_ahead import Workload

from .examples import line, summary

AT = 600.0


def learned(served: int = 400, residuals: int = 400) -> History:
    """A queue whose waits were from 40 % below to 60 % above the prediction."""
    one = summary([10.0] * served)
    for size in range(6):
        for number in range(residuals):
            one.add_residual(size, residual(6 + 10 * number / residuals, 10.0))
    return history([{"A": one}], {"A": 10.0})


def made(history: History, *places: float, desks: int = 1) -> Estimated:
    of = tuple(DeskState(str(number), {"A": 0.0}) for number in range(desks))
    state = SiteState(AT, 0, {"A": line(*places)}, of)
    return estimate(Workload(state, history), "A", AT)


def test_shows_the_range_from_p10_to_p80_outwards_to_five_minutes() -> None:
    fresh = made(learned(), 590.0, 591.0, 592.0)
    assert (fresh.ahead, fresh.desks, fresh.is_honest) == (3, 1, True)
    assert fresh.p10
    assert fresh.p50
    assert fresh.p80
    assert fresh.p90
    assert fresh.p10 < fresh.p50 < fresh.p80 < fresh.p90
    low, high = fresh.shown or (0, 0)
    assert low <= fresh.p10 < low + 5
    assert high - 5 < fresh.p80 <= high


def test_shows_none_without_a_desk_without_history_and_past_closing() -> None:
    assert made(learned(), desks=0).why_hidden == NO_DESK
    assert made(learned(served=MINIMUM - 1)).why_hidden == LITTLE_HISTORY
    assert made(learned(residuals=10)).why_hidden == LITTLE_HISTORY
    crowd = [500.0 + number for number in range(28)]
    beyond = made(learned(), *crowd)
    assert beyond.why_hidden == PAST_CLOSING  # 280 minutes, or 60 % more; 300 are left
    assert beyond.predicted is not None
    assert made(learned(), *crowd, *crowd).why_hidden == PAST_CLOSING
    for hidden in (made(learned(), desks=0), beyond):
        assert hidden.shown is None


def test_a_young_queue_has_the_errors_of_all_queues() -> None:
    young = summary([10.0] * MINIMUM)
    both = history(
        [{"A": young, "B": learned().queues["A"].summary}], {"A": 10.0, "B": 10.0}
    )
    assert made(both, 590.0).shown == made(learned(), 590.0).shown


def test_a_residual_leads_back_to_the_wait() -> None:
    for actual, predicted in itertools.product((0.0, 3.0, 40.0), repeat=2):
        assert abs(shifted(predicted, residual(actual, predicted)) - actual) < 1e-9


def test_summaries_survive_storage_and_add_up() -> None:
    one = learned().queues["A"].summary
    stored = QueueSummary.from_json(one.to_json())
    assert stored.to_json() == one.to_json()
    stored.merge(one)
    assert stored.ratios.count == 2 * one.ratios.count
    assert history([{"A": stored}], {"A": 10.0}).queues["A"].count == 800


def test_what_was_said_stays_in_force_while_it_can_be_true() -> None:
    first = damped(None, 0.0, low=20, middle=28, high=33)
    assert first.minutes(0.0) == (20, 35)
    later = damped(first, 5.0, low=8, middle=22, high=40)
    assert (later.begins, later.ends, later.change) == (20.0, 35.0, "")
    narrower = damped(later, 10.0, low=12, middle=18, high=20)
    assert (narrower.begins, narrower.ends) == (20.0, 30.0)
    assert narrower.minutes(12.0) == (5, 20)


def test_says_so_when_it_takes_longer_or_goes_faster() -> None:
    first = damped(None, 0.0, low=20, middle=28, high=33)
    slow = damped(first, 10.0, low=22, middle=30, high=38)
    assert (slow.begins, slow.ends, slow.change) == (30.0, 50.0, LONGER)
    assert damped(slow, 11.0, low=20, middle=29, high=37).change == ""
    fast = damped(first, 10.0, low=2, middle=5, high=9)
    assert (fast.begins, fast.ends, fast.change) == (10.0, 20.0, SHORTER)


quantiles = st.tuples(*[st.floats(0, 200)] * 3).map(sorted)


@given(st.lists(st.tuples(st.floats(0, 15), quantiles), min_size=2))
def test_never_silently_shrinks_and_grows(
    steps: list[tuple[float, list[float]]],
) -> None:
    at, before = 0.0, None
    for passed, (low, middle, high) in steps:
        at += passed
        shown = damped(before, at, low=low, middle=middle, high=high)
        assert shown.begins < shown.ends
        begins, ends = shown.minutes(at)
        assert 0 <= begins < ends
        assert begins % 5 == ends % 5 == 0
        if before is not None:
            assert shown.ends <= before.ends or shown.change == LONGER
            assert shown.begins >= before.begins or shown.change == SHORTER
            assert not (shown.change == LONGER and shown.ends <= before.ends)
            assert shown.change or before.begins <= at + middle <= before.ends
        before = shown


@given(st.floats(0, 500), st.floats(0, 100))
def test_a_range_holds_both_ends_and_is_at_most_ten_minutes_wider(
    low: float, width: float
) -> None:
    begins, ends = shown_range(low, low + width)
    assert begins <= low
    assert low + width <= ends
    assert 5 <= ends - begins <= max(5, width + 10)


def test_a_shown_range_does_not_go_below_zero_after_its_time() -> None:
    over = dataclasses.replace(Shown(10.0, 20.0))
    assert over.minutes(30.0) == (0, 5)
