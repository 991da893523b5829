"""Papers at the desk: what waits, what is handed out, and to whom it went."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from balarea.applications import hand_out_errors as errors
from balarea.applications import hand_out_rules as rules
from balarea.applications import models, queries
from balarea.applications.queries.unpaid import UnpaidCase
from balarea.applications.rules import AWAITING_PAYMENT, State
from balarea.catalogue import queries as catalogue
from balarea.documents import queries as documents
from balarea.documents.numbers import pretty
from balarea.foundation import clock, references
from balarea.foundation.errors import Refusal
from balarea.people.presenters import position_name

FIELDS = ("papers", "way", "collector", "mandate", "name", "identity", "address")
_FAULTS: Mapping[type[Refusal], str] = {
    errors.NoPaperChosen: "papers",
    errors.TooManyPapers: "papers",
    errors.NothingToHandOut: "papers",
    errors.DocumentSuspended: "papers",
    errors.HandedOutAlready: "papers",
    errors.NotOnePerson: "papers",
    errors.WayMissing: "way",
    errors.CollectorMissing: "collector",
    errors.IdentityMissing: "identity",
    errors.MandateMissing: "mandate",
    errors.SlipIsNoIdentity: "identity",
    errors.MailAddressNeeded: "address",
}


def faults(refusal: Refusal | None) -> dict[str, str]:
    """Field → what is wrong with it; each field has an entry."""
    shown = dict.fromkeys(FIELDS, "")
    if refusal is not None and type(refusal) in _FAULTS:
        shown[_FAULTS[type(refusal)]] = f"{refusal.why} {refusal.then}"
    return shown


def options[C: StrEnum](choices: Mapping[C, Promise]) -> list[tuple[str, str]]:
    """For the components of radio buttons and lists."""
    return [(str(code), str(label)) for code, label in choices.items()]


@dataclasses.dataclass(frozen=True, slots=True)
class WaitingRow:
    """One line of the list of what nobody has collected."""

    case: UUID
    reference: str
    title: str
    who: str
    thing: str
    since: dt.date
    waits: str
    is_long: bool
    has_contact: bool


def waiting_row(item: queries.WaitingPaper, at: dt.datetime) -> WaitingRow:
    """A paper with the days since it can be collected."""
    definition = catalogue.definition(item.definition)
    language = get_language() or "id"
    collect = definition.output.collect if definition.output else None
    since = queries.ready_on(item.issued_at, collect)
    days = queries.days_waiting(since, at)
    return WaitingRow(
        case=item.id,
        reference=item.pretty,
        title=definition.title.of(language),
        who=item.holder_masked,
        thing=collect.thing.of(language) if collect else _("A print of the document"),
        since=since,
        waits=days_in_words(days) if since <= clock.today(at) else _("Not ready yet"),
        is_long=days > rules.REMIND_AFTER_DAYS,
        has_contact=item.has_contact,
    )


def days_in_words(days: int) -> str:
    """Calendar days, such as an age."""
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


@dataclasses.dataclass(frozen=True, slots=True)
class PaperRow:
    """One paper of the person who stands at the desk."""

    case: UUID
    reference: str
    title: str
    number: str
    who: str
    thing: str
    ready_on: dt.date | None
    is_ready: bool
    is_suspended: bool
    handed: "HandedOut | None"


def paper_row(paper: queries.Paper, at: dt.datetime) -> PaperRow:
    """With the thing that belongs to it, and whether it is ready."""
    application = paper.application
    definition = catalogue.definition(application.definition)
    language = get_language() or "id"
    collection = queries.collection(application, definition, language)
    ready_on = collection.ready_on if collection else None
    return PaperRow(
        case=application.id,
        reference=references.pretty(application.reference),
        title=definition.title.of(language),
        number=paper.document.number,
        who=application.holder_masked,
        thing=collection.thing if collection else "",
        ready_on=ready_on,
        is_ready=ready_on is None or ready_on <= clock.today(at),
        is_suspended=bool(documents.suspended([paper.document.id], clock.today(at))),
        handed=handed_out(paper.hand_out),
    )


@dataclasses.dataclass(frozen=True, slots=True)
class HandedOut:
    """To whom and when a paper went, for citizens and officers: no names."""

    collector: str
    way: str
    at: dt.datetime
    is_mailed: bool


def handed_out(row: models.HandOut | None) -> HandedOut | None:
    """None while nobody has collected it."""
    if row is None:
        return None
    is_holder = row.collector == rules.Collector.HOLDER
    return HandedOut(
        collector=_("the holder")
        if is_holder
        else _("somebody for the holder (%(mandate)s)")
        % {"mandate": rules.MANDATES[rules.Mandate(row.mandate)]},
        way=str(rules.WAYS[rules.Way(row.way)]),
        at=row.at,
        is_mailed=row.way == rules.Way.MAILED,
    )


def of_case(application: models.Application) -> HandedOut | None:
    """The handing-out of an application's paper, for its page and for tracking."""
    if application.state != State.ISSUED:
        return None
    return handed_out(queries.hand_out_of(application.id))


@dataclasses.dataclass(frozen=True, slots=True)
class DeskLinks:
    """What an officer of the front desk can do with a case now."""

    hand_out: bool
    fee: bool


def desk_links(
    application: models.Application, *, may_receive: bool, is_in_force: bool
) -> DeskLinks:
    """`is_in_force`: its document is issued and wasn't revoked."""
    is_unpaid = application.state in AWAITING_PAYMENT
    return DeskLinks(may_receive and is_in_force, may_receive and is_unpaid)


@dataclasses.dataclass(frozen=True, slots=True)
class SheetRow:
    """One paper on the sheet that is signed."""

    hand_out: UUID
    case: UUID
    title: str
    number: str
    code: str
    reference: str
    secret: str
    who: str
    is_undone: bool
    may_undo: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Sheet:
    """What was handed out at once, to be printed and signed for.

    `name` and `address` were opened for this page; empty where there are none.
    """

    rows: list[SheetRow]
    way: str
    is_mailed: bool
    collector: str
    mandate: str
    identity: str
    name: str
    address: str
    officer: str
    office: str
    at: dt.datetime


def sheet(
    rows: list[models.HandOut],
    details: Mapping[str, str],
    secrets: Mapping[UUID, str],
    at: dt.datetime,
) -> Sheet:
    """`details` of the first row, which all share; `secrets` by case."""
    first = rows[0]
    return Sheet(
        rows=[_sheet_row(row, secrets, at) for row in rows],
        way=str(rules.WAYS[rules.Way(first.way)]),
        is_mailed=first.way == rules.Way.MAILED,
        collector=str(rules.COLLECTORS[rules.Collector(first.collector)]),
        mandate=str(rules.MANDATES[rules.Mandate(first.mandate)])
        if first.mandate
        else "",
        identity=str(rules.IDENTITIES[rules.Identity(first.identity)]),
        name=details.get("name", ""),
        address=details.get("address", ""),
        officer=first.officer.name,
        office=f"{position_name(first.officer)}, {first.officer.agency.short_name}",
        at=first.at,
    )


def _sheet_row(
    row: models.HandOut, secrets: Mapping[UUID, str], at: dt.datetime
) -> SheetRow:
    application = row.application
    definition = catalogue.definition(application.definition)
    is_undone = hasattr(row, "reversal")
    return SheetRow(
        hand_out=row.id,
        case=application.id,
        title=definition.title.of(get_language() or "id"),
        number=row.document.number,
        code=pretty(row.document.code),
        reference=references.pretty(application.reference),
        secret=secrets.get(application.id, ""),
        who=application.holder_masked,
        is_undone=is_undone,
        may_undo=not is_undone and rules.may_undo(row.at, at),
    )


@dataclasses.dataclass(frozen=True, slots=True)
class UnpaidRow:
    """One line of the list of fees that wait to be paid."""

    case: UUID
    reference: str
    title: str
    who: str
    since: dt.date
    waits: str


def unpaid_row(item: UnpaidCase, at: dt.datetime) -> UnpaidRow:
    """An application with the days since its fee was asked for."""
    since = clock.today(item.since)
    return UnpaidRow(
        case=item.id,
        reference=item.pretty,
        title=catalogue.definition(item.definition).title.of(get_language() or "id"),
        who=item.holder_masked,
        since=since,
        waits=days_in_words(queries.days_waiting(since, at)),
    )
