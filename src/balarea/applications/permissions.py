"""Who may do what: rights are grants of actions on an agency's services."""

import datetime as dt

from balarea.applications import errors
from balarea.applications.models import Application, Draft
from balarea.applications.queries import drawing
from balarea.applications.rules import (
    DRAFT_DAYS,
    MAX_DRAFT_DAYS,
    QUEUES,
    STATES,
    State,
)
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.foundation.errors import NotPermitted
from balarea.people.queries import Scope
from balarea.people.rules import CASE_ACTIONS, Action

# Actions whose purpose has another name.
_PURPOSES = {Action.COUNTERSIGN: "DECIDE", Action.SERVE: "COUNTER"}


def can(scope: Scope, action: Action, application: Application) -> bool:
    """Whether the officer's grants allow `action` on this application's service."""
    return scope.allows(action, agency=application.agency, service=application.service)


def check_can(scope: Scope, action: Action, application: Application) -> None:
    """Raise `NotPermitted` unless `can`."""
    if not can(scope, action, application):
        raise NotPermitted


def action_on(state: State) -> Action | None:
    """The officers' action for which an application waits in this state, if any."""
    queue = STATES[state].queue
    return Action(queue) if queue in QUEUES else None


def may_work(scope: Scope, action: Action, application: Application) -> bool:
    """Whether the officer may take this step now: `can`, and no colleague is at it."""
    is_others = application.handler_id not in {None, scope.officer.id}
    is_others |= waits_for_draw(application)
    return can(scope, action, application) and not is_others


def waits_for_draw(application: Application) -> bool:
    """Whether nobody works on it before an officer is drawn."""
    is_drawn = application.is_drawn and application.handler_id is None
    return is_drawn and drawing.is_in_force()


def check_handler(scope: Scope, application: Application) -> None:
    """Refuse a step on what a colleague works on.

    Raises:
        errors.NotDrawnYet: its officer is to be drawn first.
        errors.WithColleague: it is to be taken over first.
    """
    if waits_for_draw(application):
        raise errors.NotDrawnYet
    if application.handler_id not in {None, scope.officer.id}:
        raise errors.WithColleague


def may_speak(scope: Scope, application: Application) -> bool:
    """Whether an officer asks and answers for the office: who takes a step of it."""
    return any(can(scope, Action(action), application) for action in QUEUES)


def may_read_notes(scope: Scope, application: Application) -> bool:
    """Whether an officer sees internal notes: whoever does more than take in for it."""
    actions = CASE_ACTIONS - {Action.RECEIVE, Action.ASSIST}
    return any(can(scope, action, application) for action in actions)


def may_speak_for_person(scope: Scope, application: Application) -> bool:
    """Whether an officer at a desk writes for its owner, who has no contact with us."""
    is_reachable = application.contact_id is not None
    return not is_reachable and can(scope, Action.RECEIVE, application)


def purpose_of(scope: Scope, application: Application) -> str:
    """Why an officer opens an application: the step that waits, if it is theirs.

    A countersignature is a decision, and logged as one.
    """
    action = action_on(State(application.state))
    if action is None or not can(scope, action, application):
        return "CONSULT"
    return _PURPOSES.get(action, action.value)


def check_fileable(definition: engine.Definition) -> None:
    """Refuse a service that can't be asked for online now.

    Raises:
        errors.NotOnline: it is applied for at a desk only.
        errors.NoPaymentOnline: it has a fee, and no payment provider is set.
    """
    if not definition.online:
        raise errors.NotOnline
    if not catalogue.is_fileable(online=True, is_billed=definition.is_billed):
        raise errors.NoPaymentOnline(service=definition.code)


def check_form_fileable(identity: str) -> None:
    """The same of what a form is filed as: a service, or each service of a bundle."""
    bundle = catalogue.bundle_of(identity)
    if bundle is None:
        check_fileable(catalogue.definition(identity))
        return
    for member in bundle.members:
        check_fileable(catalogue.definition(member.definition))


def check_not_expired(draft: Draft, at: dt.datetime) -> None:
    """Refuse a draft that has expired."""
    if draft.expires_at is not None and draft.expires_at <= at:
        raise errors.DraftExpired(days=DRAFT_DAYS, max=MAX_DRAFT_DAYS)
