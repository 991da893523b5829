"""Replacing a lost or damaged document: the same content under a new number.

Nothing is decided anew. The earlier one is not in force from the issue of the new one
on, so that whoever finds it can't use it.
"""

import dataclasses
import datetime as dt
from uuid import UUID

from balarea.applications import (
    after_issue_rules,
    errors,
    models,
    permissions,
    queries,
)
from balarea.applications.operations import document_history, following, steps
from balarea.applications.queries import after_issue
from balarea.catalogue import queries as catalogue
from balarea.documents import operations as documents
from balarea.documents.models import IssuedDocument
from balarea.documents.rules import LinkKind
from balarea.foundation import clock, rate_limits
from balarea.foundation.errors import NotFound
from balarea.foundation.operation import Actor, operation
from balarea.people.queries import Scope
from balarea.people.rules import Action
from balarea.vault import queries as vault_queries


@operation
def replace_lost(
    *,
    case: UUID,
    owners: frozenset[UUID],
    is_confirmed: bool,
    seen_number: str,
    by: Actor,
    at: dt.datetime,
) -> IssuedDocument:
    """Issue the document of a case again because it is lost or damaged.

    `seen_number` is the number of the document that the page showed: a form that is
    sent twice replaces one document once.

    Raises:
        NotFound: it is not theirs.
        errors.NotConfirmed: the loss was not confirmed.
        errors.CannotReplace: there is no document that can be replaced, or another
            one than the page showed.
        foundation.errors.TooMany: after too many within a day.
    """
    rows = queries.applications_of(owners).filter(id=case)
    application = queries.locked_for_step(rows).first()
    if application is None:
        raise NotFound
    return _replace(
        application=application,
        is_confirmed=is_confirmed,
        seen_number=seen_number,
        by=by,
        at=at,
    )


@operation
def replace_at_desk(
    *,
    case: UUID,
    is_confirmed: bool,
    seen_number: str,
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> IssuedDocument:
    """The same for the holder, who stands at a front desk; raises the same.

    Raises:
        NotPermitted: without the right to take in.
    """
    application = queries.case_in_reach(case, scope, lock=True)
    if application is None:
        raise NotFound
    permissions.check_can(scope, Action.RECEIVE, application)
    return _replace(
        application=application,
        is_confirmed=is_confirmed,
        seen_number=seen_number,
        by=by,
        at=at,
    )


@operation
def _replace(
    *,
    application: models.Application,
    is_confirmed: bool,
    seen_number: str,
    by: Actor,
    at: dt.datetime,
) -> IssuedDocument:
    """Check, log who asked, and prepare the new document in the agency's name."""
    document = after_issue.replaceable(application, clock.today(at))
    if document is None or document.number != seen_number:
        raise errors.CannotReplace
    if not is_confirmed:
        raise errors.NotConfirmed
    key = vault_queries.blind_index("replacement", str(application.id))
    rate_limits.hit(
        "replacement",
        key,
        after_issue_rules.MAX_REPLACEMENTS,
        after_issue_rules.REPLACEMENT_WINDOW,
        at,
    )
    facts = {"number": document.number}
    steps.log_entry(
        application=application, type="REPLACEMENT_ASKED", by=by, at=at, facts=facts
    )
    office = following.issuer(catalogue.definition(application.definition))
    said = documents.open_content(document=document, by=office, at=at).paper
    return following.issue_again(
        application=application,
        earlier=document,
        content=dataclasses.replace(
            said,
            signatory=following.signatory_again(application, said.signatory),
            mark=document_history.MARK,
        ),
        kind=LinkKind.REPLACED,
        by=office,
        at=at,
    )
