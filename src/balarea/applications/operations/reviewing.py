"""A person's review of what rules decided (UU 27/2022 art. 10; UU 30/2014 art. 77).

The citizen says what isn't right; an officer confirms the decision or revokes its
document. The citizen then corrects the answers in a new draft, which has them already.
"""

import datetime as dt
from uuid import UUID

from balarea.applications import errors, models, permissions, queries
from balarea.applications.operations import (
    drafting,
    revoking,
    sealed_contents,
    steps,
)
from balarea.applications.rules import OBJECTION_ANSWER_WORKING_DAYS
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.documents import queries as documents
from balarea.foundation import calendar, clock, unit_of_work
from balarea.foundation import errors as foundation_errors
from balarea.foundation.operation import Actor, operation
from balarea.people.queries import Scope
from balarea.people.rules import Action
from balarea.vault import operations as vault


@operation
def request_review(
    *,
    case: UUID,
    owners: frozenset[UUID],
    text: str,
    by: Actor,
    at: dt.datetime,
) -> models.Review:
    """Ask for an officer to look at a decision of rules again.

    Raises:
        errors.NothingToReview: rules did not decide, or the document was revoked.
        errors.ReviewRequested: it was asked for already.
        errors.ReasonsMissing: what isn't right is said in too few letters.
    """
    rows = queries.applications_of(owners).select_for_update(of=("self",))
    application = queries.with_step_data(rows).filter(id=case).first()
    if application is None:
        raise foundation_errors.NotFound
    decision = queries.reviewable_decision(application)
    if decision is None:
        raise errors.NothingToReview
    if queries.review_of(application) is not None:
        raise errors.ReviewRequested
    content = steps.checked_reason(text).encode()
    review = models.Review(
        decision=decision,
        application=application,
        request=vault.seal(
            case=case, name="review-request", content=content, by=by, at=at
        ),
        due_on=calendar.add_working_days(
            clock.today(at), OBJECTION_ANSWER_WORKING_DAYS
        ),
        at=at,
    )
    unit_of_work.add(review)
    params = {"due_on": review.due_on.isoformat()}
    steps.log_entry(
        application=application, type="REVIEW_REQUESTED", by=by, at=at, facts=params
    )
    steps.notify(
        application=application, kind="REVIEW_ASKED", params=params, by=by, at=at
    )
    return review


@operation
def review(
    *,
    case: UUID,
    is_confirmed: bool,
    reasons: str,
    scope: Scope,
    seen_revision: int | None = None,
    by: Actor,
    at: dt.datetime,
) -> models.ReviewOutcome:
    """Confirm a decision of rules, or revoke its document, with reasons.

    `seen_revision` is as in `steps.lock_case`.

    Raises:
        foundation_errors.NotFound: not within reach of the officer's grants.
        foundation_errors.NotPermitted: without DECIDE; to revoke also without REVOKE.
        errors.ChangedMeanwhile: no review waits.
        errors.ReasonsMissing: the reasons have too few letters.
    """
    application = queries.case_in_reach(case, scope, lock=True)
    if application is None:
        raise foundation_errors.NotFound
    permissions.check_can(scope, Action.DECIDE, application)
    if seen_revision is not None and seen_revision != application.revision:
        raise errors.ChangedMeanwhile
    requested = queries.review_of(application)
    if requested is None or queries.review_outcome(application) is not None:
        raise errors.ChangedMeanwhile
    text = steps.checked_reason(reasons)
    outcome = models.ReviewOutcome(
        review=requested,
        application=application,
        is_confirmed=is_confirmed,
        reasons=vault.seal(
            case=case, name="review-reasons", content=text.encode(), by=by, at=at
        ),
        officer=scope.officer,
        at=at,
    )
    unit_of_work.add(outcome)
    facts = {"outcome": "CONFIRMED" if is_confirmed else "REVOKED"}
    steps.log_entry(application=application, type="REVIEWED", by=by, at=at, facts=facts)
    if is_confirmed:
        steps.notify(application=application, kind="REVIEWED", by=by, at=at)
    else:  # which says it to the citizen, too
        permissions.check_can(scope, Action.REVOKE, application)
        _revoke(application=application, reason=text, by=by, at=at)
    return outcome


@operation
def _revoke(
    *, application: models.Application, reason: str, by: Actor, at: dt.datetime
) -> None:
    document = documents.document_of(application.id)
    if document is None:
        raise foundation_errors.NotFound
    revoking.revoke_document(
        application=application, document=document, reason=reason, by=by, at=at
    )


@operation
def begin_correction(
    *, case: UUID, owners: frozenset[UUID], key: str, by: Actor, at: dt.datetime
) -> UUID:
    """Begin a new draft with the answers of an application whose document was revoked.

    The answers are sealed anew under the draft's own key. The same `key` gives the
    same draft.

    Raises:
        errors.NothingToReview: no review ended in a revocation.
        errors.TooManyDrafts: the owner has the maximum of open drafts.
    """
    application = queries.application(case, owners)
    if application is None:
        raise foundation_errors.NotFound
    outcome = queries.review_outcome(application)
    if outcome is None or outcome.is_confirmed:
        raise errors.NothingToReview
    begun = drafting.begin(
        service=application.service,
        contact=application.contact_id,
        person=application.person_id,
        mandate=application.mandate_id,
        village=application.village_id,
        language=application.language,
        key=key,
        by=by,
        at=at,
    )
    draft = queries.locked_draft(begun, owners)
    if draft is None or draft.pages_done:
        return begun
    answers = sealed_contents.open_own_answers(application=application, by=by, at=at)
    definition = catalogue.definition(draft.definition)
    visible = engine.visible_answers(definition, answers, as_of=clock.today(at))
    vault.replace(
        sealed=draft.answers,
        case=begun,
        name="answers",
        content=steps.to_json(visible),
        by=by,
        at=at,
    )
    pages = engine.visible_pages(definition, visible, as_of=clock.today(at))
    draft.pages_done = [page.id for page in pages]
    unit_of_work.change(draft, "pages_done")
    return begun
