"""Correcting an issued document: said by its holder or an officer, proposed by one
officer, decided by another.

The values of the answers that the document shows are corrected, never the decision. The
corrected document has the earlier one's last day; what was filed stays as it was filed.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec

from balarea.applications import errors, models, permissions, queries
from balarea.applications.operations import (
    content_to_issue,
    correction_values,
    sealed_contents,
    steps,
)
from balarea.applications.queries import corrections
from balarea.catalogue import queries as catalogue
from balarea.foundation import clock, ids, unit_of_work
from balarea.foundation.errors import NotFound
from balarea.foundation.operation import Actor, operation
from balarea.people.models import Officer
from balarea.people.queries import Scope
from balarea.people.rules import Action
from balarea.vault import operations as vault
from balarea.vault import queries as vault_queries

# Names in seals; never change them.
_TEXT, _VALUES, REASONS = "correction-text", "correction-values", "correction-reasons"


@operation
def ask_correction(
    *,
    case: UUID,
    owners: frozenset[UUID],
    field: str,
    text: str,
    by: Actor,
    at: dt.datetime,
) -> models.Correction:
    """Say what is wrong in the document of an own case.

    `field` is the question that the document shows wrongly; empty for something else.

    Raises:
        NotFound: it is not theirs.
        errors.CorrectionWaits: one waits already.
        errors.CannotCorrect: no document is in force.
        errors.ReasonsMissing, errors.TextTooLong: of the text.
    """
    rows = queries.applications_of(owners).filter(id=case)
    application = queries.locked_for_step(rows).first()
    if application is None:
        raise NotFound
    return _ask(application=application, field=field, text=text, by=by, at=at)


@operation
def begin_correction(
    *,
    case: UUID,
    field: str,
    text: str,
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> models.Correction:
    """The same by an officer: for the holder at a desk, or on their own finding.

    Raises:
        NotPermitted: without the right to take in or to decide.
    """
    application = queries.case_in_reach(case, scope, lock=True)
    if application is None:
        raise NotFound
    if not permissions.can(scope, Action.RECEIVE, application):
        permissions.check_can(scope, Action.DECIDE, application)
    return _ask(
        application=application,
        field=field,
        text=text,
        received_by=scope.officer,
        by=by,
        at=at,
    )


@operation
def _ask(
    *,
    application: models.Application,
    field: str,
    text: str,
    received_by: Officer | None = None,
    by: Actor,
    at: dt.datetime,
) -> models.Correction:
    if corrections.pending(application) is not None:
        raise errors.CorrectionWaits
    document = corrections.correctable_document(application, clock.today(at))
    if document is None:
        raise errors.CannotCorrect
    definition = catalogue.definition(application.definition)
    named = field if field in definition.fields or field == corrections.FINDING else ""
    content = steps.checked_reason(text).encode()
    row = models.Correction(
        id=ids.uuid7(),
        application=application,
        document=document,
        field=named,
        text=vault.seal(case=application.id, name=_TEXT, content=content, by=by, at=at),
        received_by=received_by,
        at=at,
    )
    unit_of_work.add(row)
    facts = {
        "number": document.number,
        "text": vault_queries.sealed_digest(row.text),
    }
    steps.log_entry(
        application=application, type="CORRECTION_ASKED", by=by, at=at, facts=facts
    )
    return row


@operation
def open_values(
    *,
    application: models.Application,
    purpose: str,
    by: Actor,
    at: dt.datetime,
) -> corrections.ShownValues:
    """Open what the document shows now; the access is recorded first."""
    definition = catalogue.definition(application.definition)
    answers = sealed_contents.open_answers(
        application=application, purpose=purpose, by=by, at=at
    )
    so_far = _approved(application=application, by=by, at=at)
    answers |= so_far.answers
    finding: str | None = None
    if definition.finding is not None:
        finding = so_far.finding or content_to_issue.open_finding(
            application=application, by=by, at=at
        )
    fields = corrections.correctable_fields(definition, answers, application.filed_on)
    return corrections.ShownValues(answers, fields, finding)


@operation
def _approved(
    *,
    application: models.Application,
    purpose: str | None = None,
    by: Actor,
    at: dt.datetime,
) -> corrections.Values:
    """The corrections of a case so far; a later one counts."""
    merged = corrections.Values({})
    for proposal in corrections.approved(application):
        one = open_proposal(
            application=application, proposal=proposal, purpose=purpose, by=by, at=at
        )
        answers = merged.answers | one.answers
        merged = corrections.Values(answers, one.finding or merged.finding)
    return merged


@operation
def corrected_values(
    *,
    application: models.Application,
    purpose: str | None = None,
    by: Actor,
    at: dt.datetime,
) -> dict[str, Any]:
    """The answers that were corrected since they were filed; `purpose` as below."""
    return _approved(application=application, purpose=purpose, by=by, at=at).answers


@operation
def open_proposal(
    *,
    application: models.Application,
    proposal: models.CorrectionProposal,
    purpose: str | None = None,
    by: Actor,
    at: dt.datetime,
) -> corrections.Values:
    """The values that an officer proposed; the access is recorded first.

    Without a `purpose` it follows from who opens them: an officer decides on them.
    """
    content = vault.open(
        sealed=proposal.values,
        case=application.id,
        name=_VALUES,
        by=by,
        purpose=purpose or _purpose(by),
        at=at,
        agency=application.agency,
        service=application.service,
    )
    return msgspec.json.decode(content, type=corrections.Values)


def _purpose(by: Actor) -> str:
    return {"OFFICER": "DECIDE", "SYSTEM": "ISSUE"}.get(by.kind, "OWN_DATA")


@operation
def propose(
    *,
    case: UUID,
    correction: UUID,
    raw: Mapping[str, Sequence[str]],
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> models.CorrectionProposal:
    """Propose the right values; `raw` are fields as typed, by question.

    Another proposal for the same correction replaces this one.

    Raises:
        NotFound, NotPermitted: as for a decision.
        errors.ChangedMeanwhile: it is decided already.
        errors.ValuesInvalid: with `problems` by question.
        errors.NothingChanged: they are what the document shows.
        errors.ChangesDecision: another fee or other requirements would follow.
    """
    application, row = locked(case, correction, scope)
    shown = open_values(application=application, purpose="DECIDE", by=by, at=at)
    values = correction_values.read(application, shown, raw, at)
    correction_values.check_same_decision(application, shown.answers, values)
    proposal = models.CorrectionProposal(
        id=ids.uuid7(),
        correction=row,
        application=application,
        values=vault.seal(
            case=application.id,
            name=_VALUES,
            content=msgspec.json.encode(values),
            by=by,
            at=at,
        ),
        officer=scope.officer,
        at=at,
    )
    unit_of_work.add(proposal)
    type = "CORRECTION_PROPOSED"
    facts = {"values": vault_queries.sealed_digest(proposal.values)}
    steps.log_entry(application=application, type=type, by=by, at=at, facts=facts)
    return proposal


def locked(
    case: UUID, correction: UUID, scope: Scope
) -> tuple[models.Application, models.Correction]:
    application = queries.case_in_reach(case, scope, lock=True)
    row = corrections.correction(correction, case=case) if application else None
    if application is None or row is None:
        raise NotFound
    permissions.check_can(scope, Action.DECIDE, application)
    if corrections.outcome_of(row) is not None:
        raise errors.ChangedMeanwhile
    return application, row


@operation
def open_texts(
    *,
    application: models.Application,
    rows: Sequence[models.Correction],
    purpose: str,
    by: Actor,
    at: dt.datetime,
) -> dict[UUID, tuple[str, str]]:
    """Correction → what was said to be wrong, and why nothing was corrected."""
    items = [(row.text, _TEXT) for row in rows]
    reasoned = [
        outcome
        for row in rows
        if (outcome := corrections.outcome_of(row)) and outcome.reasons is not None
    ]
    items += [(one.reasons, REASONS) for one in reasoned if one.reasons is not None]
    if not items:
        return {}
    opened = vault.open_many(
        items=items,
        case=application.id,
        by=by,
        purpose=purpose,
        at=at,
        agency=application.agency,
        service=application.service,
    )
    texts = [one.decode() for one in opened]
    why = {
        one.correction_id: text
        for one, text in zip(reasoned, texts[len(rows) :], strict=True)
    }
    return {
        row.id: (text, why.get(row.id, ""))
        for row, text in zip(rows, texts, strict=False)
    }
