"""Transfer of a document to another holder, where the law has it.

The holder agrees: in their account, or at a desk by a signed statement. That gives a
code, with which the new holder begins an application. It is checked and decided like
every other one; once its document is issued, the earlier one is not in force any more.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from balarea.applications import (
    after_issue_rules,
    errors,
    models,
    permissions,
    queries,
)
from balarea.applications.operations import (
    correcting,
    drafting,
    following,
    renewing,
    sealed_contents,
    steps,
)
from balarea.applications.queries import after_issue, corrections
from balarea.applications.queries import front_desk as desk_queries
from balarea.catalogue import queries as catalogue
from balarea.documents import operations as documents
from balarea.documents.intake import Accepted
from balarea.documents.rules import LinkKind
from balarea.foundation import clock, ids, rate_limits, unit_of_work
from balarea.foundation.errors import NotFound, NotPermitted
from balarea.foundation.operation import Actor, operation
from balarea.people import queries as people
from balarea.people.models import Officer
from balarea.people.queries import Scope
from balarea.people.rules import Action
from balarea.vault import queries as vault_queries

STATEMENT = "STATEMENT"  # the mark of a signed statement, which no requirement has
MAX_TRIES, TRY_WINDOW = 10, dt.timedelta(hours=1)  # of codes, by one contact
MAX_FILES = 3

type NamedFile = tuple[str, Accepted]


@operation
def agree(
    *, case: UUID, owners: frozenset[UUID], by: Actor, at: dt.datetime
) -> models.TransferConsent:
    """Agree as the holder; an open consent is given again, not a second one.

    Raises:
        NotFound: it is not theirs.
        errors.OnlyHolder: somebody acts for the holder, by a mandate or as a village.
        errors.CannotTransfer: the law has no transfer, the document isn't in force, or
            somebody applies for it already.
    """
    rows = queries.applications_of(owners).filter(id=case)
    application = queries.locked_for_step(rows).first()
    if application is None:
        raise NotFound
    if not application.owners & owners:
        raise errors.OnlyHolder
    return _agree(application=application, received_by=None, by=by, at=at)


@operation
def agree_at_desk(
    *,
    case: UUID,
    files: Sequence[NamedFile],
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> models.TransferConsent:
    """The same by a statement that the holder signed, which is stored; raises the same.

    Raises:
        NotPermitted: without the right to take in.
        errors.StatementMissing: there is no file.
    """
    application = queries.case_in_reach(case, scope, lock=True)
    if application is None:
        raise NotFound
    permissions.check_can(scope, Action.RECEIVE, application)
    if not files:
        raise errors.StatementMissing
    officer = scope.officer
    consent = _agree(application=application, received_by=officer, by=by, at=at)
    if consent.at != at:  # an open one, with its own statement
        return consent
    for name, accepted in files:
        documents.add_evidence(
            case=consent.id,
            requirement=STATEMENT,
            name=name,
            accepted=accepted,
            max_files=MAX_FILES,
            agency=application.agency,
            service=application.service,
            by=by,
            at=at,
        )
    return consent


@operation
def _agree(
    *,
    application: models.Application,
    received_by: Officer | None,
    by: Actor,
    at: dt.datetime,
) -> models.TransferConsent:
    definition = catalogue.definition(application.definition)
    document = after_issue.transferable(application, definition, clock.today(at))
    if document is None:
        raise errors.CannotTransfer
    if (given := after_issue.open_consent(application, at)) is not None:
        return given
    consent = models.TransferConsent(
        id=ids.uuid7(),
        application=application,
        received_by=received_by,
        at=at,
        expires_at=at + dt.timedelta(days=after_issue_rules.CONSENT_DAYS),
    )
    consent.code_hash = after_issue.code_hash(after_issue.consent_code(consent))
    unit_of_work.add(consent)
    facts = {"number": document.number}
    steps.log_entry(
        application=application, type="TRANSFER_AGREED", by=by, at=at, facts=facts
    )
    return consent


@operation
def withdraw_consent(
    *, case: UUID, owners: frozenset[UUID], by: Actor, at: dt.datetime
) -> None:
    """Take the consent back before its code was used; then nothing happens.

    Raises:
        NotFound: it is not theirs.
    """
    rows = queries.applications_of(owners).filter(id=case)
    application = queries.locked_for_step(rows).first()
    if application is None:
        raise NotFound
    consent = after_issue.open_consent(application, at)
    if consent is None:
        return
    consent.ended_at = at
    unit_of_work.change(consent, "ended_at")
    steps.log_entry(application=application, type="TRANSFER_ENDED", by=by, at=at)


@operation
def begin_transfer(
    *, code: str, contact: UUID, language: str, key: str, by: Actor, at: dt.datetime
) -> UUID | None:
    """Begin the new holder's draft with the code that the holder passed on.

    None where the code isn't known or can't be used any more: the try is counted.
    What the document says of the thing is filled in, nothing about the holder.

    Raises:
        errors.CannotTransfer: the document isn't in force any more.
        foundation.errors.TooMany: after too many codes within an hour.
    """
    index = vault_queries.blind_index("transfer-code", str(contact))
    rate_limits.hit("transfer-code", index, MAX_TRIES, TRY_WINDOW, at)
    consent = after_issue.consent_of_code(code, at)
    if consent is None:
        return None
    return _begin(
        consent=consent, contact=contact, language=language, key=key, by=by, at=at
    )


@operation
def begin_transfer_at_desk(
    *,
    owner: UUID,
    code: str,
    language: str,
    key: str,
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> UUID | None:
    """The same for the new holder, who stands at a front desk; codes are counted by
    officer. `owner` is a person or a proved contact.

    Raises:
        NotFound: no such owner.
        NotPermitted: the officer doesn't take in this service.
        errors.CannotTransfer, foundation.errors.TooMany: as online.
    """
    scope.require(Action.RECEIVE)
    who = people.case_owner(owner)
    if who is None:
        raise NotFound
    index = vault_queries.blind_index("transfer-code", f"desk {scope.officer.id}")
    rate_limits.hit("transfer-code", index, MAX_TRIES, TRY_WINDOW, at)
    consent = after_issue.consent_of_code(code, at)
    if consent is None:
        return None
    application = consent.application
    if not desk_queries.receives(scope, application.agency, application.service):
        raise NotPermitted
    return _begin(
        consent=consent,
        contact=who.contact.id if who.contact is not None else None,
        person=who.person.id if who.person is not None else None,
        language=language,
        key=key,
        by=by,
        at=at,
    )


@operation
def _begin(
    *,
    consent: models.TransferConsent,
    contact: UUID | None,
    person: UUID | None = None,
    language: str,
    key: str,
    by: Actor,
    at: dt.datetime,
) -> UUID:
    application = consent.application
    definition = catalogue.definition(application.definition)
    document = after_issue.transferable(application, definition, clock.today(at))
    if document is None or definition.transfer is None:
        raise errors.CannotTransfer
    draft = drafting.begin(
        service=application.service,
        contact=contact,
        person=person,
        language=language,
        key=key,
        by=by,
        at=at,
    )
    office = following.issuer(definition)
    answers = _stated(application=application, by=office, at=at)
    renewing.continue_case(
        draft=draft,
        application=application,
        kind=LinkKind.TRANSFERRED,
        answers=answers | renewing.preset(definition.transfer, document),
        owners=frozenset(one for one in (contact, person) if one is not None),
        by=by,
        at=at,
    )
    consent.successor = draft
    unit_of_work.change(consent, "successor")
    steps.log_entry(application=application, type="TRANSFER_BEGUN", by=by, at=at)
    return draft


@operation
def _stated(
    *, application: models.Application, by: Actor, at: dt.datetime
) -> dict[str, Any]:
    """What the document states of the thing, from pages that ask for nothing personal.

    Opened in the agency's name, which the holder sees.
    """
    answers = sealed_contents.open_answers(
        application=application, purpose="CONSULT", by=by, at=at
    )
    answers |= correcting.corrected_values(application=application, by=by, at=at)
    definition = catalogue.definition(application.definition)
    about_people = {
        field.id
        for page in definition.pages
        if any(one.personal for one in page.fields)
        for field in page.fields
    }
    return {
        field.id: answers[field.id]
        for field in corrections.stated_fields(definition)
        if field.id in answers and field.id not in about_people
    }
