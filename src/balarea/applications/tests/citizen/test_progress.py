"""The way of an application can be told from wherever it goes."""

import datetime as dt

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from balarea.applications import models
from balarea.applications.presenters import following, progress
from balarea.applications.rules import CLOSED, TRANSITIONS, WITH_CITIZEN, State
from balarea.applications.tests.citizen.conftest import online

OFFICE = "Dinas Contoh"
START = dt.datetime(2026, 8, 17, 3, tzinfo=dt.UTC)


@st.composite
def walks(draw: st.DrawFn) -> list[State]:
    """A way through the states, at most twelve steps long."""
    walk = [draw(st.sampled_from([State.AWAITING_FEE, State.RECEIVED]))]
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
    told = progress.progress(application, online()[code], changes, OFFICE)
    assert [s.at for s in told.steps if s.at] == [c.at for c in changes]
    now = [step for step in told.steps if step.state == "now"]
    assert len(now) == (walk[-1] not in CLOSED)
    assert told.is_open == bool(now)
    assert told.is_yours == (walk[-1] in WITH_CITIZEN)
    assert all(step.title and step.by for step in told.steps)
    order = [step.state for step in told.steps if step.state != "stopped"]
    assert order == sorted(order, key=["done", "now", "next"].index)


@pytest.mark.parametrize(
    ("state", "day", "told"),
    [
        (State.RETURNED, dt.date(2026, 8, 14), "5 working days are left."),
        (State.RETURNED, dt.date(2026, 8, 20), "1 working day is left."),
        (State.RETURNED, dt.date(2026, 8, 21), "Today is the last day."),
        (State.RETURNED, dt.date(2026, 8, 22), ""),
        (State.AMENDED, dt.date(2026, 8, 20), ""),
    ],
)
def test_tells_how_many_working_days_are_left_to_mend(
    state: State, day: dt.date, told: str
) -> None:
    application = models.Application(state=state, due_on=dt.date(2026, 8, 21))
    opened = {dt.date(2026, 8, 17): True}  # Independence Day, worked for once
    with translation.override("en"):
        assert following.time_left(application, day, opened) == told
