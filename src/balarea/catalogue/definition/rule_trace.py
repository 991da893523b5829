"""The results of the checks of a rule decision, and the validation of the checks."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from . import display_texts, engine, logic, rule_types
from . import question_defects as questions
from .errors import RuleError
from .format import Definition, Requirement
from .rule_decisions import RuleDecision
from .texts import Text

MAX_CHECKS = 20
MAX_OFFICE = 120  # characters; each step stores it with some words more
MISMATCH = "nik_mismatch"
_MISMATCH_TEXT = Text(
    id="Tanggal lahir di dalam NIK sama dengan yang dijawab.",
    en="The day of birth in the NIK is the one that was answered.",
)


class CheckedAnswer(NamedTuple):
    """A question that a check uses, and its answer in words."""

    label: Text
    answer: Text


class CheckResult(NamedTuple):
    """One check with its result: None is unknown. `legal_basis` may be empty."""

    id: str
    text: Text
    legal_basis: str
    result: bool | None
    answers: tuple[CheckedAnswer, ...] = ()


class Trace(NamedTuple):
    """All checks in order, then the requirements that a person must check."""

    results: tuple[CheckResult, ...]

    @property
    def is_confirmed(self) -> bool:
        """Whether every check is true: only then rules decide."""
        return not self.unconfirmed

    @property
    def unconfirmed(self) -> list[str]:
        """The ids of the checks and requirements that are false or unknown."""
        return [one.id for one in self.results if one.result is not True]


def trace(
    definition: Definition,
    answers: Mapping[str, Any],
    files: Collection[str] = (),
    *,
    proven: Collection[str] = (),
    as_of: dt.date,
) -> Trace:
    """The result of each check for these answers.

    `files` are the requirements for which somebody has sent a file: a file is looked
    at by a person, also one that was not demanded. `proven` are those whose files are
    documents of this mall, compared with what was issued: no person needs to see them.
    """
    if definition.decides is None:
        message = f"{definition.code} is not decided by rules"
        raise ValueError(message)
    facts = engine.facts(definition, answers, as_of=as_of)
    results = [
        CheckResult(
            check.id,
            check.text,
            check.legal_basis,
            _truth(check.compiled(facts)),
            tuple(_checked_answers(definition, answers, check.rule, facts)),
        )
        for check in definition.decides.checks
    ]
    if engine.contradictions(definition, answers, as_of=as_of):
        results.append(CheckResult(MISMATCH, _MISMATCH_TEXT, "", False))
    results += [
        CheckResult(one.id, one.title, one.legal_basis, one.id in proven or None)
        for one in engine.requirements(definition, answers, as_of=as_of)
        if one.evidence == "INSPECTION"
        or (one.evidence == "UPLOAD" and (one.required or one.id in files))
    ]
    return Trace(tuple(results))


def check_titles(definition: Definition, ids: Collection[str]) -> list[Text]:
    """The texts of unconfirmed checks and requirements, in the definition's order."""
    checks = definition.decides.checks if definition.decides else ()
    titles = {check.id: check.text for check in checks}
    titles[MISMATCH] = _MISMATCH_TEXT
    titles |= {one.id: one.title for one in definition.requirements}
    return [text for name, text in titles.items() if name in ids]


def _truth(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _checked_answers(
    definition: Definition, answers: Mapping[str, Any], rule: Any, facts: logic.Facts
) -> Iterator[CheckedAnswer]:
    """The answers that a rule uses, each once; what is not asked is left out."""
    for name in dict.fromkeys(logic.variables(rule)):
        if name in facts.answers:
            field = definition.fields[name]
            yield CheckedAnswer(
                field.label, display_texts.display(field, answers[name])
            )


def defects(
    definition: Definition, environment: rule_types.Environment
) -> Iterator[tuple[str, str]]:
    """Rules decide only what is asked online, decided here, and proven by answers."""
    decides = definition.decides
    if decides is None:
        yield from _needless_expectations(definition)
        if definition.finding is not None and definition.finding.by_rules is not None:
            yield "output.finding.by_rules", "is for services that rules decide"
        return
    if not definition.online or definition.ends_by != "DECIDE":
        yield "decides", "is for an online service that is decided here"
    if definition.output is None or definition.holder is None:
        yield "decides", "needs a document and its holder"
    if definition.finding is not None and definition.finding.by_rules is None:
        yield "output.finding.by_rules", "says what it is where rules decide"
    if set(definition.steps) != {"VERIFY", "DECIDE"}:
        yield "decides", "needs the steps VERIFY, DECIDE: what rules can't confirm"
    yield from _words(definition, decides)
    yield from _files(definition)
    yield from _checks(definition, environment)


def _words(definition: Definition, decides: RuleDecision) -> Iterator[tuple[str, str]]:
    """The office, and the articles that are cited."""
    if max(map(len, decides.office.texts.values())) > MAX_OFFICE:
        yield "decides.office", f"has at most {MAX_OFFICE} characters"
    bases = {basis.id for basis in definition.standard.legal_basis}
    cited = [("decides", decides.legal_basis)]
    cited += [(f"decides.{one.id}", one.legal_basis) for one in decides.checks]
    for path, basis in cited:
        if basis not in bases:
            yield f"{path}.legal_basis", f"{basis!r} is not in standard.legal_basis"


def _files(definition: Definition) -> Iterator[tuple[str, str]]:
    """A requirement that a person looks at is asked for in some cases only."""
    for one in definition.requirements:
        if one.evidence == "INSPECTION":
            yield f"requirements.{one.id}", "no rule decides on a visit"
        elif _is_always_a_file(one):
            path = f"requirements.{one.id}.when"
            words = "says in which cases, or `fulfilled_by`: no rule decides on a file"
            yield path, words


def _is_always_a_file(one: Requirement) -> bool:
    """Whether a file is asked for in any case, and no document of this mall will do."""
    is_file = one.evidence == "UPLOAD" and one.required
    return is_file and one.when is None and not one.fulfilled_by


def _needless_expectations(definition: Definition) -> Iterator[tuple[str, str]]:
    """An example that expects a result of rules needs rules."""
    for example in definition.tests:
        if example.expect.unconfirmed is not None:
            yield f"tests.{example.name}", "no rules decide, so none is unconfirmed"


def _checks(
    definition: Definition, environment: rule_types.Environment
) -> Iterator[tuple[str, str]]:
    checks = definition.decides.checks if definition.decides else ()
    ids = [check.id for check in checks]
    if not 1 <= len(ids) <= MAX_CHECKS or len(set(ids)) != len(ids):
        yield "decides.checks", f"are 1 to {MAX_CHECKS}, each with its own id"
    for check in checks:
        path = f"decides.{check.id}"
        if not questions.FIELD_ID.fullmatch(check.id) or check.id == MISMATCH:
            yield path, "an id is of small letters, digits and underscores"
        try:
            kind = rule_types.infer(check.rule, environment)
        except RuleError as error:
            yield path, str(error)
            continue
        if kind.type != "BOOLEAN":
            yield path, f"a check is true or false, not {kind.type}"
        if not any(logic.variables(check.rule)):
            yield path, "a check looks at an answer"
