"""Formulas against tables and each other; played days against formulas."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balarea.visits.staffing import blocks, queueing
from balarea.visits.staffing.erlang import (
    Flow,
    Target,
    blocking,
    desks_needed,
    mean_wait,
    waiting,
    within,
)
from balarea.visits.staffing.planning import lagged, mixture, plan_day, pooling
from balarea.visits.staffing.queueing import Visitor

RATES = st.floats(0.01, 3.0)
SERVICES = st.floats(1.0, 30.0)


@pytest.mark.parametrize(
    ("load", "desks", "share"),
    [(3.0, 5, 0.1101), (7.0, 10, 0.0787), (20.0, 30, 0.0085)],
)
def test_blocking_is_that_of_the_tables(load: float, desks: int, share: float) -> None:
    assert blocking(load, desks) == pytest.approx(share, abs=5e-5)


def test_one_desk_is_the_queue_of_textbooks() -> None:
    flow = Flow(arrivals=0.1, service=5)
    assert waiting(flow.load, 1) == pytest.approx(0.5)
    assert mean_wait(flow, 1) == pytest.approx(5.0)
    assert mean_wait(flow._replace(service_cv2=0), 1) == pytest.approx(2.5)  # M/D/1


def test_four_or_five_desks_for_24_visitors_an_hour() -> None:
    flow = Flow(arrivals=24 / 60, service=9)
    assert within(flow, 4, 10) == pytest.approx(0.49, abs=0.01)
    assert within(flow, 5, 10) == pytest.approx(0.91, abs=0.01)
    regular = flow._replace(service_cv2=0.64)
    assert mean_wait(regular, 4) == pytest.approx(14.5, abs=0.1)
    assert mean_wait(regular, 5) == pytest.approx(2.2, abs=0.1)
    assert desks_needed(flow, Target(0.8, 10)) == 5


@given(RATES, SERVICES, st.floats(1.01, 3.0))
def test_more_visitors_or_longer_serving_never_need_fewer_desks(
    rate: float, service: float, factor: float
) -> None:
    target, flow = Target(), Flow(rate, service)
    needed = desks_needed(flow, target)
    assert needed >= math.ceil(flow.load)
    assert desks_needed(flow._replace(arrivals=rate * factor), target) >= needed
    assert desks_needed(flow._replace(service=service * factor), target) >= needed
    assert within(flow, needed, target.minutes) >= target.share
    assert desks_needed(flow, target, absent=0.2) >= needed


@given(st.lists(st.tuples(RATES, SERVICES), min_size=1, max_size=6))
def test_a_shared_line_of_equal_queues_never_needs_more_desks(
    pairs: list[tuple[float, float]],
) -> None:
    service = pairs[0][1]
    flows = [Flow(rate, service) for rate, _ in pairs]
    saving = pooling(flows, Target())
    assert saving.together <= saving.separate
    assert mixture(flows).service_cv2 == pytest.approx(1.0)


def test_thirty_agencies_apart_need_twice_the_desks_of_one_line() -> None:
    flows = [Flow(1000 / 30 / 420, 9) for _ in range(30)]
    saving = pooling(flows, Target(0.8, 10))
    assert (saving.separate, saving.together) == (60, 23)


def test_played_days_agree_with_the_formula() -> None:
    flow = Flow(0.4, 9)
    chance, results = random.Random(5), []
    for _ in range(60):
        visitors = queueing.day([flow.arrivals] * 200, flow, chance)
        results += queueing.waits(visitors, [5])[200:]
    mean = sum(results) / len(results)
    assert mean == pytest.approx(mean_wait(flow, 5), rel=0.12)


def test_desks_that_open_later_leave_the_first_visitors_waiting() -> None:
    visitors = [Visitor(0, 10), Visitor(1, 10), Visitor(2, 10)]
    assert queueing.waits(visitors, [0, 2]) == [30, 29, 38]
    assert queueing.waits(visitors, [1, 2]) == [0, 9, 18]
    assert queueing.waits([Visitor(0, 40), Visitor(5, 5)], [1, 0, 1]) == [0, 55]
    assert queueing.waits(visitors, [0]) == [math.inf] * 3


def test_a_plan_follows_arrivals_and_adds_desks_where_a_queue_is_carried_over() -> None:
    arrivals = [0.2, 0.8, 0.8, 0.2]
    flow = Flow(0, 8, service_cv2=0.5)
    plan = plan_day(arrivals, flow, Target())
    assert not plan.is_played
    assert plan.desks[1] > plan.desks[0]
    crowded = plan_day(arrivals, flow, Target(), limit=6)
    assert crowded.is_played
    assert max(crowded.desks) == 6
    assert sum(crowded.desks) >= sum(min(6, one) for one in plan.desks)
    assert lagged([1.0, 0.0], 15) == [0.5, 0.5]
    assert plan_day([0.0, 0.0], flow, Target()).desks == (0, 0)


def test_a_block_begins_with_two_and_is_overbooked_as_no_shows_allow() -> None:
    assert blocks.bailey_welch(60, 15) == [0, 0, 15, 30]
    assert len(blocks.bailey_welch(60, 15, desks=2)) == 8
    assert blocks.overbooking(10, 0.0) == 0
    assert blocks.overbooking(20, 0.2) == 2
    assert blocks.overbooking(0, 0.5) == 0


@given(st.integers(1, 40), st.floats(0.0, 0.6))
def test_more_no_shows_never_allow_fewer_appointments(
    places: int, no_show: float
) -> None:
    more = blocks.overbooking(places, no_show)
    assert blocks.overbooking(places, min(0.95, no_show + 0.1)) >= more


@pytest.mark.parametrize("wrong", [-0.1, 1.0])
def test_refuses_what_is_no_share(wrong: float) -> None:
    with pytest.raises(ValueError, match="no share"):
        blocks.overbooking(5, wrong)
    with pytest.raises(ValueError, match="no share"):
        desks_needed(Flow(1, 1), Target(), absent=wrong)
    with pytest.raises(ValueError, match="can't be met"):
        desks_needed(Flow(1, 1), Target(1.0, 5))
