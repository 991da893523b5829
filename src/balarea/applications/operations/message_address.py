"""Choosing which verified contact gets messages about an application."""

import datetime as dt
from uuid import UUID

from balarea.applications import errors, models
from balarea.applications.operations import drafting, steps
from balarea.foundation import errors as foundation_errors
from balarea.foundation import unit_of_work
from balarea.foundation.operation import Actor, operation
from balarea.people import queries as people


@operation
def choose_contact(
    *,
    case: UUID,
    owners: frozenset[UUID],
    contact: UUID,
    by: Actor,
    at: dt.datetime,
) -> models.Draft:
    """Send messages about a draft to another of the citizen's own contacts.

    Raises:
        foundation_errors.NotFound: it is not the citizen's own draft, or contact.
        errors.FiledAlready: the contact can't change after filing.
        errors.TooManyDrafts: that contact has the maximum of open drafts.
    """
    draft = drafting.lock_draft(case=case, owners=owners, by=by, at=at)
    # Not a representative's own: the news belongs to the principal, and so the case.
    mine = owners if draft.mandate_id not in owners else frozenset[UUID]()
    chosen = people.contacts_in({contact} & mine).first()
    if chosen is None:
        raise foundation_errors.NotFound
    if draft.is_amendment:
        raise errors.FiledAlready
    if draft.contact_id == contact:
        return draft
    drafting.check_draft_limit(contact, at)
    draft.contact = chosen
    unit_of_work.change(draft, "contact")
    steps.log_entry(application=draft, type="DRAFTED", by=by, at=at)
    return draft
