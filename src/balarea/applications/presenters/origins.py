"""Where a copied file comes from, in words."""

import dataclasses
import datetime as dt
from collections.abc import Collection
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from balarea.catalogue import definition as engine
from balarea.documents import queries as documents
from balarea.documents.models import Evidence, IssuedDocument
from balarea.documents.rules import Origin, Verdict, verdict
from balarea.foundation import clock, references


def day(on: dt.date) -> str:
    """A day as people write it."""
    return engine.written_date(on).of(get_language())


def until(document: IssuedDocument) -> str:
    """How long an issued document is valid."""
    if document.valid_until is None:
        return _("valid without end")
    return _("valid until %(day)s") % {"day": day(document.valid_until)}


def origin(item: Evidence) -> str:
    """Where a copied file comes from; empty for one that was sent for this case."""
    if item.origin == Origin.ISSUED:
        return _("from document no. %(number)s, issued here") % {
            "number": item.origin_number
        }
    if item.origin == Origin.REUSED:
        return _("used again from application %(reference)s, sent on %(day)s") % {
            "reference": references.pretty(item.origin_number),
            "day": day(clock.today(item.since)),
        }
    return ""


@dataclasses.dataclass(frozen=True, slots=True)
class OfficerOrigin:
    """The same for officers; `kind` is the colour of the tag about its validity."""

    text: str
    kind: str = ""
    validity: str = ""


def origins(
    evidence: Collection[Evidence], today: dt.date
) -> dict[UUID, OfficerOrigin]:
    """File id → its origin, of the copies; of issued documents as they are today."""
    copies = [item for item in evidence if item.origin != Origin.UPLOADED]
    numbers = [item.origin_number for item in copies if item.origin == Origin.ISSUED]
    rows = documents.issued_with(numbers=numbers) if numbers else ()
    issued = {document.number: document for document in rows}
    suspended = documents.suspended([one.id for one in rows], today) if rows else set()
    shown = {}
    for item in copies:
        document = issued.get(item.origin_number)
        if item.origin == Origin.ISSUED and document is not None:
            shown[item.id] = OfficerOrigin(
                origin(item), *_validity(document, today, document.id in suspended)
            )
        else:
            shown[item.id] = OfficerOrigin(origin(item))
    return shown


def _validity(
    document: IssuedDocument, today: dt.date, is_suspended: bool
) -> tuple[str, str]:
    match verdict(
        document.state, document.valid_until, today, is_suspended=is_suspended
    ):
        case Verdict.VALID:
            valid = _("%(until)s, checked by the system")
            return "ok", valid % {"until": until(document)}
        case Verdict.EXPIRED:
            return "warn", _("expired, checked by the system")
        case Verdict.SUSPENDED:
            return "bad", _("suspended, checked by the system")
        case _:
            return "bad", _("revoked, checked by the system")
