"""Every officer's step asks for its own right, on the service of the application."""

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from balarea.applications import models, testing
from balarea.applications.measure_rules import Ground, MeasureKind
from balarea.applications.operations import (
    deciding,
    inspecting,
    measures,
    returning,
    verifying,
)
from balarea.applications.rules import Outcome, State
from balarea.applications.tests.conftest import ApplicationIn, officer_for
from balarea.foundation.errors import NotFound, NotPermitted
from balarea.people import testing as people
from balarea.people.models import Officer
from balarea.people.queries import officer_actor
from balarea.people.rules import Action

pytestmark = pytest.mark.django_db

type Step = Callable[..., object]

BIRTH, FAMILY_CARD = "DKC-016", "DKC-012"


def decide(**given: Any) -> object:
    return deciding.decide(outcome=Outcome.GRANTED, reasons=testing.REASONS, **given)


def inspect(**given: Any) -> object:
    return inspecting.inspect(
        visited_on=given["at"].date(), is_met=True, report=testing.REPORT, **given
    )


def countersign(**given: Any) -> object:
    return deciding.countersign(agrees=True, **given)


def mark(**given: Any) -> object:
    return verifying.save_marks(marks={"R1": True}, **given)


def save_return(**given: Any) -> object:
    return returning.save_return(marks={"R1": False}, remarks={}, **given)


def return_for_correction(**given: Any) -> object:
    return returning.return_for_correction(defects={"R1": testing.DEFECT}, **given)


def send_return(**given: Any) -> object:
    return returning.send_return(answer_by=given["at"].date(), seen_revision=0, **given)


def revoke(**given: Any) -> object:
    return measures.propose(
        kind=MeasureKind.REVOCATION,
        ground=Ground.REQUEST,
        reason=testing.REFUSAL,
        **given,
    )


# The step, its right, a service that has it, and the state in which it is taken.
STEPS: list[tuple[Step, Action, str, State]] = [
    (verifying.accept, Action.VERIFY, BIRTH, State.RECEIVED),
    (mark, Action.VERIFY, BIRTH, State.RECEIVED),
    (save_return, Action.VERIFY, BIRTH, State.RECEIVED),
    (returning.preview_return, Action.VERIFY, BIRTH, State.RECEIVED),
    (return_for_correction, Action.VERIFY, BIRTH, State.RECEIVED),
    (send_return, Action.VERIFY, BIRTH, State.RECEIVED),
    (inspect, Action.INSPECT, "DPM-058", State.TO_INSPECT),
    (decide, Action.DECIDE, BIRTH, State.TO_DECIDE),
    (countersign, Action.COUNTERSIGN, BIRTH, State.TO_COUNTERSIGN),
    (revoke, Action.REVOKE, BIRTH, State.ISSUED),
]


def arguments(officer: Officer, case: UUID, at: dt.datetime) -> dict[str, Any]:
    scope, by = people.scope_of(officer), officer_actor(officer)
    return {"case": case, "scope": scope, "by": by, "at": at}


def refused(
    application: models.Application, step: Step, officer: Officer, at: dt.datetime
) -> type[Exception]:
    """What a step raises that leaves the application as it was."""
    before = application.state, application.revision
    with pytest.raises((NotPermitted, NotFound)) as raised:
        step(**arguments(officer, application.id, at))
    application.refresh_from_db()
    assert (application.state, application.revision) == before
    return raised.type


@pytest.mark.parametrize(
    ("step", "action", "service", "state"),
    STEPS,
    ids=[step.__name__ for step, *_ in STEPS],
)
def test_refuses_without_the_step_s_own_right_on_the_service(
    application_in: ApplicationIn,
    at: dt.datetime,
    step: Step,
    action: Action,
    service: str,
    state: State,
) -> None:
    application = application_in(service, state)
    agency = application.agency
    others = set(Action) - {action}
    without = people.appoint(agency, others, at)
    assert refused(application, step, without, at) is NotPermitted
    elsewhere = people.appoint(agency, {Action.READ}, at)
    people.grant(elsewhere, agency, {action}, at, services=[f"{agency}-001"])
    assert refused(application, step, elsewhere, at) is NotPermitted
    of_another_agency = people.appoint("POL", set(Action), at)
    assert refused(application, step, of_another_agency, at) is NotFound
    overseer = people.appoint(agency, {Action.OVERSEE}, at)
    assert refused(application, step, overseer, at) is NotFound


def test_a_right_on_one_service_reaches_no_application_for_another(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    application = application_in(BIRTH, State.RECEIVED)
    officer = people.appoint("DKC", set(Action), at, services=[FAMILY_CARD])
    assert refused(application, verifying.open_case, officer, at) is NotFound


def test_a_message_is_sent_again_by_those_who_may_read_the_case(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    application = application_in(BIRTH, State.RECEIVED)
    verifier = people.appoint("DKC", {Action.VERIFY}, at)
    message = application.id  # of no message: the right is asked for first
    with pytest.raises(NotPermitted):
        verifying.send_again(message=message, **arguments(verifier, application.id, at))
    with pytest.raises(NotFound):
        verifying.send_again(
            case=application.id,
            message=message,
            at=at,
            **officer_for(Action.READ, application),
        )
