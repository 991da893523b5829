"""The shape of a service definition. Unknown keys are refused everywhere.

Defaults are left out of the canonical form, so that a later, optional key does not
change the identity of what was published before it existed.
"""

import datetime as dt
from functools import cached_property
from typing import Any, Literal, get_args

from . import endings, logic
from .advice import Advice
from .bounds import Bounds
from .endings import (
    Collect,
    Exit,
    Finding,
    Objection,
    Register,
    Renewal,
    Result,
    Retention,
    Silence,
)
from .expectation import Expectation
from .rule_decisions import RuleDecision
from .standards import Standard
from .texts import Shape, Text

# An answer as people type it; of a group one map for each entry.
type Typed = str | tuple[str | dict[str, str | tuple[str, ...]], ...]
type Step = Literal["VERIFY", "INSPECT", "DECIDE", "COUNTERSIGN", "HAND_OVER", "SERVE"]
# How a service ends: decided by the agency in this system; handed over to the register
# that decides; or at the desk, where the law asks for presence.
type Way = Literal["DECIDE", "HAND_OVER", "DESK"]
# Where a fee belongs: regional levies and taxes, or the state's revenue (PNBP).
type Treasury = Literal["REGIONAL", "STATE"]
type Expression = Any  # checked by `logic` and `rule_types`
STEPS: tuple[Step, ...] = get_args(Step.__value__)


class Choice(Shape, frozen=True):
    """One choice: the stored value and its label."""

    value: str
    label: Text


class Limit(Shape, frozen=True, dict=True):
    """A legal limit on an answer; its message is shown at the question."""

    breaks: Expression
    text: Text
    legal_basis: str

    @cached_property
    def rule(self) -> logic.Rule:
        """The rule; true when the answers break the limit."""
        return _rule(self.breaks)


class Field(Shape, frozen=True, dict=True):
    """One question. `min`/`max` bound numbers, dates (ISO, TODAY, TODAY-60), how many
    choices, how many `DIGITS`, how many entries, and (`min`) the age by a NIK;
    `personal` marks personal data (UU 27/2022); `birth` names the question for the day
    of birth that a NIK must contain; `mismatch` says what is wrong where `pattern`
    doesn't fit; `help` is a longer explanation, folded until somebody opens it; `part`
    is the entry of a part (`applicant.nik`) that is the same question in every service.
    A `VILLAGE` lies `within` the district that an earlier question asks for; `villages`
    has their names by district and code. A `GROUP` repeats its `fields` for each entry;
    `entry` is what one of them is called. `unless_asked` names an earlier question:
    where that is asked, this one isn't. `bounds` of a bundle's question hold in some
    cases only.
    """

    id: str
    type: str  # one of `question_types.QUESTION_TYPES`; `validation` refuses others
    label: Text
    hint: Text | None = None
    required: bool = True
    show_if: Expression = None
    min: int | float | str | None = None
    max: int | float | str | None = None
    max_length: int | None = None
    pattern: str | None = None
    choices: tuple[Choice, ...] = ()
    personal: bool = False
    autocomplete: str | None = None
    mismatch: Text | None = None
    limits: tuple[Limit, ...] = ()
    birth: str | None = None
    help: Text | None = None
    part: str | None = None
    within: str | None = None
    villages: dict[str, dict[str, str]] = {}
    fields: tuple["Field", ...] = ()
    entry: Text | None = None
    unless_asked: str | None = None
    bounds: tuple[Bounds, ...] = ()

    @cached_property
    def rule(self) -> logic.Rule:
        """Whether the question is asked."""
        return _rule(self.show_if)

    @property
    def is_year(self) -> bool:
        """A whole number between years, which is written without a separator."""
        return self.type == "NUMBER" and 1000 <= _year(self.min) <= _year(self.max)


class Page(Shape, frozen=True, dict=True):
    """One page of the form: a few questions on one topic.

    With `exit` it has none: where it is shown, the form ends without filing.
    """

    id: str
    title: Text
    fields: tuple[Field, ...] = ()
    intro: Text | None = None
    show_if: Expression = None
    exit: Exit | None = None

    @cached_property
    def rule(self) -> logic.Rule:
        """Whether the page is shown."""
        return _rule(self.show_if)


class Requirement(Shape, frozen=True, dict=True):
    """What must be proven, and how; officers may request nothing else.

    `when_text` says in words what the rule `when` says; `service` is the code of the
    service that issues what is asked for; `held_by` names the register of the state
    that has the fact already; `checklist` is what officers look for in it.

    `fulfilled_by` are the services whose document proves it, issued to `holder` (the
    question with that person's NIK; without it the definition's holder). `valid_for` is
    for how many months after its upload a file may be used again in other applications.
    """

    id: str
    title: Text
    evidence: Literal["UPLOAD", "ANSWER", "INSPECTION"]
    legal_basis: str
    hint: Text | None = None
    accepts: tuple[Literal["PDF", "IMAGE"], ...] = ("PDF", "IMAGE")
    max_files: int = 1
    required: bool = True
    when: Expression = None
    when_text: Text | None = None
    service: str | None = None
    held_by: Text | None = None
    checklist: tuple[Text, ...] = ()
    part: str | None = None
    fulfilled_by: tuple[str, ...] = ()
    holder: str | None = None
    valid_for: int | None = None

    @cached_property
    def rule(self) -> logic.Rule:
        """Whether the requirement applies."""
        return _rule(self.when)


class Table(Shape, frozen=True):
    """A tariff table: key columns first; a row is found by its keys."""

    columns: tuple[str, ...]
    rows: tuple[tuple[int | float | str | bool, ...], ...]


class FeeLine(Shape, frozen=True, dict=True):
    """One step of the calculation; without a unit it is rupiah."""

    label: Text
    value: Expression
    unit: Text | None = None

    @cached_property
    def rule(self) -> logic.Rule:
        """The figure."""
        return _rule(self.value)


class FeeRule(Shape, frozen=True, dict=True):
    """What is due, and when this mall bills it.

    `ELSEWHERE` means that the register, the bank or the desk does. Then, and in an
    offline service, a tariff may leave its amount out. `treasury` is where the money
    belongs; without it that follows from the agency, see `treasuries`.
    """

    kind: Literal["FREE", "FIXED", "TARIFF"]
    amount: Expression = None
    due: Literal["SUBMISSION", "DECISION", "ELSEWHERE"] = "SUBMISSION"
    legal_basis: str | None = None
    explanation: Text | None = None
    lines: tuple[FeeLine, ...] = ()
    treasury: Treasury | None = None

    @cached_property
    def rule(self) -> logic.Rule:
        """The amount in rupiah."""
        return _rule(self.amount)


class Clock(Shape, frozen=True):
    """The deadline, counted from the day on which the file is complete.

    Whether it is complete must be known `check_working_days` after it came.
    """

    working_days: int
    check_working_days: int = 3


class Holder(Shape, frozen=True):
    """Which answers name the person to whom the document is issued.

    `birth` is their day of birth, by which they are found while they have no NIK.
    """

    name: str
    nik: str | None = None
    birth: str | None = None


class Validity(Shape, frozen=True):
    """How long the document is valid; the months may be those that were asked for."""

    years: int = 0
    months: int = 0
    months_field: str | None = None


class Output(Shape, frozen=True):
    """The document that is issued. Without `collect` its PDF is all there is.

    `number_format` knows {sequence} {code} {agency} {month} (Roman) {year};
    `statements` know {field} placeholders. With `finding` the office adds its own.
    """

    template: Literal["LICENCE", "CERTIFICATE", "LETTER"]
    title: Text
    number_format: str
    statements: tuple[Text, ...]
    shown: tuple[str, ...] = ()
    valid: Validity | None = None
    collect: Collect | None = None
    finding: Finding | None = None


class Reason(Shape, frozen=True):
    """A sentence that officers may choose when they return, refuse or don't serve.

    With `requirement` it is offered for that requirement alone.
    """

    id: str
    use: Literal["RETURN", "REFUSE", "NOT_SERVED"]
    text: Text
    requirement: str | None = None


class Ineligible(Shape, frozen=True):
    """Why the service is not for somebody, by which article, and what fits instead."""

    text: Text
    legal_basis: str
    service: str | None = None


class EligibilityQuestion(Shape, frozen=True):
    """A yes-or-no question before anything is filled in; `otherwise` answers its no."""

    id: str
    question: Text
    otherwise: Ineligible
    hint: Text | None = None


class Example(Shape, frozen=True):
    """An embedded test: raw answers as people type them, and the expected result."""

    name: str
    answers: dict[str, Typed]
    expect: Expectation
    evidence: dict[str, int] = {}


class Definition(Shape, frozen=True, dict=True):
    """A public service, complete: its standard and, when online, its questions."""

    schema: Literal[1]
    code: str
    version: int
    family: str
    agency: str
    category: Literal["LICENSING", "OTHER"]
    title: Text
    summary: Text
    audience: Text
    illustrative: Literal[True]
    confidence: Literal["HIGH", "MEDIUM", "LOW"]
    standard: Standard
    fee: FeeRule
    life_events: tuple[str, ...]
    keywords: tuple[str, ...] = ()
    online: bool = False
    pages: tuple[Page, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    tables: dict[str, Table] = {}
    clock: Clock | None = None
    steps: tuple[Step, ...] = ()
    holder: Holder | None = None
    output: Output | None = None
    reasons: tuple[Reason, ...] = ()
    tests: tuple[Example, ...] = ()
    way: Way | None = None
    register: Register | None = None
    result: Result | None = None
    eligibility: tuple[EligibilityQuestion, ...] = ()
    silence: Silence | None = None
    objection: Objection | None = None
    extension: endings.Extension | None = None
    announcement: endings.Announcement | None = None
    renewal: Renewal | None = None
    transfer: endings.Transfer | None = None
    retention: Retention | None = None
    # Holidays from Monday to Friday, if a rule counts working days; filled at loading.
    holidays: tuple[str, ...] = ()
    decides: RuleDecision | None = None
    advice: tuple[Advice, ...] = ()
    # Whether its officers are drawn; without it see `drawing.is_drawn`.
    drawn: bool | None = None
    # Whether who checks or visits, who decides and who signs are different people.
    separate_people: bool = False

    @property
    def is_billed(self) -> bool:
        """Whether this mall takes the fee; what is done at a desk is paid there."""
        is_elsewhere = self.fee.due == "ELSEWHERE" or "SERVE" in self.steps
        return self.fee.kind != "FREE" and not is_elsewhere

    @property
    def finding(self) -> Finding | None:
        """What the officer who decides determines, where the document states it."""
        return self.output.finding if self.output else None

    @property
    def ends_by(self) -> Way:
        """The way; what was published before there were ways is decided here."""
        return self.way or "DECIDE"

    @cached_property
    def fields(self) -> dict[str, Field]:
        """Every question by its id, in order."""
        return {field.id: field for page in self.pages for field in page.fields}

    @cached_property
    def lookup(self) -> logic.Tables:
        """The tables as rules search them: each leading key to its row."""
        return {name: _index(table) for name, table in self.tables.items()}

    @cached_property
    def holiday_ordinals(self) -> tuple[int, ...]:
        """The holidays as rules count them: ascending ordinals."""
        days = map(dt.date.fromisoformat, self.holidays)
        return tuple(sorted(day.toordinal() for day in days))

    def page(self, page_id: str) -> Page | None:
        """The page of that id, if there is one."""
        return next((page for page in self.pages if page.id == page_id), None)


def _year(bound: int | float | str | None) -> int:
    """A bound that can be a year, else 0."""
    return int(bound) if isinstance(bound, int) and 1000 <= bound <= 9999 else 0


def _rule(expression: Expression) -> logic.Rule:
    return logic.always if expression is None else logic.compile_rule(expression)


def _index(
    table: Table,
) -> dict[tuple[logic.Value, ...], dict[str, logic.Value]]:
    """Leading key (of every length) → row; a shorter key has the first matching row."""
    index: dict[tuple[logic.Value, ...], dict[str, logic.Value]] = {}
    for row in table.rows:
        cells = tuple(logic.constant(cell) for cell in row)
        named: dict[str, logic.Value] = dict(zip(table.columns, cells, strict=True))
        for length in range(1, len(cells)):
            index.setdefault(cells[:length], named)
    return index
