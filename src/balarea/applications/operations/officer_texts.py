"""Opening the sealed texts of officers, for officers and for the citizen."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import msgspec

from balarea.applications import models
from balarea.foundation.operation import Actor, operation
from balarea.vault import operations as vault
from balarea.vault.models import Sealed


@operation
def open_texts(
    *,
    application: models.Application | models.Draft,
    sealed_texts: Mapping[str, tuple[Sealed, str]],
    purpose: str,
    by: Actor,
    at: dt.datetime,
) -> dict[str, Any]:
    """Texts by the names of `sealed_texts`; "deficiency" is a dict by requirement.

    `sealed_texts`, each with the name that it is sealed under, come from
    `queries.OfficerRecords` or `queries.concerning`.
    """
    texts = vault.open_many(
        items=list(sealed_texts.values()),
        case=application.id,
        by=by,
        purpose=purpose,
        at=at,
        agency=application.agency,
        service=application.service,
    )
    contents: dict[str, Any] = {
        name: text.decode() for name, text in zip(sealed_texts, texts, strict=True)
    }
    if "deficiency" in contents:
        contents["deficiency"] = msgspec.json.decode(contents["deficiency"])
    return contents
