"""Files that serve several cases: each case has its own copy, under its own key."""

import datetime as dt
from typing import NamedTuple

from balarea.documents import intake, models
from balarea.documents.operations import evidence as evidence_operations
from balarea.documents.operations import reuse
from balarea.documents.rules import Origin
from balarea.foundation.operation import Actor, operation
from balarea.vault.rules import owner_purpose


class OpenedFile(NamedTuple):
    """A file as it was accepted, with its shown name, to be stored for another case."""

    name: str
    accepted: intake.Accepted
    copied_from: evidence_operations.CopiedFrom


@operation
def open_to_copy(
    *, evidence: models.Evidence, by: Actor, at: dt.datetime
) -> OpenedFile:
    """A file of one's own, its access on record; store it by `add_evidence`."""
    accepted, name = reuse.open_accepted(
        source=evidence, purpose=owner_purpose(by.kind), by=by, at=at
    )
    origin = evidence_operations.CopiedFrom(
        Origin(evidence.origin), evidence.origin_number, evidence.since
    )
    return OpenedFile(name, accepted, origin)
