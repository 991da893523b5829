"""To which of one's own proved contacts the news of an application goes."""

import datetime as dt
from uuid import UUID

from balarea.applications import errors, models
from balarea.applications.operations import drafting
from balarea.foundation import errors as foundation_errors
from balarea.foundation import unit_of_work
from balarea.foundation.operation import Actor, operation
from balarea.people import queries as people


@operation
def choose_contact(
    *,
    case: UUID,
    contacts: frozenset[UUID],
    contact: UUID,
    by: Actor,
    at: dt.datetime,
) -> models.Draft:
    """Have the news of a draft sent to another of one's own contacts.

    Raises:
        foundation_errors.NotFound: it is not one's own draft, or contact.
        errors.FiledAlready: what was filed goes on with the contact of its filing.
        errors.TooManyDrafts: that contact has as many as there may be at once.
    """
    draft = drafting.lock_draft(case=case, contacts=contacts, by=by, at=at)
    if contact not in contacts:
        raise foundation_errors.NotFound
    if draft.is_amendment:
        raise errors.FiledAlready
    if draft.contact_id == contact:
        return draft
    drafting.check_draft_limit(contact, at)
    draft.contact = people.contact(contact)
    unit_of_work.change(draft, "contact")
    drafting.record(draft=draft, type="DRAFTED", by=by, at=at)
    return draft
