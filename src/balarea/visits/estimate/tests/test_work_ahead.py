"""The work before a ticket: golden cases, and what must hold for any state."""

import dataclasses
import math

from hypothesis import given
from hypothesis import strategies as st

from balarea.visits.estimate.facts import PRIORITY
from balarea.visits.estimate.history import history
from balarea.visits.estimate.site_state import (
    DeskState,
    Due,
    QueueState,
    Serving,
    SiteState,
    Waiting,
)
from balarea.visits.estimate.summaries import Sums
from balarea.visits.estimate.work_ahead import Workload

from .examples import SERVICE, history_of, line, summary

AT = 600.0
ONE = history_of("A")
THREE = history_of("A", "B", "C", mean=8.0, spread=True)
CODES = ("A", "B", "C")


def desk(code: str = "1", *queues: str, since: float | None = None) -> DeskState:
    of = queues or ("A",)
    serving = None if since is None else Serving(of[0], SERVICE, AT - since)
    return DeskState(code, dict.fromkeys(of, 0.0), serving=serving)


def wait(state: SiteState, queue: str = "A", effective: float = AT) -> float | None:
    return Workload(state, ONE).predict(queue, effective).minutes


def state(queue: QueueState, *desks: DeskState, at: float = AT) -> SiteState:
    return SiteState(at, 0, {"A": queue}, desks)


def about(minutes: float | None, expected: float) -> bool:
    return minutes is not None and math.isclose(minutes, expected, abs_tol=0.6)


def test_nobody_waits_who_comes_to_a_free_desk() -> None:
    assert wait(state(line(), desk())) == 0


def test_one_desk_first_finishes_and_then_serves_those_ahead() -> None:
    assert about(wait(state(line(590.0, 595.0), desk(since=4.0))), 26.5)


def test_two_desks_that_began_apart_take_turns() -> None:
    """They are free after 2.5 and 7.5 minutes, then every five minutes one is."""
    desks = desk("1", since=8.0), desk("2", since=3.0)
    assert about(wait(state(line(590.0, 595.0), *desks)), 12.5)


def test_tickets_behind_do_not_count() -> None:
    assert wait(state(line(601.0, 602.0), desk())) == 0


def test_a_break_and_the_time_before_opening_are_waited_for() -> None:
    windows = ((480.0, 620.0), (680.0, 900.0))
    behind_break = line(590.0, 595.0, 596.0, windows=windows)
    assert about(wait(state(behind_break, desk())), 90.0)
    assert about(wait(state(line(windows=windows), desk(), at=650.0)), 30.0)
    assert about(wait(state(line(windows=windows), desk(), at=450.0)), 30.0)


def test_gives_nothing_when_the_queue_closes_before_or_no_desk_is_open() -> None:
    crowd = line(*(500.0 + n for n in range(40)))
    assert wait(state(crowd, desk())) is None
    assert wait(state(line())) is None


def test_lunch_by_turns_counts_by_what_is_usual() -> None:
    one = summary([10.0] * 400)
    one.usual = {"24": Sums(30_000.0, 15_000.0)}  # 12:00 to 12:30: half of the desks
    usual = history([{"A": one}], {"A": 10.0})
    crowd = line(*(700.0 + n for n in range(6)))
    at_noon = state(crowd, desk("1"), desk("2"), at=719.9)
    without = wait(at_noon, effective=719.9)
    minutes = Workload(at_noon, usual).predict("A", 719.9).minutes
    assert without is not None
    assert minutes is not None
    assert 10 < minutes - without < 17


def test_those_who_will_overtake_are_expected() -> None:
    one = summary([10.0] * 400)
    one.priority = {"10": Sums(10.0, 20.0)}  # two an hour
    rate = history([{"A": one}], {"A": 10.0})
    queue = state(line(590.0, 591.0, 592.0), desk())
    regular = Workload(queue, rate).predict("A", AT).minutes
    assert about(regular, 45.0)  # 30 and half of it again: 1.5 × 10 × 45 / 45
    assert about(Workload(queue, rate).predict("A", 593.0 - 60).minutes, 0.0)


def test_bookings_and_numbers_from_home_count_by_how_many_come() -> None:
    due = Due(AT - 5, AT + 30, SERVICE)
    absent = dataclasses.replace(due, until=AT - 1)
    home = Waiting(AT - 8, SERVICE, is_here=False)
    queue = dataclasses.replace(line(AT - 10), due=(due, absent))
    assert about(wait(state(queue, desk())), 18.0)
    queue = dataclasses.replace(queue, waiting=(*queue.waiting, home))
    assert about(wait(state(queue, desk())), 26.0)
    passed = dataclasses.replace(queue, called_until=AT - 7)
    assert about(wait(state(passed, desk())), 18.0)
    ahead = Workload(state(queue, desk()), ONE).predict("A", AT).ahead
    assert ahead == 1  # people in the building


def test_a_shared_desk_first_serves_earlier_tickets_of_its_other_queue() -> None:
    both = history_of("A", "B")
    shared = SiteState(AT, 0, {"A": line(), "B": line(590.0)}, (desk("1", "A", "B"),))
    assert about(Workload(shared, both).predict("A", AT).minutes, 10.0)
    assert about(Workload(shared, both).predict("A", 580.0).minutes, 0.0)
    apart = dataclasses.replace(shared, desks=(*shared.desks, desk("2", "A")))
    assert about(Workload(apart, both).predict("A", AT).minutes, 0.0)
    weights = {"A": 0.0, "B": -15.0}  # it prefers A by a quarter of an hour
    preferring = dataclasses.replace(shared, desks=(DeskState("1", weights),))
    assert about(Workload(preferring, both).predict("A", AT).minutes, 0.0)


def test_a_slow_day_is_noticed() -> None:
    slow = dataclasses.replace(line(590.0), today=Sums(600.0, 900.0))
    usual, minutes = wait(state(line(590.0), desk())), wait(state(slow, desk()))
    assert usual is not None
    assert minutes is not None
    assert 3.0 < minutes - usual < 5.1


minutes = st.floats(400, 900, allow_nan=False)
categories = st.sampled_from(["REGULAR", PRIORITY])
tickets = st.builds(
    Waiting, minutes, st.just(SERVICE), categories, is_here=st.booleans()
)
queues = st.builds(
    QueueState,
    waiting=st.lists(tickets, max_size=12).map(tuple),
    due=st.lists(st.builds(Due, minutes, minutes, st.just(SERVICE)), max_size=3).map(
        tuple
    ),
    windows=st.sampled_from(
        [((480.0, 900.0),), ((480.0, 720.0), (780.0, 900.0)), ((300.0, 3000.0),)]
    ),
    today=st.builds(Sums, st.floats(0, 500), st.floats(0, 500)),
)
desks = st.builds(
    DeskState,
    st.just("1"),
    st.dictionaries(st.sampled_from(CODES), st.floats(0, 20), min_size=1),
    st.none() | st.floats(400, 600),
    st.none()
    | st.builds(Serving, st.sampled_from(CODES), st.just(SERVICE), st.floats(400, 600)),
)
sites = st.builds(
    SiteState,
    st.floats(600, 880),
    st.integers(0, 6),
    st.fixed_dictionaries(dict.fromkeys(CODES, queues)),
    st.lists(desks, min_size=1, max_size=5).map(tuple),
)


def predicted(site: SiteState, effective: float) -> float:
    """Minutes; infinite if there is no prediction."""
    minutes = Workload(site, THREE).predict("A", effective).minutes
    return math.inf if minutes is None else minutes


@given(sites, minutes)
def test_is_never_negative_nor_undefined(site: SiteState, effective: float) -> None:
    value = predicted(site, effective)
    assert value >= 0
    assert not math.isnan(value)


@given(sites, minutes, st.sampled_from(CODES), tickets)
def test_more_people_never_make_it_shorter(
    site: SiteState, effective: float, code: str, ticket: Waiting
) -> None:
    queue = site.queues[code]
    longer = dataclasses.replace(queue, waiting=(*queue.waiting, ticket))
    more = dataclasses.replace(site, queues={**site.queues, code: longer})
    assert predicted(more, effective) >= predicted(site, effective) - 1e-6


@given(sites, minutes, desks)
def test_one_more_desk_never_makes_it_longer(
    site: SiteState, effective: float, desk: DeskState
) -> None:
    more = dataclasses.replace(site, desks=(*site.desks, desk))
    assert predicted(more, effective) <= predicted(site, effective) + 0.02


@given(sites, minutes, st.floats(600, 800), st.floats(1, 60))
def test_a_break_never_makes_it_shorter(
    site: SiteState, effective: float, begins: float, length: float
) -> None:
    whole = dataclasses.replace(site.queues["A"], windows=((480.0, 900.0),))
    broken = dataclasses.replace(
        whole, windows=((480.0, begins), (begins + length, 900.0))
    )
    without = dataclasses.replace(site, queues={**site.queues, "A": whole})
    within = dataclasses.replace(site, queues={**site.queues, "A": broken})
    assert predicted(within, effective) >= predicted(without, effective) - 0.02


@given(sites, minutes, minutes)
def test_a_later_place_never_waits_shorter(
    site: SiteState, first: float, second: float
) -> None:
    first, second = sorted((first, second))
    assert predicted(site, first) <= predicted(site, second) + 0.02
