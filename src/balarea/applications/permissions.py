"""Who may do what. Rights are grants; objects are found through their owner."""

from balarea.applications import errors
from balarea.applications.models import Application
from balarea.applications.rules import State
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.foundation.errors import NotPermitted
from balarea.people.queries import Scope
from balarea.people.rules import Action


def can(scope: Scope, action: Action, application: Application) -> bool:
    """Whether the officer's grants allow `action` on this application's service."""
    return scope.allows(action, agency=application.agency, service=application.service)


def check_can(scope: Scope, action: Action, application: Application) -> None:
    """Raise `NotPermitted` unless `can`."""
    if not can(scope, action, application):
        raise NotPermitted


_WAITS = {
    State.RECEIVED: (Action.VERIFY, "VERIFY"),
    State.AMENDED: (Action.VERIFY, "VERIFY"),
    State.TO_INSPECT: (Action.INSPECT, "INSPECT"),
    State.TO_DECIDE: (Action.DECIDE, "DECIDE"),
    State.TO_COUNTERSIGN: (Action.COUNTERSIGN, "DECIDE"),
}


def purpose_of(scope: Scope, application: Application) -> str:
    """Why an officer opens an application: the step that waits, if it is theirs."""
    action, purpose = _WAITS.get(State(application.state), (Action.READ, "CONSULT"))
    return purpose if can(scope, action, application) else "CONSULT"


def check_fileable(definition: engine.Definition) -> None:
    """Refuse a service that can't be asked for online now.

    Raises:
        errors.NotOnline: it is asked for at a desk only.
        errors.NoPaymentOnline: it has a fee, and nobody takes the money here.
    """
    if not definition.online:
        raise errors.NotOnline
    if not catalogue.is_fileable(online=True, fee=definition.fee.kind):
        raise errors.NoPaymentOnline(service=definition.code)
