"""What a log entry says in words; the log itself holds only codes."""

import dataclasses
import datetime as dt

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from balarea.transparency import models
from balarea.transparency.entries.composing import is_late
from balarea.transparency.entry_types import ENTRY_TYPES

ACTORS: dict[str, str | Promise] = {
    "CITIZEN": pgettext_lazy("who acted", "citizen"),
    "VISITOR": pgettext_lazy("who acted", "citizen"),
    "OFFICER": pgettext_lazy("who acted", "officer"),
    "PROVIDER": pgettext_lazy("who acted", "provider"),
    "SYSTEM": pgettext_lazy("who acted", "system"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """One entry as the public reads it. Citizens never carry a name of any kind.

    `late_at` is when the database wrote it, if that is too far from `at`.
    """

    id: str
    at: dt.datetime
    late_at: dt.datetime | None
    what: str | Promise
    who: str | Promise
    actor: str
    agency: str
    service: str
    commitment: str


def line(entry: models.Entry) -> Line:
    is_officer = entry.actor_kind == "OFFICER"
    entry_type = ENTRY_TYPES.get(entry.type)  # None: an old entry's
    return Line(
        id=str(entry.id),
        at=entry.at,
        late_at=entry.written_at if is_late(entry.at, entry.written_at) else None,
        what=entry_type.label if entry_type else entry.type,
        who=ACTORS.get(entry.actor_kind, entry.actor_kind),
        actor=entry.actor[:8] if is_officer else "",
        agency=entry.agency,
        service=entry.service,
        commitment=bytes(entry.commitment).hex(),
    )
