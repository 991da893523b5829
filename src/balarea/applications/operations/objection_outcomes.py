"""Deciding on objections and appeals; silence grants them.

A granted one replaces the refusal: the application is granted anew in the same
transaction, and its document is written. Against a measure it puts the document back
into force. Where only a person can write what was asked
for, it goes back to its decision, which may then only be a grant. Either way a letter
says so.
"""

import datetime as dt
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext, override

from balarea.applications import (
    errors,
    general_reasons,
    models,
    objection_rules,
    queries,
)
from balarea.applications.general_reasons import Use
from balarea.applications.objection_rules import TERMS, ObjectionState, Remedy
from balarea.applications.operations import (
    content_to_issue,
    deciding,
    objecting,
    objection_letters,
    reinstating,
    steps,
)
from balarea.applications.operations.authority import acting
from balarea.applications.queries import objections
from balarea.applications.rules import Basis, Outcome
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.foundation import calendar, clock, unit_of_work
from balarea.foundation import errors as foundation_errors
from balarea.foundation.operation import SYSTEM, SYSTEM_ID, Actor, ActorKind, operation
from balarea.people import queries as people
from balarea.people.models import Officer
from balarea.people.queries import Scope
from balarea.vault import operations as vault

_BASIS = {Remedy.OBJECTION: Basis.OBJECTION, Remedy.APPEAL: Basis.APPEAL}


@operation
def decide_objection(
    *,
    case: UUID,
    objection: UUID,
    is_granted: bool,
    reasons: str,
    ready_reason: str = "",
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> models.ObjectionOutcome:
    """Decide on an objection or appeal, with reasons in each case.

    Raises:
        foundation_errors.NotFound: not within reach of the officer's grants.
        foundation_errors.NotPermitted: without the right to decide on this remedy.
        errors.ChangedMeanwhile: it is decided already.
        errors.DecidedByTime: its last day has passed.
        errors.HadAPart: the officer had a part in the decision.
        errors.ReasonsMissing: the reasons have too few letters.
    """
    application = queries.case_in_reach(case, scope, lock=True)
    row = queries.objection(objection, case=case) if application else None
    if application is None or row is None:
        raise foundation_errors.NotFound
    action = objections.action_to_decide(scope, row, application)
    if action is None:
        raise foundation_errors.NotPermitted
    if not objections.is_waiting(row):
        raise errors.ChangedMeanwhile
    last_on = objections.due_on(row, calendar.overrides())
    if clock.today(at) > last_on:
        raise errors.DecidedByTime(last=f"{last_on:%d-%m-%Y}")
    if scope.officer.id in objections.participants_in(row):
        raise errors.HadAPart
    text = general_reasons.composed(
        Use.OBJECTION, ready_reason, reasons, application.language
    )
    return _record(
        application=application,
        objection=row,
        is_granted=is_granted,
        reasons=steps.checked_reason(text),
        officer=scope.officer,
        by=acting(by, scope=scope, action=action, application=application, at=at),
        at=at,
    )


@operation
def lapse(*, by: Actor = SYSTEM, at: dt.datetime) -> bool:
    """Grant one objection that nobody decided in time; returns whether there was one.

    Each has its own transaction (UU 30/2014 arts. 77 (5), 78 (5)).
    """
    overrides = calendar.overrides()
    row = objections.lapsed(clock.today(at), overrides)
    if row is None:
        return False
    rows = models.Application.objects.filter(id=row.application_id)
    application = queries.locked_for_step(rows).get()
    definition = catalogue.definition(application.definition)
    with override(application.language):
        last_on = date_format(objections.due_on(row, overrides), "j F Y")
        reasons = gettext(
            "Nobody decided on it by %(day)s. By %(law)s it is then granted."
        ) % {"day": last_on, "law": TERMS[Remedy(row.remedy)].silence}
    _record(
        application=application,
        objection=row,
        is_granted=True,
        reasons=reasons,
        officer=None,
        by=law_actor(definition),
        at=at,
    )
    return True


def law_actor(definition: engine.Definition) -> Actor:
    """The system, acting in the name of the office whose time passed."""
    office = content_to_issue.office_of(definition, people.agency(definition.agency))
    return Actor(
        ActorKind.SYSTEM,
        SYSTEM_ID,
        agency=definition.agency,
        office=f"{office.id}, karena hukum",
        office_translations={"en": f"{office.en or office.id}, by law"},
    )


@operation
def _record(
    *,
    application: models.Application,
    objection: models.Objection,
    is_granted: bool,
    reasons: str,
    officer: Officer | None,
    by: Actor,
    at: dt.datetime,
) -> models.ObjectionOutcome:
    """Write the outcome, its step, its letter, and what follows for the application."""
    state = _state(officer, is_granted=is_granted)
    objecting.add_step(objection=objection, state=state, by=by, at=at)
    content = reasons.encode()
    outcome = models.ObjectionOutcome(
        objection=objection,
        application=application,
        is_granted=is_granted,
        reasons=vault.seal(
            case=objection.id, name="objection-reasons", content=content, by=by, at=at
        ),
        officer=officer,
        at=at,
    )
    unit_of_work.add(outcome)
    facts = {"remedy": objection.remedy, "outcome": state.value}
    kind = "OBJECTION_DECIDED" if officer else "OBJECTION_LAPSED"
    steps.log_entry(application=application, type=kind, by=by, at=at, facts=facts)
    params, kind = _params(objection, is_granted=is_granted, at=at), "OBJ_DECIDED"
    steps.notify(application=application, kind=kind, params=params, by=by, at=at)
    objection_letters.prepare(
        application=application,
        objection=objection,
        is_granted=is_granted,
        reasons=reasons,
        officer=officer,
        by=by,
        at=at,
    )
    if is_granted:
        _take_effect(
            application=application,
            objection=objection,
            reasons=reasons,
            officer=officer,
            by=by,
            at=at,
        )
    return outcome


@operation
def _take_effect(
    *,
    application: models.Application,
    objection: models.Objection,
    reasons: str,
    officer: Officer | None,
    by: Actor,
    at: dt.datetime,
) -> None:
    """What follows from a granted objection for the document or the refusal."""
    if objection.measure is None:
        _replace_refusal(
            application=application,
            objection=objection,
            reasons=reasons,
            officer=officer,
            by=by,
            at=at,
        )
        return
    reinstating.undo_measure(
        measure=objection.measure,
        remedy=Remedy(objection.remedy),
        reasons=reasons,
        by=by,
        at=at,
    )


def _state(officer: Officer | None, *, is_granted: bool) -> ObjectionState:
    if officer is None:
        return ObjectionState.GRANTED_BY_SILENCE
    return ObjectionState.GRANTED if is_granted else ObjectionState.REJECTED


def _params(
    objection: models.Objection, *, is_granted: bool, at: dt.datetime
) -> dict[str, str]:
    """For the message: which remedy, and until when an appeal may be filed."""
    params = {"remedy": objection.remedy}
    if objection.measure is not None:
        params["measure"] = objection.measure.kind
    if is_granted:
        return params | {"granted": "yes"}
    if objection.remedy == Remedy.OBJECTION:
        last_on = objection_rules.file_by(
            Remedy.APPEAL, clock.today(at), calendar.overrides()
        )
        params["appeal_by_on"] = last_on.isoformat()
    return params


@operation
def _replace_refusal(
    *,
    application: models.Application,
    objection: models.Objection,
    reasons: str,
    officer: Officer | None,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Set the refusal aside and grant what was asked for.

    An answer or an act is a person's to give, and so is a grant whose levy can't be
    billed here: these wait for their decision, with the days of the law.
    """
    definition = catalogue.definition(application.definition)
    remedy = Remedy(objection.remedy)
    facts = {"remedy": objection.remedy}
    steps.reopen(application=application, by=by, at=at, facts=facts)
    if definition.result is not None or not catalogue.is_fileable(
        online=True, is_billed=definition.is_billed
    ):
        issue_by = objection_rules.issue_by(
            remedy, clock.today(at), calendar.overrides()
        )
        application.due_on = max(application.due_on, issue_by)
        unit_of_work.change(application, "due_on")
        return
    decision = models.Decision(
        application=application,
        outcome=Outcome.GRANTED,
        reasons=vault.seal(
            case=application.id,
            name="reasons",
            content=reasons.encode(),
            by=by,
            at=at,
        ),
        basis=_BASIS[remedy],
        officer=officer,
        at=at,
    )
    unit_of_work.add(decision)
    deciding.carry_out(
        application=application, decision=decision, signatory=officer, by=by, at=at
    )
