"""Who may do what. Rights are grants; objects are found through their owner."""

from balarea.applications.models import Application
from balarea.foundation import errors
from balarea.people.queries import Scope
from balarea.people.rules import Action


def can(scope: Scope, action: Action, application: Application) -> bool:
    """Whether the officer's grants allow `action` on this application's service."""
    return scope.allows(action, agency=application.agency, service=application.service)


def check_can(scope: Scope, action: Action, application: Application) -> None:
    """Raise `NotPermitted` unless `can`."""
    if not can(scope, action, application):
        raise errors.NotPermitted
