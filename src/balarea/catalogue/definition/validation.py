"""Static checks of a definition, at loading.

All defects are reported at once.
"""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from . import (
    advice_defects,
    collection,
    display_texts,
    group_defects,
    links,
    logic,
    places,
    procedure_defects,
    ready_reasons,
    reuse,
    rule_trace,
    rule_types,
    texts,
    ways,
)
from . import fee_defects as fees
from . import question_defects as questions
from .errors import Defect, RuleError
from .format import STEPS, Definition, Field, Page, Validity
from .rule_types import Environment

MAX_MONTHS = 240
MAX_DAYS = 365
MAX_YEARS = 100
_CODE = re.compile(r"[A-Z]{3}-[0-9]{3}")

type Defects = Iterator[tuple[str, str]]  # where, what


def defects(
    definition: Definition,
    *,
    agencies: Collection[str] | None = None,
    life_events: Iterable[str] | None = None,
) -> list[Defect]:
    """All defects of a definition; agencies and events are checked if given."""
    if unknown := list(questions.unknown_types(definition)):
        return unknown  # the other checks need known types
    results = [
        *texts.defects(definition, "", definition.code),
        *questions.bounds_defects(definition),
        *_heading(definition, agencies, life_events),
        *_standard(definition),
        *_pages(definition),
        *places.village_defects(definition),
        *_tables(definition),
        *_requirements(definition),
        *links.when_defects(definition),
        *reuse.defects(definition),
        *fees.defects(definition, _scope(definition)),
        *_flow(definition),
        *ways.defects(definition),
        *_output(definition),
        *collection.collect_defects(definition),
        *ready_reasons.defects(definition),
        *_eligibility(definition),
        *_terms(definition),
        *procedure_defects.defects(definition),
        *_holidays(definition),
        *rule_trace.defects(definition, _scope(definition)),
        *advice_defects.defects(definition, _scope(definition), agencies),
        *_examples(definition),
    ]
    return [Defect(definition.code, path, message) for path, message in results]


def form_defects(form: Definition) -> list[Defect]:
    """Defects of the form of a bundle, whose questions come from other definitions."""
    results = [
        *texts.defects(form, "", form.code),
        *_pages(form),
        *_tables(form),
        *_requirements(form),
        *links.when_defects(form),
    ]
    return [Defect(form.code, path, message) for path, message in results]


def _heading(
    definition: Definition,
    agencies: Iterable[str] | None,
    life_events: Iterable[str] | None,
) -> Defects:
    if not _CODE.fullmatch(definition.code):
        yield "code", "is three letters, a hyphen, three digits"
    if definition.code[:3] != definition.agency:
        yield "agency", "is the beginning of the code"
    if agencies is not None and definition.agency not in agencies:
        yield "agency", f"{definition.agency} is no known agency"
    if definition.version < 1:
        yield "version", "starts at 1"
    if not definition.life_events:
        yield "life_events", "name at least one"
    events = None if life_events is None else set(life_events)
    for event in definition.life_events:
        if events is not None and event not in events:
            yield "life_events", f"{event} is no known life event"
    yield from _unique("life_events", definition.life_events)
    yield from _unique("keywords", definition.keywords)


def _unique(path: str, names: Iterable[str]) -> Defects:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield path, f"{name!r} stands there twice"
        seen.add(name)


def _standard(definition: Definition) -> Defects:
    standard = definition.standard
    for name in ("requirements", "procedure", "legal_basis"):
        if not getattr(standard, name):
            yield f"standard.{name}", "has at least one entry"
    if standard.duration.value < 1:
        yield "standard.duration", "is at least 1"
    yield from _unique("standard.legal_basis", (b.id for b in standard.legal_basis))
    for basis in standard.legal_basis:
        if not basis.text.strip():
            yield f"standard.legal_basis.{basis.id}", "cites a regulation"


def _pages(definition: Definition) -> Defects:
    yield from _unique("pages", (page.id for page in definition.pages))
    every = [field.id for page in definition.pages for field in page.fields]
    yield from _unique("fields", every)
    if definition.online and not definition.pages:
        yield "pages", "an online service asks something"
    fields: dict[str, tuple[Field, bool]] = {}
    for page in definition.pages:
        path = f"pages.{page.id}"
        has_content = bool(page.fields) or page.exit is not None
        if not questions.FIELD_ID.fullmatch(page.id) or not has_content:
            yield path, "has an id of small letters, and questions"
        yield from links.exit_defects(page, path)
        yield from _condition(page.show_if, f"{path}.show_if", definition, fields)
        for field in page.fields:
            inside = f"{path}.{field.id}"
            yield from _condition(
                field.show_if, f"{inside}.show_if", definition, fields
            )
            yield from ((inside, message) for message in questions.defects(field))
            yield from _group(definition, field, inside, fields)
            fields[field.id] = (field, _is_sure(page, field))
            yield from _limits(definition, field, inside, fields)
            for one in field.bounds:
                yield from _condition(one.when, f"{inside}.bounds", definition, fields)
    yield from group_defects.name_defects(definition)


def _group(
    definition: Definition,
    group: Field,
    path: str,
    fields: Mapping[str, tuple[Field, bool]],
) -> Defects:
    """Rules of a group's questions see its earlier ones, and all before the group."""
    own = dict(fields)
    for field in group.fields:
        inside = f"{path}.{field.id}"
        yield from _condition(field.show_if, f"{inside}.show_if", definition, own)
        yield from ((inside, message) for message in questions.defects(field))
        own[field.id] = (field, field.required and field.show_if is None)
        yield from _cited_limits(definition, field, inside, own)
        birth = group_defects.birth_defects(group, field)
        yield from ((inside, message) for message in birth)


def _limits(
    definition: Definition,
    field: Field,
    path: str,
    fields: Mapping[str, tuple[Field, bool]],
) -> Defects:
    """A rule may use this question and earlier ones; `birth` needs a date question."""
    yield from _cited_limits(definition, field, path, fields)
    if field.birth is None:
        return
    birth = definition.fields.get(field.birth)
    if field.type != "NIK" or birth is None or birth.type != "DATE":
        yield path, "birth is for a NIK, and names a question for a date"


def _cited_limits(
    definition: Definition,
    field: Field,
    path: str,
    fields: Mapping[str, tuple[Field, bool]],
) -> Defects:
    for limit in field.limits:
        yield from _condition(limit.breaks, f"{path}.limits", definition, fields)
        yield from _cited(definition, limit.legal_basis, f"{path}.limits")
        if field.id not in logic.variables(limit.breaks):
            yield f"{path}.limits", "a rule looks at its own question"


def _is_sure(page: Page, field: Field) -> bool:
    """Whether a complete application always answers this question."""
    return field.required and page.show_if is None and field.show_if is None


def _scope(
    definition: Definition, fields: Mapping[str, tuple[Field, bool]] | None = None
) -> Environment:
    if fields is None:
        fields = {
            field.id: (field, _is_sure(page, field))
            for page in definition.pages
            for field in page.fields
        }
    return Environment(fields, definition.tables)


def _condition(
    expression: Any,
    path: str,
    definition: Definition,
    fields: Mapping[str, tuple[Field, bool]] | None = None,
) -> Defects:
    if expression is None:
        return
    try:
        kind = rule_types.infer(expression, _scope(definition, fields))
    except RuleError as error:
        yield path, str(error)
        return
    if kind.type != "BOOLEAN":
        yield path, f"a condition is true or false, not {kind.type}"


def _tables(definition: Definition) -> Defects:
    """Table names and columns; rows are checked by the rules that use them."""
    for name, table in definition.tables.items():
        yield from _unique(f"tables.{name}", table.columns)
        if (
            not questions.FIELD_ID.fullmatch(name)
            or len(table.columns) < 2
            or not table.rows
        ):
            yield f"tables.{name}", "has a small name, keys, values and rows"


def _requirements(definition: Definition) -> Defects:
    yield from _unique("requirements", (r.id for r in definition.requirements))
    if definition.online and not definition.requirements:
        yield "requirements", "an online service names what it checks"
    for requirement in definition.requirements:
        path = f"requirements.{requirement.id}"
        if not re.fullmatch(r"R[1-9][0-9]?", requirement.id):
            yield path, "an id is R1 to R99"
        if not 1 <= requirement.max_files <= 10:
            yield path, "max_files is 1 to 10"
        if requirement.evidence == "UPLOAD" and not requirement.accepts:
            yield path, "an upload accepts something"
        if requirement.evidence == "INSPECTION" and "INSPECT" not in definition.steps:
            yield path, "an inspection needs the step INSPECT"
        yield from _cited(definition, requirement.legal_basis, path)
        yield from _condition(requirement.when, f"{path}.when", definition)


def _holidays(definition: Definition) -> Defects:
    """Days from Monday to Friday, ascending, which rules count as closed."""
    try:
        days = [dt.date.fromisoformat(text) for text in definition.holidays]
    except ValueError:
        yield "holidays", "are days (YYYY-MM-DD)"
        return
    if days != sorted(set(days)) or any(day.weekday() > 4 for day in days):
        yield "holidays", "are days from Monday to Friday, ascending, each once"


def _cited(definition: Definition, basis: str | None, path: str) -> Defects:
    if basis not in {entry.id for entry in definition.standard.legal_basis}:
        yield f"{path}.legal_basis", f"{basis!r} is not in standard.legal_basis"


def _flow(definition: Definition) -> Defects:
    order = [STEPS.index(step) for step in definition.steps]
    if order != sorted(set(order)):
        yield "steps", f"stand once each, in the order {', '.join(STEPS)}"
    if definition.clock is not None and not 1 <= definition.clock.working_days <= 365:
        yield "clock.working_days", "is 1 to 365"
    if definition.clock and not 1 <= definition.clock.check_working_days <= 30:
        yield "clock.check_working_days", "is 1 to 30"
    if definition.online and len(definition.tests) < 2:
        yield "tests", "an online service brings at least two examples"


def _eligibility(definition: Definition) -> Defects:
    """Two to five questions, or none."""
    eligibility_questions = definition.eligibility
    if eligibility_questions and not 2 <= len(eligibility_questions) <= 5:
        yield "eligibility", "asks two to five questions"
    yield from _unique("eligibility", (one.id for one in eligibility_questions))
    for one in eligibility_questions:
        path = f"eligibility.{one.id}"
        if not questions.FIELD_ID.fullmatch(one.id):
            yield path, "an id is of small letters, digits and underscores"
        yield from _cited(definition, one.otherwise.legal_basis, path)


def _terms(definition: Definition) -> Defects:
    """Silence, objection, renewal and retention."""
    silence, objection = definition.silence, definition.objection
    renewal, retention = definition.renewal, definition.retention
    if silence is not None:
        yield from _cited(definition, silence.legal_basis, "silence")
        if definition.clock is None:
            yield "silence", "needs a clock that can run out"
    if objection is not None:
        yield from _cited(definition, objection.legal_basis, "objection")
        if not 1 <= objection.working_days <= MAX_DAYS:
            yield "objection.working_days", f"is 1 to {MAX_DAYS}"
    if renewal is not None:
        if definition.output is None or definition.output.valid is None:
            yield "renewal", "is of a document that ends"
        if not 1 <= renewal.days_before <= MAX_DAYS:
            yield "renewal.days_before", f"is 1 to {MAX_DAYS}"
    if retention is not None:
        yield from _cited(definition, retention.legal_basis, "retention")
        if not 0 <= retention.years <= MAX_YEARS:
            yield "retention.years", f"is 0 (permanent) to {MAX_YEARS}"


def _output(definition: Definition) -> Defects:
    holder, output = definition.holder, definition.output
    if holder is not None:
        names = [holder.name, *([holder.nik] if holder.nik else [])]
        yield from _unknown_questions(definition, "holder", names)
        birth = definition.fields.get(holder.birth or "")
        if holder.birth is not None and (birth is None or birth.type != "DATE"):
            yield "holder.birth", "names a question for a date"
        if any(f.id in names and f.fields for f in definition.fields.values()):
            yield "holder", "is one person, not a group"
    if output is None:
        return
    if not output.statements:
        yield "output.statements", "say what the document states"
    for statement in output.statements:
        names = display_texts.PLACEHOLDER.findall(" ".join(statement.texts.values()))
        yield from _unknown_questions(definition, "output.statements", names)
    yield from _unknown_questions(definition, "output.shown", output.shown)
    parts = set(display_texts.PLACEHOLDER.findall(output.number_format))
    if not {"sequence", "year"} <= parts <= display_texts.NUMBER_PARTS:
        allowed = ", ".join(sorted(display_texts.NUMBER_PARTS))
        yield "output.number_format", f"holds sequence and year, knows {allowed}"
    yield from _validity(definition, output.valid)


def _validity(definition: Definition, valid: Validity | None) -> Defects:
    if valid is None:
        return
    if valid.months_field is None:
        if valid.years + valid.months < 1:
            yield "output.valid", "lasts at least a month"
        return
    try:
        kind = rule_types.infer({"var": valid.months_field}, _scope(definition))
    except RuleError as error:
        yield "output.valid", str(error)
        return
    low, high = kind.low or 0, kind.high or MAX_MONTHS + 1
    if not (kind.type == "INTEGER" and kind.sure and low >= 1):
        yield "output.valid", "months_field is a whole number, always asked, from 1"
    if high > MAX_MONTHS:
        yield "output.valid", f"months_field has a max of at most {MAX_MONTHS}"


def _unknown_questions(
    definition: Definition, path: str, names: Iterable[str]
) -> Defects:
    for name in names:
        if name not in definition.fields:
            yield path, f"{name!r} is no question"


def _examples(definition: Definition) -> Defects:
    yield from _unique("tests", (example.name for example in definition.tests))
    requirements = {requirement.id for requirement in definition.requirements}
    for example in definition.tests:
        path = f"tests.{example.name}"
        wrong = group_defects.example_defects(definition, example.answers)
        yield from ((path, message) for message in wrong)
        for name in (*example.evidence, *(example.expect.requirements or ())):
            if name not in requirements:
                yield path, f"{name!r} is no requirement"
