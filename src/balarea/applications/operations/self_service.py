"""Printing one's issued paper again, by the number and the code of the slip."""

import datetime as dt
import enum
from typing import NamedTuple

from balarea.applications import models
from balarea.applications.hand_out_rules import PRINT_VIEW_SECONDS
from balarea.applications.operations import steps, tracking
from balarea.documents import operations as documents
from balarea.documents import queries as document_queries
from balarea.documents.models import IssuedDocument
from balarea.documents.rules import State as DocumentState
from balarea.foundation import clock, idempotency
from balarea.foundation.operation import Actor, operation
from balarea.vault import queries as vault

PURPOSE = "SELF_SERVICE"
FORM_LIFE = dt.timedelta(days=1)


class Outcome(enum.StrEnum):
    """What a number and a code lead to."""

    PAPER = "PAPER"
    NOT_ISSUED = "NOT_ISSUED"
    REVOKED = "REVOKED"
    SUPERSEDED = "SUPERSEDED"
    SUSPENDED = "SUSPENDED"
    MISMATCH = "MISMATCH"  # number and code don't belong together, or don't exist
    USED_FORM = "USED_FORM"  # the form was answered before, and its page is over


class Reprint(NamedTuple):
    """The answer; `content` is the signed PDF of a `PAPER`, else empty."""

    outcome: Outcome
    application: models.Application | None = None
    document: IssuedDocument | None = None
    content: bytes = b""


@operation
def print_again(
    *,
    reference: str,
    secret: str,
    form_key: str,
    network: str,
    by: Actor,
    at: dt.datetime,
) -> Reprint:
    """The paper of a case, after the access and a log entry are written.

    One form opens a paper for as long as its page is shown: a browser that goes back
    and sends it again on a public terminal gets nothing.

    Raises:
        foundation.errors.TooMany: after too many wrong codes, as in tracking.
    """
    if not _is_fresh(form_key, at):
        return Reprint(Outcome.USED_FORM)
    application = tracking.find(
        reference=reference, secret=secret, network=network, by=by, at=at
    )
    if application is None:
        return Reprint(Outcome.MISMATCH)
    document = document_queries.document_of(application.id)
    if document is None or document.state == DocumentState.PREPARED:
        return Reprint(Outcome.NOT_ISSUED, application)
    if document.state == DocumentState.REVOKED:
        return Reprint(Outcome.REVOKED, application, document)
    if document.state == DocumentState.SUPERSEDED:
        return Reprint(Outcome.SUPERSEDED, application, document)
    if document_queries.suspended([document.id], clock.today(at)):
        return Reprint(Outcome.SUSPENDED, application, document)
    content = documents.open_document(document=document, by=by, purpose=PURPOSE, at=at)
    facts = {"number": document.number}
    steps.log_entry(
        application=application, type="REPRINTED", by=by, at=at, facts=facts
    )
    return Reprint(Outcome.PAPER, application, document, content)


def _is_fresh(form_key: str, at: dt.datetime) -> bool:
    """Whether a form is sent for the first time, or again while its page is shown."""
    key = vault.blind_index("self-service", form_key)
    first = idempotency.stored_answer(key, at)
    if first is None:
        idempotency.store_answer(key, at.isoformat().encode(), at + FORM_LIFE)
        return bool(form_key)
    since = dt.datetime.fromisoformat(first.decode())
    return at - since <= dt.timedelta(seconds=PRINT_VIEW_SECONDS)
