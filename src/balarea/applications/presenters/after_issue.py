"""What somebody can do with an issued document, and what has followed it, in words."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from balarea.applications import models
from balarea.applications.queries import corrections
from balarea.applications.queries.after_issue import Renewal
from balarea.catalogue import definition as engine
from balarea.documents import presenters as documents
from balarea.documents.models import DocumentLink
from balarea.documents.rules import LinkKind, State
from balarea.foundation import references

type Lazy = str | Promise


@dataclasses.dataclass(frozen=True, slots=True)
class FollowedDocument:
    """One link: an earlier document, what became of it, and the later one.

    `is_written`: the later one is signed, so that the earlier one isn't in force.
    """

    earlier: str
    became: Lazy
    later: str
    later_on: dt.date
    is_written: bool


def chain(links: Iterable[DocumentLink]) -> list[FollowedDocument]:
    """How documents of a case follow each other, the oldest first."""
    return [
        FollowedDocument(
            earlier=link.earlier.number,
            became=documents.followed_by(link.kind),
            later=link.later.number,
            later_on=link.later.issued_on,
            is_written=link.later.state != State.PREPARED,
        )
        for link in links
    ]


@dataclasses.dataclass(frozen=True, slots=True)
class Continued:
    """Which earlier application a case continues, and how."""

    case: UUID
    reference: str
    how: Lazy


_CONTINUES: dict[LinkKind, Lazy] = {
    LinkKind.RENEWED: _("It renews the document of an earlier application."),
    LinkKind.TRANSFERRED: _("It takes over the document of another holder."),
}


def continued(succession: models.Succession | None) -> Continued | None:
    """What a case continues, for officers."""
    if succession is None:
        return None
    return Continued(
        case=succession.earlier_id,
        reference=references.pretty(succession.earlier.reference),
        how=_CONTINUES[LinkKind(succession.kind)],
    )


@dataclasses.dataclass(frozen=True, slots=True)
class AskedCorrection:
    """What was said to be wrong, and how far that is. `reasons`: why it was left."""

    id: UUID
    number: str
    about: str
    text: str
    at: dt.datetime
    state: Lazy
    kind: str
    reasons: str
    is_open: bool


def correction_requests(
    rows: Sequence[models.Correction],
    definition: engine.Definition,
    texts: Mapping[UUID, tuple[str, str]],
    language: str,
) -> list[AskedCorrection]:
    """The corrections of a case, the newest first."""
    shown = []
    for row in reversed(rows):
        outcome = corrections.outcome_of(row)
        state, kind = _state(outcome)
        text, reasons = texts.get(row.id, ("", ""))
        shown.append(
            AskedCorrection(
                id=row.id,
                number=row.document.number,
                about=str(about(row, definition, language)),
                text=text,
                at=row.at,
                state=state,
                kind=kind,
                reasons=reasons,
                is_open=outcome is None,
            )
        )
    return shown


def _state(outcome: models.CorrectionOutcome | None) -> tuple[Lazy, str]:
    if outcome is None:
        return _("Being looked at"), "info"
    if outcome.proposal_id is not None:
        return _("Corrected"), "ok"
    return _("Not corrected"), "warn"


def about(row: models.Correction, definition: engine.Definition, language: str) -> Lazy:
    """Which line of the document is said to be wrong."""
    if row.field == corrections.FINDING and definition.finding is not None:
        return definition.finding.label.of(language)
    field = definition.fields.get(row.field)
    return field.label.of(language) if field else _("Something else")


def lines(
    definition: engine.Definition, fields: Sequence[engine.Field], language: str
) -> list[tuple[str, Lazy]]:
    """What may be named as wrong: the lines of the document."""
    options: list[tuple[str, Lazy]] = [
        (field.id, field.label.of(language)) for field in fields
    ]
    if definition.finding is not None:
        options.append((corrections.FINDING, definition.finding.label.of(language)))
    return options


@dataclasses.dataclass(frozen=True, slots=True)
class Choices:
    """What can be done now; an empty address: not this."""

    replace: str = ""
    correct: str = ""
    renewal: Renewal | None = None
    begun_renewal: str = ""
    transfer: str = ""

    def __bool__(self) -> bool:
        return bool(
            self.replace
            or self.correct
            or self.renewal
            or self.begun_renewal
            or self.transfer
        )


def choices(
    case: UUID,
    *,
    may_replace: bool,
    may_correct: bool,
    renewal: Renewal | None,
    begun_renewal: UUID | None,
    may_transfer: bool = False,
) -> Choices:
    """The addresses of what the owner can do."""

    def address(name: str, is_possible: bool) -> str:
        return reverse(f"applications:{name}", args=[case]) if is_possible else ""

    begun = reverse("applications:case", args=[begun_renewal]) if begun_renewal else ""
    return Choices(
        replace=address("replace", may_replace),
        correct=address("correction", may_correct),
        renewal=renewal,
        begun_renewal=begun,
        transfer=address("transfer", may_transfer),
    )


@dataclasses.dataclass(frozen=True, slots=True)
class WaitingCorrection:
    """A row of the officers' list; masked names only."""

    address: str
    reference: str
    title: str
    who: str
    number: str
    at: dt.datetime
    state: Lazy
    kind: str


def waiting_correction(
    item: corrections.AwaitedCorrection,
    definition: engine.Definition,
    language: str,
    officer: UUID,
) -> WaitingCorrection:
    """One of the list, as this officer sees it."""
    row, application = item.correction, item.correction.application
    if item.proposed_by is None:
        state, kind = _("To look at"), "warn"
    elif item.proposed_by == officer:
        state, kind = _("A colleague decides"), "info"
    else:
        state, kind = _("To decide"), "warn"
    return WaitingCorrection(
        address=reverse("applications:desk_correction", args=[application.id, row.id]),
        reference=references.pretty(application.reference),
        title=definition.title.of(language),
        who=application.holder_masked,
        number=row.document.number,
        at=row.at,
        state=state,
        kind=kind,
    )
