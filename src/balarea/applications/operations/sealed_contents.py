"""Opening what is sealed of a case, for its owner and for officers.

The vault records each access before it decrypts.
"""

import datetime as dt
from typing import Any

import msgspec

from balarea.applications import models
from balarea.foundation.operation import Actor, operation
from balarea.vault import operations as vault


@operation
def open_own_answers(
    *, application: models.Application | models.Draft, by: Actor, at: dt.datetime
) -> dict[str, Any]:
    """A citizen's own answers: of a draft so far, of an application as filed last."""
    text = vault.open(
        sealed=application.answers,
        case=application.id,
        name="answers",
        by=by,
        purpose="OWN_DATA",
        at=at,
    )
    answers: dict[str, Any] = msgspec.json.decode(text)
    return answers


@operation
def open_answers(
    *, application: models.Application, purpose: str, by: Actor, at: dt.datetime
) -> dict[str, Any]:
    """The answers that were filed last, for a step that an officer takes."""
    text = vault.open(
        sealed=application.answers,
        case=application.id,
        name="answers",
        by=by,
        purpose=purpose,
        at=at,
        agency=application.agency,
        service=application.service,
    )
    answers: dict[str, Any] = msgspec.json.decode(text)
    return answers


@operation
def open_tracking_secret(
    *, application: models.Application, by: Actor, at: dt.datetime
) -> str:
    """The secret of a citizen's own application, for their receipt."""
    text = vault.open(
        sealed=application.tracking,
        case=application.id,
        name="tracking",
        by=by,
        purpose="OWN_DATA",
        at=at,
    )
    return str(msgspec.json.decode(text)["secret"])
