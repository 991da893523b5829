"""Files that serve several cases: each case has its own copy, under its own key."""

import datetime as dt
from typing import NamedTuple

from balarea.documents import intake, models
from balarea.documents.operations import evidence as evidence_operations
from balarea.documents.rules import Origin
from balarea.foundation.operation import Actor, operation


class OpenedFile(NamedTuple):
    """A file as it was accepted, with its shown name, to be stored for another case."""

    name: str
    accepted: intake.Accepted
    copied_from: evidence_operations.CopiedFrom


@operation
def open_to_copy(
    *, evidence: models.Evidence, by: Actor, at: dt.datetime
) -> OpenedFile:
    """A file of one's own, after the access is on record; store it by `add_evidence`.

    It isn't examined again: what is stored was accepted once, and its hash is checked.
    """
    content, content_type, name = evidence_operations.open_evidence(
        evidence=evidence, by=by, purpose="OWN_DATA", at=at
    )
    sent = b""
    if evidence.sent is not None:
        sent, _ = evidence_operations.open_sent(
            evidence=evidence, by=by, purpose="OWN_DATA", at=at
        )
    accepted = intake.Accepted(
        kind=intake.Kind(evidence.kind),
        content=content,
        content_type=content_type,
        pages=evidence.pages,
        width=evidence.width,
        height=evidence.height,
        sent=sent,
        sent_sha256=bytes(evidence.sent_sha256 or b""),
    )
    origin = evidence_operations.CopiedFrom(
        Origin(evidence.origin), evidence.origin_number, evidence.since
    )
    return OpenedFile(name, accepted, origin)
