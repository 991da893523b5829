"""A service page: the published and the internal components of its standard."""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from balarea.catalogue import definition as engine
from balarea.catalogue import queries
from balarea.catalogue.presenters import at_once, links, terms, words
from balarea.foundation import money

if TYPE_CHECKING:
    from balarea.catalogue import models


@dataclasses.dataclass(frozen=True, slots=True)
class Needed:
    """One requirement: in which cases, in what form, and who issues it.

    `source` is the title and address of the service that issues it.
    """

    title: str
    hint: str
    is_optional: bool
    when: str = ""
    source: tuple[str, str] | None = None
    held_by: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Collected:
    """A thing to collect at a desk: when, where, and what to bring.

    `places` are the choices; without any it is the agency's desk in the mall.
    """

    thing: str
    days: str
    places: Sequence[str]
    bring: Sequence[str]


@dataclasses.dataclass(frozen=True, slots=True)
class Rates:
    """Rows of a tariff with the same first cell `name`, which may be empty."""

    name: str
    rows: Sequence[Sequence[str]]


@dataclasses.dataclass(frozen=True, slots=True)
class Tariff:
    """A tariff as a table; `of` is the heading of its groups."""

    caption: str
    of: str
    heads: Sequence[str]
    groups: Sequence[Rates]


@dataclasses.dataclass(frozen=True, slots=True)
class Service:
    """All texts of the page, in the reader's language.

    `lacks_provider`: it could be filed online if the mall took payments.
    """

    code: str
    version: int
    hash: str
    title: str
    summary: str
    audience: str
    is_online: bool
    lacks_provider: bool
    is_licence: bool
    is_free: bool
    fee: str
    fee_due: str
    cost: str
    explanation: str
    duration: str
    clock: str
    check: str
    product: str
    complaints: str
    needed: Sequence[Needed]
    procedure: Sequence[str]
    legal_basis: Sequence[tuple[str, str]]
    tariffs: Sequence[Tariff]
    internal: Sequence[tuple[str, str]]
    collect: Collected | None
    gives_document: bool
    is_desk: bool
    register: str
    way: words.WayWords
    terms: Sequence[terms.Term]
    has_check: bool
    at_once: at_once.AtOnce | None


def service(
    definition: engine.Definition,
    identity: str,
    services: Mapping[str, "models.Service"],
) -> Service:
    """A definition in the reader's language; requirements link to `services`."""
    language = get_language() or ""
    standard, fee = definition.standard, definition.fee
    is_online = queries.is_fileable(
        online=definition.online, is_billed=definition.is_billed
    )
    amount = fee.amount if isinstance(fee.amount, int) else None
    return Service(
        code=definition.code,
        version=definition.version,
        hash=identity,
        title=definition.title.of(language),
        summary=definition.summary.of(language),
        audience=definition.audience.of(language),
        is_online=is_online,
        lacks_provider=definition.online and not is_online,
        is_licence=definition.category == "LICENSING",
        is_free=fee.kind == "FREE",
        fee=words.fee(fee.kind, amount),
        fee_due=_due(definition),
        cost=_cost(standard.cost.of(language), words.fee(fee.kind, amount)),
        explanation=fee.explanation.of(language) if fee.explanation else "",
        duration=words.duration(standard.duration.value, standard.duration.unit),
        clock=words.duration(definition.clock.working_days, "WORKING_DAY")
        if definition.clock
        else "",
        check=words.duration(definition.clock.check_working_days, "WORKING_DAY")
        if definition.clock
        else "",
        product=standard.product.of(language),
        complaints=standard.complaints.of(language),
        needed=list(_needed(definition, services, language)),
        procedure=[step.of(language) for step in standard.procedure],
        legal_basis=[(basis.id, basis.text) for basis in standard.legal_basis],
        tariffs=list(_tariffs(definition, language)),
        internal=_internal(definition, language),
        collect=_collect(definition, language),
        gives_document=definition.output is not None,
        is_desk=definition.ends_by == "DESK",
        register=definition.register.name.of(language) if definition.register else "",
        way=words.WAYS[definition.ends_by],
        terms=list(terms.terms(definition, services, language)),
        has_check=bool(definition.eligibility),
        at_once=at_once.at_once(definition, language),
    )


def _collect(definition: engine.Definition, language: str) -> Collected | None:
    collect = definition.output.collect if definition.output else None
    if collect is None:
        return None
    choices = (
        definition.fields[collect.place_field].choices if collect.place_field else ()
    )
    days = collect.ready_working_days
    return Collected(
        thing=collect.thing.of(language),
        days=words.duration(days, "WORKING_DAY") if days else "",
        places=[choice.label.of(language) for choice in choices],
        bring=[one.of(language) for one in collect.bring],
    )


def _cost(text: str, amount: str) -> str:
    """The standard's words; the amount where they say the same amount.

    English texts write "Rp350,000", where pages write "Rp350.000".
    """
    return amount if text.replace(",", ".") == amount else text


def _due(definition: engine.Definition) -> str:
    fee = definition.fee
    if fee.kind == "FREE":
        return ""
    if definition.ends_by == "DESK":
        return _("Paid at the desk, not here.")
    if fee.due == "ELSEWHERE":
        return _("Paid to whoever decides, not here.")
    if fee.due == "DECISION":
        return _("Paid only after your application is approved.")
    return _("Paid when you apply.")


def _needed(
    definition: engine.Definition,
    services: Mapping[str, "models.Service"],
    language: str,
) -> Iterator[Needed]:
    """The requirements of an online service, else those of the standard."""
    if not definition.requirements:
        for listed in definition.standard.requirements:
            yield Needed(
                listed.of(language),
                "",
                is_optional=False,
                when=listed.when_text.of(language) if listed.when_text else "",
                source=links.link(listed.service, services, language),
            )
    for one in definition.requirements:
        yield needed(one, services, language, is_desk=definition.ends_by == "DESK")


def needed(
    one: engine.Requirement,
    services: Mapping[str, "models.Service"],
    language: str,
    *,
    is_desk: bool = False,
) -> Needed:
    """A requirement of an online service; to a desk everything is brought."""
    hints = [one.hint.of(language) if one.hint else ""]
    if one.evidence == "INSPECTION":
        hints.append(_("An officer comes to see it."))
    elif is_desk and one.evidence == "UPLOAD":
        hints.append(_("Bring the original."))
    elif one.evidence == "ANSWER" and not is_desk:  # there it may mean presence
        hints.append(_("Your answers are enough; there is no file to attach."))
    return Needed(
        one.title.of(language),
        " ".join(filter(None, hints)),
        is_optional=not one.required and not is_desk,
        when=case_of(one, language),
        source=links.link(one.service, services, language),
        held_by=one.held_by.of(language) if one.held_by else "",
    )


def case_of(one: engine.Requirement, language: str) -> str:
    """In which cases a requirement applies; empty when it always does.

    Older versions have a rule without a description in words.
    """
    if one.when_text is not None:
        return one.when_text.of(language)
    return _("Only in some cases; your answers decide.") if one.when is not None else ""


def _tariffs(definition: engine.Definition, language: str) -> Iterator[Tariff]:
    """Tables whose columns are rupiah, with the words of the questions."""
    for name, table in definition.tables.items():
        if not any(column.startswith("rupiah") for column in table.columns):
            continue
        heads = [_head(definition, name, column, language) for column in table.columns]
        rows = [
            [
                _cell(definition, column, cell, language)
                for column, cell in zip(table.columns, row, strict=True)
            ]
            for row in table.rows
        ]
        yield _grouped(heads, rows)


def _grouped(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Tariff:
    """Of three columns the first becomes a line above its rows: a phone fits two."""
    if len(heads) < 3:
        return Tariff(_("Tariff"), "", heads, [Rates("", rows)])
    groups = [
        Rates(name, [row[1:] for row in run])
        for name, run in groupby(rows, key=lambda row: row[0])
    ]
    return Tariff(_("Tariff"), heads[0], heads[1:], groups)


def _head(definition: engine.Definition, name: str, column: str, language: str) -> str:
    field = engine.question(definition, column)
    if field is not None:
        return field.label.of(language)
    for line in definition.fee.lines:
        value = line.value
        if isinstance(value, dict) and value.get("table", [])[:2] == [name, column]:
            return line.label.of(language)
    return _("Tariff")


def _cell(
    definition: engine.Definition,
    column: str,
    cell: int | float | str | bool,
    language: str,
) -> str:
    if column.startswith("rupiah") and not isinstance(cell, str):
        return money.format_rupiah(int(cell))
    field = engine.question(definition, column)
    if field is not None:
        for choice in field.choices:
            if choice.value == cell:
                return choice.label.of(language)
    if isinstance(cell, bool):
        return _("Yes") if cell else _("No")
    return str(cell)


def _internal(definition: engine.Definition, language: str) -> list[tuple[str, str]]:
    """The seven internal texts beside the legal basis (UU 25/2009 art. 21)."""
    standard = definition.standard
    texts = [
        (_("Facilities and equipment"), standard.facilities.of(language)),
        (_("Competence of the staff"), standard.competence.of(language)),
        (_("Internal supervision"), standard.supervision.of(language)),
        (_("Number of staff"), standard.staff.of(language)),
        (_("Guarantee of service"), standard.guarantee.of(language)),
        (_("Safety and security"), standard.safety.of(language)),
        (_("Evaluation of performance"), standard.evaluation.of(language)),
    ]
    if stored := terms.retention(definition):
        texts.append((_("Storage of closed files"), stored))
    return texts
