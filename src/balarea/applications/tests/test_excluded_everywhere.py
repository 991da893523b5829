"""Whoever is excluded from a case is refused by every operation of officers on it."""

import datetime as dt
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from uuid import UUID

import pytest

from balarea.applications import errors, models, operations, queries
from balarea.applications.hand_out_rules import Collector, Identity, Way
from balarea.applications.objection_rules import Remedy
from balarea.applications.operations import conflicts, handing_out
from balarea.applications.operations.handing_out import Handing
from balarea.applications.rules import AdviceOutcome, Outcome, State
from balarea.applications.tests.conftest import ApplicationIn, officer_for
from balarea.applications.tests.test_advising import pbg
from balarea.foundation.errors import NotFound
from balarea.people import queries as people
from balarea.people import testing as people_testing
from balarea.people.models import Officer
from balarea.people.rules import Action

__all__ = ["pbg"]

pytestmark = pytest.mark.django_db
CARD = "DKC-006"
# What names one case. Operations on many cases call those on one.
NAMING = {"case", "cases", "advice", "hand_out"}
# Begins or records an exclusion itself, or names no case of an application.
NOT_SWEPT = {
    "conflicts.record_found": "records what was found, and opens nothing",
    "correcting.locked": "the first line of the steps of a correction, which are swept",
}
# The first thing that each operation asks is whether the officer may see the case, so
# any value will do for the others.
VALUES: dict[str, Any] = {
    "answers": {},
    "decided_on": dt.date(2026, 1, 1),
    "agrees": True,
    "handed_on": dt.date(2026, 1, 1),
    "handing": Handing(Way.PRINTED, Collector.HOLDER, Identity.IDENTITY_CARD),
    "is_granted": True,
    "is_met": True,
    "marks": {},
    "raw": {},
    "remedy": Remedy.OBJECTION,
    "seen_revision": None,
    "seen_saved_at": None,
}


class Operation(NamedTuple):
    name: str
    call: Callable[..., object]
    named: str  # its parameter that names the case


def _officers_operations() -> Iterator[Operation]:
    """Every public operation of this app that an officer calls on one case."""
    for module in pkgutil.iter_modules(operations.__path__):
        loaded = importlib.import_module(f"{operations.__name__}.{module.name}")
        for name, call in inspect.getmembers(loaded, inspect.isfunction):
            parameters = inspect.signature(call).parameters
            named = NAMING.intersection(parameters)
            is_own = call.__module__ == loaded.__name__ and not name.startswith("_")
            if is_own and "scope" in parameters and named:
                [one] = named
                yield Operation(f"{module.name}.{name}", call, one)


def _arguments(one: Operation, subject: object) -> dict[str, Any]:
    """Values for its parameters, but for the officer and the time."""
    given: dict[str, Any] = {one.named: subject}
    for name, parameter in inspect.signature(one.call).parameters.items():
        if name in {one.named, "scope", "by", "at"}:
            continue
        if name in VALUES:
            given[name] = VALUES[name]
        elif name == "outcome":
            is_advice = one.named == "advice"
            given[name] = AdviceOutcome.AGREES if is_advice else Outcome.GRANTED
        elif parameter.default is inspect.Parameter.empty:
            given[name] = UUID(int=1) if parameter.annotation is UUID else "words"
    return given


class Excluded(NamedTuple):
    """An officer who may do everything, but not on these."""

    officer: Officer
    issued: models.Application
    returned: models.Application
    advice: models.Advice
    hand_out: models.HandOut

    def subject(self, one: Operation) -> object:
        if one.named == "advice":
            return self.advice.id
        if one.named == "hand_out":
            return self.hand_out.id
        if one.named == "cases":
            return [self.issued.id]
        # What the front desk writes to is a draft, here one that mends a returned one.
        at_desk = one.name.startswith("front_desk.") and not one.name.endswith("_slip")
        return self.returned.id if at_desk else self.issued.id


def _somebody(agencies: set[str], at: dt.datetime) -> Officer:
    first, *others = sorted(agencies)
    every = [action for action in Action if action is not Action.ASSIST]
    officer = people_testing.appoint(first, every, at)
    for agency in others:
        people_testing.grant(officer, agency, every, at)
    return officer


@pytest.fixture
def arranged(
    application_in: ApplicationIn, pbg: models.Application, at: dt.datetime
) -> Excluded:
    advice = queries.advices(pbg)[0]
    issued = application_in(CARD, State.ISSUED)
    returned = application_in(CARD, State.RETURNED)
    officer = _somebody({pbg.agency, issued.agency, advice.agency}, at)
    receiving = officer_for(Action.RECEIVE, issued)
    handing = VALUES["handing"]
    handing_out.hand_out(cases=[issued.id], handing=handing, at=at, **receiving)
    hand_out = queries.hand_out_of(issued.id)
    assert hand_out is not None
    for case in (issued, returned, pbg):
        conflicts.declare(case=case.id, ground="FAMILY", at=at, **_acting(officer))
    return Excluded(officer, issued, returned, advice, hand_out)


def _acting(officer: Officer) -> dict[str, Any]:
    return {
        "scope": people_testing.scope_of(officer),
        "by": people.officer_actor(officer),
    }


def test_every_operation_on_a_case_refuses_whoever_is_excluded(
    arranged: Excluded, at: dt.datetime
) -> None:
    swept, let_through = 0, []
    for one in _officers_operations():
        if one.name in NOT_SWEPT:
            continue
        swept += 1
        arguments = _arguments(one, arranged.subject(one))
        try:
            one.call(**arguments, at=at, **_acting(arranged.officer))
        except errors.Excluded:
            continue
        except Exception as error:  # noqa: BLE001 - named in the failure
            let_through.append(f"{one.name}: {error!r}")
        else:
            let_through.append(one.name)
    assert let_through == []
    assert swept > 30


def test_the_sweep_finds_an_operation_that_forgets_to_ask(
    arranged: Excluded, at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = "balarea.applications.queries.conflicts.check_no_interest"
    monkeypatch.setattr(path, lambda case, scope: None)
    with pytest.raises(AssertionError):
        test_every_operation_on_a_case_refuses_whoever_is_excluded(arranged, at)


def test_a_colleague_reads_and_hands_out_all_the_same(
    arranged: Excluded, at: dt.datetime
) -> None:
    colleague = officer_for(Action.RECEIVE, arranged.issued)
    papers = handing_out.documents_at_desk(case=arranged.issued.id, at=at, **colleague)
    assert arranged.issued.id in {one.application.id for one in papers}
    stranger = people_testing.appoint("DPM", [Action.READ], at)
    with pytest.raises(NotFound):
        handing_out.documents_at_desk(
            case=arranged.issued.id, at=at, **_acting(stranger)
        )
