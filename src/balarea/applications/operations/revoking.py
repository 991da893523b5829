"""Putting an issued document out of force for good, and informing its holder."""

import datetime as dt

from balarea.applications import models
from balarea.applications.operations import steps
from balarea.applications.queries import objections
from balarea.documents import operations as documents
from balarea.documents import queries as document_queries
from balarea.documents.models import IssuedDocument, Step
from balarea.foundation import calendar, clock
from balarea.foundation import errors as foundation_errors
from balarea.foundation.operation import Actor, operation


@operation
def revoke_document(
    *,
    application: models.Application,
    document: IssuedDocument,
    reason: str,
    by: Actor,
    at: dt.datetime,
) -> Step:
    """Revoke an application's document; returns the step that did.

    Who may decide so is checked by the operation that calls this: two people for a
    measure, one officer where the holder asked for a review of what rules decided.
    """
    documents.revoke(document=document, reason=reason, by=by, at=at)
    params = {
        "number": document.number,
        "object_by_on": objections.last_day(
            application, clock.today(at), calendar.overrides()
        ).isoformat(),
    }
    steps.notify(application=application, kind="REVOKED", by=by, at=at, params=params)
    step = document_queries.revocation(document)
    if step is None:
        raise foundation_errors.NotFound
    return step
