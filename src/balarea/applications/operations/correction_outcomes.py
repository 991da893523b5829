"""Deciding on the correction of a document: approved by somebody else than who proposed
it, or left as it is with reasons."""

import dataclasses
import datetime as dt
from uuid import UUID

from balarea.applications import errors, models
from balarea.applications.operations import (
    content_to_issue,
    correcting,
    creating,
    following,
    steps,
)
from balarea.applications.queries import after_issue, corrections
from balarea.catalogue import queries as catalogue
from balarea.documents.rules import LinkKind
from balarea.foundation import clock, unit_of_work
from balarea.foundation.operation import Actor, operation
from balarea.people.queries import Scope
from balarea.people.rules import masked_name
from balarea.vault import operations as vault
from balarea.vault import queries as vault_queries


@operation
def approve(
    *,
    case: UUID,
    correction: UUID,
    seen_proposal: str,
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Approve the proposed values: the document is issued anew with them.

    `seen_proposal` is the id of the proposal that the page showed.

    Raises:
        NotFound, NotPermitted: as for a decision.
        errors.ChangedMeanwhile: it is decided, or another proposal counts.
        errors.OwnCorrection: the officer proposed them.
        errors.CannotCorrect: the document isn't in force any more.
    """
    application, row = correcting.locked(case, correction, scope)
    proposal = corrections.last_proposal(row)
    if proposal is None or str(proposal.id) != seen_proposal:
        raise errors.ChangedMeanwhile
    if proposal.officer_id == scope.officer.id:
        raise errors.OwnCorrection
    _issue_corrected(
        application=application, correction=row, proposal=proposal, by=by, at=at
    )
    outcome = models.CorrectionOutcome(
        correction=row,
        application=application,
        proposal=proposal,
        officer=scope.officer,
        at=at,
    )
    unit_of_work.add(outcome)
    facts = {
        "outcome": "APPROVED",
        "number": row.document.number,
        "values": vault_queries.sealed_digest(proposal.values),
    }
    steps.log_entry(
        application=application, type="CORRECTION_DECIDED", by=by, at=at, facts=facts
    )


@operation
def _issue_corrected(
    *,
    application: models.Application,
    correction: models.Correction,
    proposal: models.CorrectionProposal,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Prepare the corrected document, and find the case by its holder as corrected."""
    document = after_issue.current_document(application, clock.today(at))
    if document is None or document.id != correction.document_id:
        raise errors.CannotCorrect
    shown = correcting.open_values(
        application=application, purpose="ISSUE", by=by, at=at
    )
    values = correcting.open_proposal(
        application=application, proposal=proposal, by=by, at=at
    )
    answers = {**shown.answers, **values.answers}
    content = content_to_issue.complete_content(
        application=application,
        signatory=content_to_issue.signatory_of(application),
        answers=answers,
        finding=values.finding or shown.finding or "",
        by=by,
        at=at,
    )
    signatory = following.signatory_again(application, content.signatory)
    following.issue_again(
        application=application,
        earlier=document,
        content=dataclasses.replace(content, signatory=signatory),
        kind=LinkKind.CORRECTED,
        by=by,
        at=at,
    )
    definition = catalogue.definition(application.definition)
    name, index = creating.holder(definition, answers)
    application.holder_masked = masked_name(name)
    application.holder_index = index
    application.person_index = creating.person_index(definition, answers)
    unit_of_work.change(application, "holder_masked", "holder_index", "person_index")


@operation
def reject(
    *,
    case: UUID,
    correction: UUID,
    reasons: str,
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Say why nothing is corrected; the document stays in force, the holder is told.

    Raises:
        NotFound, NotPermitted: as for a decision.
        errors.ChangedMeanwhile: it is decided already.
        errors.ReasonsMissing, errors.TextTooLong: of the reasons.
    """
    application, row = correcting.locked(case, correction, scope)
    content = steps.checked_reason(reasons).encode()
    outcome = models.CorrectionOutcome(
        correction=row,
        application=application,
        reasons=vault.seal(
            case=application.id, name=correcting.REASONS, content=content, by=by, at=at
        ),
        officer=scope.officer,
        at=at,
    )
    unit_of_work.add(outcome)
    application.revision += 1
    unit_of_work.change(application, "revision")
    facts = {"outcome": "REJECTED", "number": row.document.number}
    steps.log_entry(
        application=application, type="CORRECTION_DECIDED", by=by, at=at, facts=facts
    )
    params = {"number": row.document.number}
    kind = "CORR_REFUSED"
    steps.notify(application=application, kind=kind, by=by, at=at, params=params)
