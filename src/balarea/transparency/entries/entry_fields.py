"""The fields that a log entry commits to, and what proves some of them."""

from collections.abc import Collection, Mapping

from balarea.foundation.operation import Actor
from balarea.transparency import models
from balarea.transparency.entries import commitments


def fields_of(
    entry: models.Entry, by: Actor, facts: Mapping[str, str | int] | None = None
) -> dict[str, str | int]:
    """The fields that an entry commits to, each for itself."""
    return {
        "id": str(entry.id),
        "type": entry.type,
        "subject": str(entry.subject),
        "at": entry.at.isoformat(),
        "by": str(by.id),
        "by_kind": str(by.kind),
        **{f"fact.{name}": value for name, value in (facts or {}).items()},
    }


def opening_of(
    entry: models.Entry,
    secret: bytes,
    fields: Mapping[str, str | int],
    names: Collection[str],
) -> commitments.Opening:
    """What proves the fields called `names` against the entry's leaf.

    Args:
        secret: as given to `operations.record`; empty for an entry that has none.
        fields: all of them, as `fields_of` made them.
    """
    return commitments.opening(secret or entry.id.bytes, entry.id, fields, names)
