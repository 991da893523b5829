"""Opening what is sealed of a case, for its owner and for officers.

The vault records each access before it decrypts.
"""

import datetime as dt
from typing import Any

import msgspec

from balarea.applications import models
from balarea.foundation.operation import Actor, operation
from balarea.vault import operations as vault
from balarea.vault.rules import owner_purpose


@operation
def open_own_answers(
    *, application: models.Application | models.Draft, by: Actor, at: dt.datetime
) -> dict[str, Any]:
    """The answers for their owner: of a draft so far, of an application as filed last.

    An officer who writes for the owner opens them to serve at a counter: a use of
    power, each time in the public log.
    """
    text = vault.open(
        sealed=application.answers,
        case=application.id,
        name="answers",
        by=by,
        purpose=owner_purpose(by.kind),
        at=at,
        agency=application.agency,
        service=application.service,
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
    """The secret of an application, for its owner's receipt."""
    text = vault.open(
        sealed=application.tracking,
        case=application.id,
        name="tracking",
        by=by,
        purpose=owner_purpose(by.kind),
        at=at,
        agency=application.agency,
        service=application.service,
    )
    return str(msgspec.json.decode(text)["secret"])
