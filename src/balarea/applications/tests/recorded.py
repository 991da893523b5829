"""What a step left in the log, in messages and among the accesses."""

import datetime as dt

from tests.log_facts import LogFacts

from balarea.applications import models
from balarea.foundation import references
from balarea.notices.models import Message
from balarea.vault import models as vault


def facts_of(entries: list[LogFacts], type: str) -> dict[str, str | int]:
    """The facts of the only entry of a type."""
    [facts] = [facts for one, facts in entries if one == type]
    return facts


def params_of(application: models.Application, kind: str) -> dict[str, str]:
    """What the newest message of a kind says, without reference and service."""
    message = Message.objects.filter(case=application.id, kind=kind).latest("at", "id")
    params = dict(message.params)
    reference = references.pretty(application.reference)
    assert params.pop("reference") == reference
    assert params.pop("service")
    return params


def purposes_of(application: models.Application, at: dt.datetime) -> set[str]:
    """For what the answers of a case were opened at a time."""
    rows = vault.Access.objects.filter(case=application.id, at=at)
    return {row.purpose for row in rows if "answers" in row.names}
