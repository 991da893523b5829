"""A whole simulated day by the real operations; what is counted is what happened."""

import datetime as dt
from uuid import UUID

import pytest

from balarea.foundation import clock
from balarea.visits import models
from balarea.visits.rules import Event, State
from balarea.visits.simulation.facts import TicketFacts
from balarea.visits.simulation.playing import Player
from balarea.visits.simulation.visitors import Step, Visitor
from balarea.visits.tests.days import Both, hall, open_building

pytestmark = pytest.mark.django_db

OPENS = 480.0


def visitors() -> list[Visitor]:
    """Sixteen people who do all that can be done with a number."""
    plain = [
        Visitor(
            joins=OPENS + 3 * number,
            comes=OPENS + 3 * number,
            channel="KIOSK",
            priority="ELDERLY" if number % 5 == 4 else "REGULAR",
            steps=(Step(("CARDS", "FAMILIES")[number % 2], 7.0, 0.5),),
        )
        for number in range(8)
    ]
    return [
        *plain,
        one_of(Step("CARDS", 6, 1, unheard=1), joins=OPENS + 1),
        one_of(Step("CARDS", 6, 1, unheard=3, returns_after=9), joins=OPENS + 2),
        one_of(Step("CARDS", 6, 1, unheard=3), joins=OPENS + 4),
        one_of(Step("CARDS", 8, 1, pause=6), joins=OPENS + 5),
        one_of(Step("CARDS", 4, 1), Step("FAMILIES", 5, 1), joins=OPENS + 6),
        one_of(Step("CARDS", 4, 1), joins=OPENS - 20, comes=OPENS + 35),
        one_of(Step("CARDS", 4, 1), joins=OPENS - 10, comes=None),
        one_of(Step("CARDS", 4, 1), joins=OPENS + 7, patience=2.0),
    ]


def one_of(
    *steps: Step,
    joins: float,
    comes: float | None = -1.0,
    patience: float = float("inf"),
) -> Visitor:
    here = joins if comes == -1.0 else comes
    return Visitor(joins, here, "KIOSK", "REGULAR", steps, patience=patience)


@pytest.fixture
def both(at: dt.datetime) -> Both:
    return open_building(at)


@pytest.fixture
def days(both: Both, at: dt.datetime) -> tuple[Player[int], Player[UUID]]:
    """The same day in memory and by operations, both played."""
    plan, midnight = hall(), clock.start_of(clock.today(at))

    def moment(minute: float) -> dt.datetime:
        return midnight + dt.timedelta(minutes=minute)

    memory = Player(plan, visitors(), both.memory, moment)
    real = Player(plan, visitors(), both.real, moment)
    memory.run()
    real.run()
    return memory, real


def test_a_day_by_operations_is_the_day_in_memory_and_its_figures_are_right(
    days: tuple[Player[int], Player[UUID]], both: Both
) -> None:
    memory, real = days
    assert memory.refused == real.refused == {}
    assert real.facts == memory.facts
    ends = {facts.ended for facts in real.facts}
    assert ends == {"DONE", "NO_SHOW", "LEFT", "EXPIRED"}
    for ticket, record in real.records.items():
        facts = record.facts
        rows = models.TicketEvent.objects.filter(ticket=ticket)
        events = list(rows.select_related("ticket").order_by("seq"))
        assert State(facts.ended) == events[-1].ticket.state
        counts_the_same(facts, events)
    for code in ("CARDS", "FAMILIES"):
        issued = models.Ticket.objects.filter(queue__code=code).order_by("number")
        numbers = list(issued.values_list("number", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))


def counts_the_same(facts: TicketFacts, events: list[models.TicketEvent]) -> None:
    """Waits, walks and services in the events are what whoever watched has noted."""
    calls = [one for one in events if one.type == Event.CALLED]
    if facts.wait is not None:
        assert calls[0].numbers["waited_s"] == pytest.approx(facts.wait * 60, abs=1)
    serving = [one for one in events if one.type == Event.SERVING]
    if serving and not facts.holds:
        walked = serving[0].numbers["walked_s"]
        assert walked == pytest.approx((facts.walk or 0) * 60, abs=1)
    done = next((one for one in events if one.type == Event.DONE), None)
    if done is not None and facts.service is not None and not facts.holds:
        served = done.numbers["served_s"]
        assert served == pytest.approx(facts.service * 60, abs=1)
