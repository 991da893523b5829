"""Decide with reasons, and countersign what another officer proposed."""

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from balarea.applications import errors, models, permissions, queries
from balarea.applications.operations import (
    answering,
    asking_advice,
    authority,
    charging,
    content_to_issue,
    grant_reasons,
    sealed_contents,
    steps,
    third_parties,
    verifying,
)
from balarea.applications.rules import Outcome, State
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.foundation import clock, unit_of_work
from balarea.foundation.operation import Actor, operation
from balarea.payments import errors as payment_errors
from balarea.people import queries as people
from balarea.people.models import Officer
from balarea.people.queries import Scope
from balarea.people.rules import Action
from balarea.vault import operations as vault


@operation
def decide(
    *,
    case: UUID,
    outcome: Outcome,
    reasons: str = "",
    ready_reason: str = "",
    unmet: Collection[str] = (),
    done_on: dt.date | None = None,
    scope: Scope,
    seen_revision: int | None = None,
    by: Actor,
    at: dt.datetime,
) -> models.Decision:
    """Decide with reasons; where the service has a countersigner, propose.

    A refusal rests on `unmet` (requirement ids) and on the marks, and may begin with
    the `ready_reason` of this id. `done_on` is the day of an act.

    Raises:
        errors.NoGround, errors.ForeignRequirement: refused without one that applies.
        errors.ReasonsMissing: a refusal has too few letters.
        errors.StillDefective: granted, with a requirement marked as a defect.
    """
    application, by = authority.lock_case(
        case=case,
        scope=scope,
        action=Action.DECIDE,
        seen_revision=seen_revision,
        by=by,
        at=at,
    )
    is_proposal = _is_proposal(application, outcome, scope, clock.today(at))
    decision = _write_decision(
        application=application,
        outcome=outcome,
        reasons=reasons,
        ready_reason=ready_reason,
        unmet=unmet,
        done_on=done_on,
        scope=scope,
        by=by,
        at=at,
    )
    if is_proposal:
        _propose(application=application, decision=decision, by=by, at=at)
    else:
        _carry_out(
            application=application, decision=decision, scope=scope, by=by, at=at
        )
    return decision


@operation
def _propose(
    *,
    application: models.Application,
    decision: models.Decision,
    by: Actor,
    at: dt.datetime,
) -> None:
    facts, to = _facts(decision), State.TO_COUNTERSIGN
    steps.change_state(
        application=application, to=to, type="PROPOSED", by=by, at=at, facts=facts
    )


@operation
def _write_decision(
    *,
    application: models.Application,
    outcome: Outcome,
    reasons: str,
    ready_reason: str,
    unmet: Collection[str],
    done_on: dt.date | None,
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> models.Decision:
    """Write the decision, after checking its reasons and its grounds.

    A grant with no or few words gets a generated sentence before them; an answer, and
    the finding that a document states, have to say something themselves.
    """
    asking_advice.check_decidable(
        application=application, outcome=outcome, reasons=reasons, by=by, at=at
    )
    third_parties.check_weighed(application, at)
    definition = catalogue.definition(application.definition)
    unmet_requirements: list[str] = []
    is_granted = outcome == Outcome.GRANTED
    if is_granted:
        text = grant_reasons.text(
            application=application, reasons=reasons, by=by, at=at
        )
        _check_marks(application=application, by=by, at=at)
    else:
        full_text = queries.reason_text(
            definition, "REFUSE", ready_reason, reasons, application.language
        )
        text = steps.checked_reason(full_text).encode()
        unmet_requirements = _unmet_requirements(
            application=application, named=unmet, by=by, at=at
        )
    decision = models.Decision(
        application=application,
        outcome=outcome,
        unmet=unmet_requirements,
        reasons=vault.seal(
            case=application.id, name="reasons", content=text, by=by, at=at
        ),
        done_on=answering.day_of_act(application, is_granted, done_on, at),
        officer=scope.officer,
        at=at,
    )
    return unit_of_work.add(decision)


def _facts(decision: models.Decision) -> dict[str, str]:
    return {"outcome": decision.outcome, "unmet": ",".join(decision.unmet)}


@operation
def _unmet_requirements(
    *,
    application: models.Application,
    named: Collection[str],
    by: Actor,
    at: dt.datetime,
) -> list[str]:
    """The requirements on which a refusal rests, inspections included."""
    answers = sealed_contents.open_answers(
        application=application, by=by, at=at, purpose="DECIDE"
    )
    verifying.check_requirements_apply(application, answers, named)
    definition = catalogue.definition(application.definition)
    marks, is_met = queries.marks(application), queries.is_met_on_site(application)
    unmet = [
        requirement.id
        for requirement in engine.requirements(
            definition, answers, as_of=application.filed_on
        )
        if requirement.id in named
        or (
            not is_met
            if requirement.evidence == "INSPECTION"
            else marks.get(requirement.id) is False
        )
    ]
    if is_met and not unmet:
        raise errors.NoGround
    return unmet


@operation
def _check_marks(
    *, application: models.Application, by: Actor, at: dt.datetime
) -> None:
    """Refuse to grant with a defect in what these answers ask for, or on site."""
    definition = catalogue.definition(application.definition)
    inspected = [r.id for r in definition.requirements if r.evidence == "INSPECTION"]
    if queries.must_grant(application):
        return
    if inspected and not queries.is_met_on_site(application):
        raise errors.StillDefective(requirements=", ".join(inspected))
    defects = [key for key, met in queries.marks(application).items() if not met]
    if not defects:
        return
    answers = sealed_contents.open_answers(
        application=application, by=by, at=at, purpose="DECIDE"
    )
    to_mark = {
        requirement.id
        for requirement in queries.to_check(
            definition, answers, as_of=application.filed_on
        )
    }
    if defective := [key for key in defects if key in to_mark]:
        raise errors.StillDefective(requirements=", ".join(defective))


def _is_proposal(
    filed: models.Application, outcome: Outcome, scope: Scope, today: dt.date
) -> bool:
    """Whether somebody has to countersign; refuses what no other officer could.

    What a granted objection decided already needs nobody, and can't be refused.
    """
    if queries.must_grant(filed):
        if outcome != Outcome.GRANTED:
            raise errors.MustGrant
        return False
    if "COUNTERSIGN" not in catalogue.definition(filed.definition).steps:
        return False
    may_sign = permissions.can(scope, Action.COUNTERSIGN, filed)
    if may_sign and not people.has_other_officer(
        Action.COUNTERSIGN,
        agency=filed.agency,
        service=filed.service,
        besides=scope.officer,
        today=today,
    ):
        raise errors.NobodyCountersigns
    return True


@operation
def countersign(
    *,
    case: UUID,
    agrees: bool,
    note: str = "",
    scope: Scope,
    seen_revision: int | None = None,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Agree to a proposed decision, or send it back with a note.

    Raises:
        errors.SamePerson: the proposal is one's own.
        errors.ReasonsMissing: disagreeing needs a note.
    """
    application, by = authority.lock_case(
        case=case,
        scope=scope,
        action=Action.COUNTERSIGN,
        seen_revision=seen_revision,
        by=by,
        at=at,
    )
    decision = queries.last_decision(application)
    if decision is None or decision.officer is None:
        raise errors.ChangedMeanwhile
    if decision.officer_id == scope.officer.id:
        raise errors.SamePerson
    text = (steps.normalized_text if agrees else steps.checked_reason)(note).encode()
    countersignature = models.Countersignature(
        decision=decision,
        decided_by=decision.officer,
        officer=scope.officer,
        agrees=agrees,
        note=vault.seal(case=case, name="note", content=text, by=by, at=at)
        if text
        else None,
        at=at,
    )
    unit_of_work.add(countersignature)
    if not agrees:
        to = State.TO_DECIDE
        steps.change_state(
            application=application, to=to, type="SENT_BACK", by=by, at=at
        )
        return
    _carry_out(application=application, decision=decision, scope=scope, by=by, at=at)


@operation
def _carry_out(
    *,
    application: models.Application,
    decision: models.Decision,
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Carry out a final decision; the officer of `scope` took the last step."""
    signatory = scope.officer
    carry_out(
        application=application, decision=decision, signatory=signatory, by=by, at=at
    )


def _log_type(decision: models.Decision) -> str:
    if decision.is_by_law:
        return "GRANTED_BY_LAW"
    return "DECIDED_BY_RULES" if decision.is_by_rules else "DECIDED"


@operation
def carry_out(
    *,
    application: models.Application,
    decision: models.Decision,
    signatory: Officer | None,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Carry out a final decision.

    `signatory` is the officer who took the last step; None where rules or the law
    decided.
    """
    facts = _facts(decision)
    kind = _log_type(decision)
    if decision.outcome == Outcome.REFUSED:
        _refuse(application=application, facts=facts, by=by, at=at)
        return
    definition = catalogue.definition(application.definition)
    answers = sealed_contents.open_answers(
        application=application, by=by, at=at, purpose="ISSUE"
    )
    fee = engine.fee(definition, answers, as_of=application.filed_on)
    is_due_now = bool(fee.amount) and fee.due == "DECISION"
    if definition.result is not None and not is_due_now:
        answering.give(
            application=application, decision=decision, type=kind, by=by, at=at
        )
        return
    steps.change_state(
        application=application,
        to=State.AWAITING_LEVY if is_due_now else State.GRANTED,
        type=kind,
        by=by,
        at=at,
        facts=facts,
    )
    if is_due_now:
        params = {"levy": str(fee.amount)}
        steps.notify(
            application=application, kind="DECIDED", params=params, by=by, at=at
        )
        _charge(application=application, fee=fee, by=by, at=at)
        return
    if not decision.is_by_rules:  # of those the receipt says it
        steps.notify(application=application, kind="DECIDED", by=by, at=at)
    content_to_issue.prepare(
        application=application, signatory=signatory, answers=answers, by=by, at=at
    )


@operation
def _refuse(
    *,
    application: models.Application,
    facts: dict[str, str],
    by: Actor,
    at: dt.datetime,
) -> None:
    to, kind = State.REFUSED, "DECIDED"
    steps.change_state(
        application=application, to=to, type=kind, by=by, at=at, facts=facts
    )
    steps.notify(application=application, kind="REFUSED", by=by, at=at)


@operation
def _charge(
    *, application: models.Application, fee: engine.Fee, by: Actor, at: dt.datetime
) -> None:
    """Bill the levy; where no payment provider is set, nothing is decided."""
    try:
        charging.charge(application=application, fee=fee, by=by, at=at)
    except payment_errors.NoProvider:
        raise errors.NoLevyOnline from None
