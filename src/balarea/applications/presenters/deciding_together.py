"""Cases of one simple service that may be granted together, and what became of each."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from balarea.applications import errors, models
from balarea.applications.presenters import officer
from balarea.applications.queries import Candidate
from balarea.foundation import references
from balarea.foundation.errors import Refusal


@dataclasses.dataclass(frozen=True, slots=True)
class CandidateRow:
    """A case with its marks; `why_not` is empty where it may be granted now."""

    id: UUID
    address: str
    reference: str
    who: str
    due: officer.Due
    revision: int
    marks: str
    why_not: str


def candidate_row(
    item: Candidate, today: dt.date, overrides: Mapping[dt.date, bool]
) -> CandidateRow:
    return CandidateRow(
        id=item.id,
        address=reverse("applications:desk_case", args=[item.id]),
        reference=item.pretty,
        who=item.holder_masked,
        due=officer.due(item.due_on, today, overrides),
        revision=item.revision,
        marks=_marks(item),
        why_not=_why_not(item),
    )


def _marks(item: Candidate) -> str:
    if item.defects:
        words = ngettext("%(n)s defect", "%(n)s defects", item.defects)
        return words % {"n": item.defects}
    if not item.met:
        return gettext("Nothing had to be marked")
    words = ngettext(
        "%(n)s requirement in order", "All %(n)s requirements in order", item.met
    )
    return words % {"n": item.met}


def _why_not(item: Candidate) -> str:
    if item.defects:
        return gettext("It has a defect, so it is decided by itself.")
    if item.is_alone:
        return str(errors.DecidedAlone.reason)
    return "" if item.is_opened else str(errors.NotOpened.reason)


@dataclasses.dataclass(frozen=True, slots=True)
class ResultRow:
    """What became of one case: granted, or why not and how it stands now."""

    address: str
    reference: str
    who: str
    is_granted: bool
    why: str
    then: str
    kind: str
    status: str
    last_step: str


def result_row(
    application: models.Application | None,
    refusal: Refusal | None,
    last: models.StatusChange | None,
    office: str,
) -> ResultRow:
    """`last` is its last step, taken at `office`; no application, if out of reach."""
    kind, status, who, reference, address = "", "", "", "", ""
    if application is not None:
        kind, status = officer.status(application.state)
        who = application.holder_masked
        reference = references.pretty(application.reference)
        address = reverse("applications:desk_case", args=[application.id])
    step = officer.entered(last.state) if last is not None else ""
    return ResultRow(
        address=address,
        reference=reference,
        who=who,
        is_granted=refusal is None,
        why=refusal.why if refusal else "",
        then=refusal.then if refusal else "",
        kind=kind,
        status=status,
        last_step=", ".join(filter(None, (step, office))),
    )
