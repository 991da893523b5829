"""What the front desk shows: persons, their cases, services, and its one dense form."""

import dataclasses
import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from balarea.applications import models
from balarea.applications.presenters import (
    files,
    problems,
    progress,
    questions,
    reuse,
    villages,
)
from balarea.applications.queries.front_desk import Offer
from balarea.applications.rules import PAPER_MARKS
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.documents.models import Evidence
from balarea.foundation import references
from balarea.people.queries import CaseOwner
from balarea.people.rules import Identity

MAX_SERVICES = 8  # of a search
SHOWN_DIGITS = 4  # of a NIK, enough to compare with a card
MARKS = {"ORIGINAL": _("Original seen"), "COPY": _("Copy taken")}


@dataclasses.dataclass(frozen=True, slots=True)
class Match:
    """A person who was found. `name` is empty of somebody never identified here."""

    id: UUID
    name: str
    born_on: dt.date | None
    age: int | None
    nik: str
    masked: str


def match(owner: CaseOwner, identity: Identity | None, today: dt.date) -> Match:
    """`nik`: only its last digits."""
    born_on = identity.born_on if identity else None
    nik = identity.nik[-SHOWN_DIGITS:] if identity else ""
    return Match(
        id=owner.id,
        name=identity.name if identity else "",
        born_on=born_on,
        age=_age(born_on, today) if born_on else None,
        nik=f"…{nik}" if nik else "",
        masked=owner.contact.masked if owner.contact else "",
    )


def _age(born_on: dt.date, today: dt.date) -> int:
    had_birthday = (today.month, today.day) >= (born_on.month, born_on.day)
    return today.year - born_on.year - (not had_birthday)


@dataclasses.dataclass(frozen=True, slots=True)
class Service:
    code: str
    title: str
    agency: str


def bundles(codes: Iterable[str], language: str) -> list[Service]:
    """Bundles as they are chosen; several agencies decide on them."""
    named = catalogue.bundles()
    return [Service(code, named[code].title.of(language), "") for code in codes]


def services(codes: Iterable[str], language: str) -> list[Service]:
    rows, titles = catalogue.services(), catalogue.titles(language)
    return [Service(code, titles[code], rows[code].agency) for code in codes]


@dataclasses.dataclass(frozen=True, slots=True)
class Case:
    """A line of a person's drafts or applications; `id` with `revision` to tell of."""

    id: UUID
    reference: str
    title: str
    status: str
    at: dt.datetime
    address: str
    kind: str = "info"
    revision: int = 0
    who: str = ""
    awaits_answer: bool = False  # the office waits for an answer of its owner
    may_renew: bool = False  # its document ends soon


def drafts(rows: Iterable[models.Draft], language: str) -> list[Case]:
    return [
        Case(
            row.id,
            references.pretty(row.reference),
            catalogue.definition(row.definition).title.of(language),
            str(_("Draft")),
            row.saved_at,
            reverse("applications:desk_form", args=[row.id]),
        )
        for row in rows
    ]


def cases(
    rows: Iterable[models.Application],
    language: str,
    *,
    renewable: Collection[UUID] = (),
    revoked: Collection[UUID] = (),
    suspended: Collection[UUID] = (),
) -> list[Case]:
    """`renewable`, `revoked`, `suspended`: the cases whose document is."""
    return [
        dataclasses.replace(
            _case(
                row,
                language,
                "applications:desk_receipt",
                is_revoked=row.id in revoked,
                is_suspended=row.id in suspended,
            ),
            may_renew=row.id in renewable,
        )
        for row in rows
    ]


def to_tell(
    rows: Iterable[models.Application],
    language: str,
    with_question: Collection[UUID],
    renewable: Collection[UUID] = (),
) -> list[Case]:
    """`with_question`: the cases whose office asks their owner something;
    `renewable`: those whose document ends soon and can be renewed.
    """
    return [
        dataclasses.replace(
            _case(row, language, "applications:desk_case"),
            awaits_answer=row.id in with_question,
            may_renew=row.id in renewable,
        )
        for row in rows
    ]


def _case(
    row: models.Application,
    language: str,
    page: str,
    *,
    is_revoked: bool = False,
    is_suspended: bool = False,
) -> Case:
    word, kind = progress.word(
        row.state, is_revoked=is_revoked, is_suspended=is_suspended
    )
    return Case(
        row.id,
        references.pretty(row.reference),
        catalogue.definition(row.definition).title.of(language),
        word,
        row.submitted_at,
        reverse(page, args=[row.id]),
        kind,
        row.revision,
        row.holder_masked,
    )


@dataclasses.dataclass(frozen=True, slots=True)
class Part:
    """One page of the form, stacked with the others."""

    id: str
    title: str
    intro: str
    questions: list[questions.Question]


@dataclasses.dataclass(frozen=True, slots=True)
class Paper:
    """A requirement of the form: what to look at, its marks, and its files.

    `field` is the name of the file input, empty where no file is taken.
    """

    id: str
    title: str
    hint: str
    marks: Sequence[tuple[str, str]]
    marked: Sequence[str]
    field: str
    accept: str
    may_send_many: bool
    files: Sequence[files.File]
    is_missing: bool
    error: str
    removable: Collection[UUID] = ()
    offers: Sequence[reuse.Offer] = ()


def parts(
    definition: engine.Definition,
    answers: Mapping[str, Any],
    raw: Mapping[str, Sequence[str]] | None,
    errors: Mapping[str, str],
    language: str,
    *,
    as_of: dt.date,
) -> list[Part]:
    """The pages that are asked; values are those of `raw`, else the saved answers."""
    shown = []
    for page in engine.visible_pages(definition, answers, as_of=as_of):
        if page.exit is not None:
            break
        fields = engine.visible_fields(definition, page, answers, as_of=as_of)
        form: dict[str, Sequence[str]] = {}
        for field in fields:
            form |= questions.form_values(field, answers.get(field.id))
        form |= {name: values for name, values in (raw or {}).items()}
        entries = {
            field.id: engine.form_entries(
                definition,
                field,
                answers,
                max(len(engine.listed(field, form)), engine.least(field)),
                as_of=as_of,
            )
            for field in fields
            if engine.is_group(field)
        }
        offered = villages.groups(definition, fields, answers)
        rows = questions.questions(fields, form, errors, language, entries, offered)
        intro = page.intro.of(language) if page.intro else ""
        shown.append(Part(page.id, page.title.of(language), intro, rows))
    return shown


def papers(
    requirements: Iterable[engine.Requirement],
    marks: Mapping[str, Sequence[str]],
    rows: Collection[Evidence],
    names: Mapping[UUID, str],
    errors: Mapping[str, str],
    language: str,
    *,
    filed: Collection[UUID] = (),
    offers: Mapping[str, Sequence[reuse.Offer]] | None = None,
) -> list[Paper]:
    """The requirements that apply, but for a visit on site.

    Files that were `filed` before stay; `offers` are by requirement.
    """
    shown = []
    for one in requirements:
        if one.evidence == "INSPECTION":
            continue
        own = [row for row in rows if row.requirement == one.id]
        request = files.requested_evidence(one, language)
        is_upload = one.evidence == "UPLOAD"
        left = one.max_files - len(own)
        shown.append(
            Paper(
                id=one.id,
                title=request.title,
                hint=request.hint,
                marks=[(mark, str(MARKS[mark])) for mark in PAPER_MARKS],
                marked=marks.get(one.id, ()),
                field=f"file_{one.id}" if is_upload and left > 0 else "",
                accept=request.accept,
                may_send_many=left > 1,
                files=files.files(own, names),
                is_missing=is_upload and one.required and not own,
                error=errors.get(one.id, ""),
                removable={row.id for row in own if row.id not in filed},
                offers=(offers or {}).get(one.id, ()),
            )
        )
    return shown


def papers_seen(
    definition: engine.Definition, marks: Mapping[str, Sequence[str]], language: str
) -> list[tuple[str, str]]:
    """Requirement → what a desk saw or took of it, in words."""
    return [
        (one.title.of(language), ", ".join(str(MARKS[mark]) for mark in marks[one.id]))
        for one in definition.requirements
        if marks.get(one.id)
    ]


def deciding(definition: engine.Definition) -> list[str]:
    """The questions on whose answers others, or requirements, depend."""
    rules = [
        *(page.show_if for page in definition.pages),
        *(field.show_if for field in definition.fields.values()),
        *(one.when for one in definition.requirements),
    ]
    named = {name for rule in rules for name in engine.variables(rule)}
    within = {one.within for one in definition.fields.values() if one.within}
    return sorted((named | within) & definition.fields.keys())


def shown_answer(field: engine.Field, answer: Any, language: str) -> str:
    """One answer in words, a dash where there is none."""
    return engine.display(field, answer).of(language) if answer is not None else "–"


def sentences(
    definition: engine.Definition,
    wrong: Iterable[engine.Problem],
    language: str,
    today: dt.date,
) -> dict[str, str]:
    """Question or requirement → what is wrong; an end of the form has its own note."""
    sentences = {}
    for one in wrong:
        if one.code == "EXIT":
            continue
        field = engine.field(definition, one.field) if one.page else None
        sentences[one.field] = problems.sentence(one, field, language, today)
    return sentences


def form_values(field: engine.Field, answer: Any) -> dict[str, list[str]]:
    """An answer by the names in the form."""
    return questions.form_values(field, answer)


def names(shown: Iterable[Part]) -> list[str]:
    """The names in the form of all questions."""
    return [name for part in shown for name in questions.names(part.questions)]


@dataclasses.dataclass(frozen=True, slots=True)
class Offered:
    """How many answers were filled in, and from which cases."""

    count: int
    sources: Sequence[tuple[str, str, dt.date]]


def offer(known_answers: Offer, language: str) -> Offered:
    """`sources`: reference, service and day of each case."""
    sources = [
        (
            references.pretty(row.reference),
            catalogue.definition(row.definition).title.of(language),
            on,
        )
        for row, on in known_answers.sources
    ]
    return Offered(len(known_answers.answers), sources)
