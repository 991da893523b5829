"""Applications as officers see them: status, deadline tags, rows of the worklist."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Literal
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from balarea.applications import models, queries
from balarea.applications.presenters import group_entries
from balarea.applications.presenters.origins import OfficerOrigin, origins
from balarea.applications.queries import WorkItem
from balarea.applications.rules import AWAITING_PAYMENT, ELSEWHERE, STATES, State
from balarea.catalogue import definition as engine
from balarea.documents.models import Evidence
from balarea.foundation import clock, working_days
from balarea.notices.kinds import KINDS
from balarea.notices.models import Message
from balarea.people.presenters import recorded_office
from balarea.people.rules import Action
from balarea.vault.queries import AccessGroup, GroupedAccesses

QUEUES: dict[str, str | Promise] = {
    Action.VERIFY: _("To check"),
    Action.INSPECT: _("To inspect"),
    Action.DECIDE: _("To decide"),
    Action.COUNTERSIGN: _("To countersign"),
    Action.HAND_OVER: _("Handing over"),  # with what waits for its outcome
    Action.SERVE: _("At the desk"),
    "RETURNED": _("With the citizen"),
    "UNPAID": _("Waits for payment"),
    "ANSWERED": _("To be confirmed"),
    "OWN": _("My last cases"),
}

DELIVERIES: dict[str, tuple[str, str | Promise]] = {
    "QUEUED": ("", _("on its way")),
    "SENT": ("ok", _("sent")),
    "FAILED": ("bad", _("not delivered")),
}
PURPOSES: dict[str, str | Promise] = {
    "OWN_DATA": _("own data"),
    "REUSE": _("used again by the citizen"),
    "VERIFY": _("check requirements"),
    "INSPECT": _("inspection"),
    "DECIDE": _("decision"),
    "HAND_OVER": _("hand over the file"),
    "ISSUE": _("write the document or the answer"),
    "NOTIFY": _("send a message"),
    "ADVISE": _("advice to another agency"),
    "CONSULT": _("look something up"),
    "COUNTER": _("help at the counter"),
    "SELF_SERVICE": _("printed again at a public terminal"),
    "AUDIT": _("audit"),
    "COVERT": _("by an order of law"),
}


def status(state: str, *, is_revoked: bool = False) -> tuple[str, str]:
    """The tone and the label of a state's tag on officers' pages.

    `is_revoked`: the document that came of the application was revoked.
    """
    if is_revoked:
        return "bad", gettext("Revoked")
    record = STATES[State(state)]
    return record.officer_tone, gettext(record.officer_label)


def entered(state: str) -> str:
    """How the history names the step that led to a state."""
    return gettext(STATES[State(state)].officer_entered)


@dataclasses.dataclass(frozen=True, slots=True)
class Sent:
    """A message to the citizen and whether it arrived."""

    id: UUID
    what: str | Promise
    masked: str
    at: dt.datetime
    state: str
    kind: str
    words: str | Promise


def sent(message: Message) -> Sent:
    kind, words = DELIVERIES[message.state]
    what = KINDS[message.kind].officer_label
    return Sent(
        message.id, what, message.masked, message.at, message.state, kind, words
    )


@dataclasses.dataclass(frozen=True, slots=True)
class AccessesByOffice:
    """The offices that accessed the data, newest first; `more` are not listed."""

    lines: Sequence[AccessGroup]
    more: int


def accesses_by_office(accesses: GroupedAccesses) -> AccessesByOffice:
    lines = [
        dataclasses.replace(
            one,
            office=recorded_office(one) or gettext("the system"),
            purpose=str(PURPOSES.get(one.purpose, one.purpose)),
        )
        for one in accesses.groups
    ]
    return AccessesByOffice(lines, accesses.total - len(lines))


@dataclasses.dataclass(frozen=True, slots=True)
class Due:
    """A deadline and how near it is; `kind` is the colour of its tag."""

    on: dt.date
    kind: str
    words: str


def due(
    on: dt.date,
    today: dt.date,
    overrides: Mapping[dt.date, bool],
    closed_at: dt.datetime | None = None,
) -> Due:
    """How near the deadline is, or whether it was met if the application is closed.

    Counted in working days. On a weekend after the deadline none has passed, but it
    is over.
    """
    if closed_at is not None:
        return _closed_due(on, clock.today(closed_at), overrides)
    days = working_days.between(today, on, overrides)
    if on < today:
        late = ngettext("%(n)s working day late", "%(n)s working days late", -days)
        words = late % {"n": -days} if days else gettext("past its last day")
        return Due(on, "bad", words)
    if on == today:
        return Due(on, "warn", gettext("today"))
    left = ngettext("in %(n)s working day", "in %(n)s working days", days)
    return Due(on, "warn" if days <= 1 else "", left % {"n": days})


def due_of(
    item: WorkItem | queries.Counted | models.Application,
    today: dt.date,
    overrides: Mapping[dt.date, bool],
) -> Due:
    """The same for an application; none runs while it waits for money or elsewhere."""
    if item.state in ELSEWHERE:
        return Due(item.due_on, "", gettext("moves until the outcome is on record"))
    if item.state in AWAITING_PAYMENT:
        return Due(item.due_on, "", gettext("moves until it is paid"))
    return due(item.due_on, today, overrides, item.closed_at)


def _closed_due(
    on: dt.date, closed_on: dt.date, overrides: Mapping[dt.date, bool]
) -> Due:
    if closed_on <= on:
        return Due(closed_on, "", gettext("closed in time"))
    days = working_days.between(on, closed_on, overrides)
    late = ngettext(
        "closed %(n)s working day late", "closed %(n)s working days late", days
    )
    words = late % {"n": days} if days else gettext("closed past its last day")
    return Due(closed_on, "bad", words)


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """A question and its answer; `before` when the amendment changed it."""

    question: str
    answer: str
    before: str = ""
    entries: Sequence[group_entries.Entry] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Section:
    title: str
    answers: tuple[Answer, ...]


def sections(
    definition: engine.Definition,
    answers: Mapping[str, Any],
    before: Mapping[str, Any] | None,
    *,
    as_of: dt.date,
) -> list[Section]:
    """Every visible page with its answers, and their former values if amended."""
    pages = [
        (page, engine.visible_fields(definition, page, answers, as_of=as_of))
        for page in engine.visible_pages(definition, answers, as_of=as_of)
    ]
    return sections_of(pages, answers, before)


def sections_of(
    pages: Sequence[tuple[engine.Page, Sequence[engine.Field]]],
    answers: Mapping[str, Any],
    before: Mapping[str, Any] | None = None,
) -> list[Section]:
    """These pages with these questions, their answers and former values."""
    language = get_language() or "id"

    def shown(field: engine.Field) -> Answer:
        now = engine.display(field, answers.get(field.id)).of(language)
        was = "" if before is None else before.get(field.id)
        changed = before is not None and was != answers.get(field.id)
        old = engine.display(field, was).of(language) if changed else ""
        if engine.is_group(field):
            rows = group_entries.entries(field, answers.get(field.id) or (), language)
            return Answer(field.label.of(language), "" if rows else now, old, rows)
        return Answer(field.label.of(language), now, old)

    return [
        Section(
            page.title.of(language),
            tuple(shown(field) for field in fields),
        )
        for page, fields in pages
    ]


@dataclasses.dataclass(frozen=True, slots=True)
class File:
    """One file of a requirement. `is_aside`: it was defective and has been replaced.

    `original`: the address of the file as it was sent, if a copy is shown. `origin`: of
    a file that is a copy from another case.
    """

    address: str
    what: str
    is_aside: bool
    is_picture: bool
    width: int
    height: int
    original: str = ""
    origin: OfficerOrigin | None = None
    is_scanned: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Check:
    """One requirement with its files and the officers' mark.

    `ready` are the definition's reasons for it, `chosen` the id of one of them.
    """

    id: str
    title: str
    hint: str
    basis: str
    files: tuple[File, ...]
    mark: str
    text: str
    is_answer: bool
    is_at_desk: bool = False
    checklist: tuple[str, ...] = ()
    ready: tuple[tuple[str, str], ...] = ()
    chosen: str = ""
    mark_fault: str = ""
    text_fault: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Mark:
    """The values of the fields of the requirements, by requirement id.

    `faults`: field name → what is wrong.
    """

    marks: Mapping[str, str]
    texts: Mapping[str, str]
    chosen: Mapping[str, str] = dataclasses.field(default_factory=dict)
    faults: Mapping[str, str] = dataclasses.field(default_factory=dict)


def offered(
    definition: engine.Definition,
    use: Literal["RETURN", "REFUSE", "NOT_SERVED"],
    requirement: str | None = None,
) -> tuple[tuple[str, str], ...]:
    """The definition's reasons as options of a list, in the reader's language."""
    language = get_language() or "id"
    reasons = queries.ready_reasons(definition, use, requirement)
    return tuple((one.id, one.text.of(language)) for one in reasons)


def checks(
    definition: engine.Definition,
    requirements: list[engine.Requirement],
    files: Mapping[str, list[File]],
    mark: Mark,
) -> list[Check]:
    language = get_language() or "id"
    basis = {law.id: law.text for law in definition.standard.legal_basis}
    return [
        Check(
            id=item.id,
            title=item.title.of(language),
            hint=item.hint.of(language) if item.hint else "",
            basis=basis.get(item.legal_basis, ""),
            files=tuple(files.get(item.id, ())),
            mark=mark.marks.get(item.id, ""),
            text=mark.texts.get(item.id, ""),
            is_answer=item.evidence == "ANSWER",
            is_at_desk=definition.ends_by == "DESK",
            checklist=tuple(one.of(language) for one in item.checklist),
            ready=offered(definition, "RETURN", item.id),
            chosen=mark.chosen.get(item.id, ""),
            mark_fault=mark.faults.get(f"mark-{item.id}", ""),
            text_fault=mark.faults.get(f"text-{item.id}", ""),
        )
        for item in requirements
    ]


def files(
    case: UUID, evidence: list[Evidence], live: set[UUID], today: dt.date
) -> dict[str, list[File]]:
    """Requirement id → its files, replaced ones last."""
    grouped: dict[str, list[File]] = {}
    copied = origins(evidence, today)
    for item in sorted(evidence, key=lambda e: e.id not in live):
        size = max(1, round(item.size / 1000))
        if item.kind == "PDF":
            pages = ngettext("%(n)s page", "%(n)s pages", item.pages)
            what = f"PDF, {pages % {'n': item.pages}}, {size} KB"
        else:
            what = f"{gettext('Picture')}, {item.width} × {item.height}, {size} KB"
        address = reverse("applications:desk_file", args=[case, item.id])
        is_aside, is_picture = item.id not in live, item.kind != "PDF"
        original = ""
        if item.has_original:
            original = reverse("applications:desk_file_sent", args=[case, item.id])
        file = File(
            address,
            what,
            is_aside,
            is_picture,
            item.width,
            item.height,
            original,
            copied.get(item.id),
            item.is_scanned,
        )
        grouped.setdefault(item.requirement, []).append(file)
    return grouped
