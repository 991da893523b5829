"""Who may do what on an application, and why its answers are opened."""

import msgspec
import pytest
from django.test import override_settings

from balarea.applications import errors, permissions
from balarea.applications.models import Application
from balarea.applications.rules import State
from balarea.applications.tests.citizen.conftest import online
from balarea.catalogue import definition as engine
from balarea.foundation.errors import NotPermitted
from balarea.people import models
from balarea.people.queries import Scope
from balarea.people.rules import Action


def scope(services: set[str], *actions: Action) -> Scope:
    """An officer who reads all of DKC and may do `actions` on `services`."""
    grants = (
        ("DKC", frozenset[str](), frozenset({Action.READ})),
        ("DKC", frozenset(services), frozenset(actions)),
    )
    return Scope(officer=models.Officer(), grants=grants)


def application(
    state: State = State.TO_DECIDE, *, agency: str = "DKC", service: str = "DKC-006"
) -> Application:
    return Application(agency=agency, service=service, state=state)


def test_a_right_holds_on_the_service_and_in_the_agency_of_its_grant() -> None:
    decides = scope({"DKC-006"}, Action.DECIDE)
    permissions.check_can(decides, Action.DECIDE, application())
    for other in (application(service="DKC-012"), application(agency="DPM")):
        assert not permissions.can(decides, Action.DECIDE, other)
        with pytest.raises(NotPermitted):
            permissions.check_can(decides, Action.DECIDE, other)


def test_a_right_to_one_action_is_none_to_another() -> None:
    decides = scope(set(), Action.DECIDE)
    assert permissions.can(decides, Action.DECIDE, application())
    for action in set(Action) - {Action.READ, Action.DECIDE}:
        assert not permissions.can(decides, action, application())
        with pytest.raises(NotPermitted):
            permissions.check_can(decides, action, application())


@pytest.mark.parametrize(
    ("state", "action", "purpose"),
    [
        (State.RECEIVED, Action.VERIFY, "VERIFY"),
        (State.AMENDED, Action.VERIFY, "VERIFY"),
        (State.TO_INSPECT, Action.INSPECT, "INSPECT"),
        (State.TO_DECIDE, Action.DECIDE, "DECIDE"),
        (State.TO_COUNTERSIGN, Action.COUNTERSIGN, "DECIDE"),
    ],
)
def test_answers_are_opened_for_the_step_that_waits_or_to_consult(
    state: State, action: Action, purpose: str
) -> None:
    waiting = application(state)
    assert permissions.purpose_of(scope(set(), action), waiting) == purpose
    others = set(Action) - {action}
    assert permissions.purpose_of(scope(set(), *others), waiting) == "CONSULT"
    elsewhere = scope({"DKC-012"}, action)
    assert permissions.purpose_of(elsewhere, waiting) == "CONSULT"


def test_answers_are_consulted_where_no_officer_s_step_waits() -> None:
    everything = scope(set(), *Action)
    for state in (State.AWAITING_FEE, State.RETURNED, State.GRANTED, State.ISSUED):
        assert permissions.purpose_of(everything, application(state)) == "CONSULT"


@pytest.fixture
def free() -> engine.Definition:
    return next(one for one in online().values() if one.fee.kind == "FREE")


def test_a_service_that_is_not_online_is_refused(free: engine.Definition) -> None:
    permissions.check_fileable(free)
    with pytest.raises(errors.NotOnline):
        permissions.check_fileable(msgspec.structs.replace(free, online=False))


def test_a_service_with_a_fee_is_refused_where_nobody_takes_payments(
    free: engine.Definition,
) -> None:
    paid = next(one for one in online().values() if one.fee.kind != "FREE")
    permissions.check_fileable(paid)
    with override_settings(BALAREA_PAYMENT_PROVIDER=""):
        permissions.check_fileable(free)
        with pytest.raises(errors.NoPaymentOnline) as refused:
            permissions.check_fileable(paid)
    assert refused.value.params["service"] == paid.code
