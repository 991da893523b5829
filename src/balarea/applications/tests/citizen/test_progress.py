"""The progress of an application is shown in every state."""

import datetime as dt

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from balarea.applications import models
from balarea.applications.presenters import application_page, days, progress
from balarea.applications.rules import (
    CLOSED,
    FIRST_STATES,
    TRANSITIONS,
    WITH_CITIZEN,
    State,
)
from balarea.applications.tests.citizen.conftest import online
from balarea.foundation import clock, working_days

OFFICE = "Dinas Contoh"
START = dt.datetime(2026, 8, 17, 3, tzinfo=dt.UTC)


@st.composite
def walks(draw: st.DrawFn) -> list[State]:
    """A way through the states, at most twelve steps long."""
    walk = [draw(st.sampled_from(FIRST_STATES))]
    for _ in range(draw(st.integers(0, 12))):
        ways = sorted(TRANSITIONS[walk[-1]])
        if not ways:
            break
        walk.append(draw(st.sampled_from(ways)))
    return walk


@given(walks(), st.sampled_from(sorted(online())))
def test_tells_every_way_through_every_service(walk: list[State], code: str) -> None:
    changes = [
        models.StatusChange(
            state=state, actor_kind="SYSTEM", at=START + dt.timedelta(hours=n)
        )
        for n, state in enumerate(walk)
    ]
    application = models.Application(state=walk[-1], due_on=START.date())
    shown = progress.progress(application, online()[code], changes, OFFICE)
    assert [s.at for s in shown.steps if s.at] == [c.at for c in changes]
    now = [step for step in shown.steps if step.state == "now"]
    assert len(now) == (walk[-1] not in CLOSED)
    assert shown.is_open == bool(now)
    assert shown.is_yours == (walk[-1] in WITH_CITIZEN)
    assert all(step.title and step.by for step in shown.steps)
    order = [step.state for step in shown.steps if step.state != "stopped"]
    assert order == sorted(order, key=["done", "now", "next"].index)


@pytest.mark.parametrize(
    ("state", "day", "sentence"),
    [
        (State.RETURNED, dt.date(2026, 8, 14), "5 working days are left."),
        (State.RETURNED, dt.date(2026, 8, 20), "1 working day is left."),
        (State.RETURNED, dt.date(2026, 8, 21), "Today is the last day."),
        (State.RETURNED, dt.date(2026, 8, 22), ""),
        (State.AMENDED, dt.date(2026, 8, 20), ""),
    ],
)
def test_tells_how_many_working_days_are_left_to_mend(
    state: State, day: dt.date, sentence: str
) -> None:
    application = models.Application(state=state, due_on=dt.date(2026, 8, 21))
    opened = {dt.date(2026, 8, 17): True}  # Independence Day, worked for once
    with translation.override("en"):
        assert application_page.time_left(application, day, opened) == sentence


@pytest.mark.parametrize(
    ("state", "day", "late"),
    [
        (State.TO_DECIDE, dt.date(2026, 8, 21), 0),
        (State.TO_DECIDE, dt.date(2026, 8, 23), 0),
        (State.TO_DECIDE, dt.date(2026, 8, 24), 1),
        (State.TO_DECIDE, dt.date(2026, 8, 26), 2),  # the 25th is a holiday
        (State.RETURNED, dt.date(2026, 8, 24), 0),
        (State.AWAITING_LEVY, dt.date(2026, 8, 24), 0),
        (State.ISSUED, dt.date(2026, 8, 24), 0),
        (State.HANDED_OVER, dt.date(2026, 8, 24), 0),
    ],
)
def test_calls_an_office_late_only_while_it_waits_for_that_office(
    state: State, day: dt.date, late: int
) -> None:
    application = models.Application(state=state, due_on=dt.date(2026, 8, 21))
    assert application_page.late(application, day, {}) == late


def change(state: State, day: int, hour: int = 3) -> models.StatusChange:
    """A step in August 2026; three o'clock UTC is ten in Sumedang."""
    return models.StatusChange(
        state=state, at=dt.datetime(2026, 8, day, hour, tzinfo=dt.UTC)
    )


RETURNED_AND_AMENDED = [
    change(State.RECEIVED, 10),  # a Monday
    change(State.RETURNED, 12),
    change(State.AMENDED, 19),  # over a weekend and Independence Day, the 17th
    change(State.TO_DECIDE, 20),
]


@pytest.mark.parametrize(
    ("steps", "office", "citizen"),
    [
        ([], 4, 4),
        ([change(State.GRANTED, 21), change(State.ISSUED, 24)], 5, 4),
        ([change(State.AWAITING_LEVY, 21)], 4, 4),
        # At 17 UTC the next day has begun in Sumedang: the 22nd, a Saturday.
        ([change(State.AWAITING_LEVY, 21, 17)], 4, 4),
        ([change(State.AWAITING_LEVY, 20, 17), change(State.GRANTED, 24)], 4, 5),
    ],
)
def test_each_working_day_is_theirs_who_had_the_file(
    steps: list[models.StatusChange], office: int, citizen: int
) -> None:
    last = clock.today(steps[-1].at) if steps else dt.date(2026, 8, 21)
    passed = days.days([*RETURNED_AND_AMENDED, *steps], last, {})
    assert (passed.agency, passed.citizen) == (office, citizen)


def test_a_day_that_was_opened_counts_for_whoever_had_the_file() -> None:
    opened = {dt.date(2026, 8, 17): True}
    passed = days.days(RETURNED_AND_AMENDED, dt.date(2026, 8, 21), opened)
    assert (passed.agency, passed.citizen) == (4, 5)


def test_days_at_another_register_are_neither_the_office_s_nor_the_citizen_s() -> None:
    steps = [
        change(State.RECEIVED, 10),
        change(State.TO_HAND_OVER, 11),
        change(State.HANDED_OVER, 12),
    ]
    passed = days.days(steps, dt.date(2026, 8, 21), {})
    assert (passed.agency, passed.citizen, passed.elsewhere) == (2, 0, 6)


def test_no_day_passes_after_the_end() -> None:
    closed = [*RETURNED_AND_AMENDED, change(State.REFUSED, 21)]
    at_once = days.days(closed, dt.date(2026, 8, 21), {})
    assert days.days(closed, dt.date(2026, 12, 24), {}) == at_once


@given(walks(), st.integers(0, 60))
def test_every_working_day_is_somebodys(walk: list[State], later: int) -> None:
    steps = [
        models.StatusChange(state=state, at=START + dt.timedelta(hours=31 * n))
        for n, state in enumerate(walk)
    ]
    begin, end = clock.today(steps[0].at), clock.today(steps[-1].at)
    today = end + dt.timedelta(days=later)
    passed = days.days(steps, today, {})
    stops = end if walk[-1] in CLOSED else today
    together = passed.agency + passed.citizen + passed.elsewhere
    assert together == working_days.between(begin, stops, {})
