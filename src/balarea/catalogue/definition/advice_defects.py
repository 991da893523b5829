"""Static checks of the advice that a definition asks for."""

from collections.abc import Collection, Iterable, Iterator

from . import logic, rule_types
from . import question_defects as questions
from .advice import Advice
from .advice_forms import question_field
from .errors import RuleError
from .format import Definition

MAX_ADVICE = 6  # that one application waits for at the same time
MAX_QUESTIONS = 10

type Defects = Iterator[tuple[str, str]]


def defects(
    definition: Definition,
    environment: rule_types.Environment,
    agencies: Collection[str] | None = None,
) -> Defects:
    """Advice is for an online service that officers decide here, within its clock."""
    askings = definition.advice
    yield from _expectations(definition)
    if not askings:
        return
    if not definition.online or "DECIDE" not in definition.steps:
        yield "advice", "is for an online service that is decided here"
    if definition.decides is not None:
        yield "advice", "is asked by officers; rules decide at once"
    if len(askings) > MAX_ADVICE or len({one.id for one in askings}) != len(askings):
        yield "advice", f"is asked at most {MAX_ADVICE} times, each with its own id"
    for one in askings:
        yield from _asking(definition, one, agencies)
        yield from _when(one, environment)
        yield from _questions(one)
        yield from _sees(definition, one)


def _asking(
    definition: Definition, one: Advice, agencies: Collection[str] | None
) -> Defects:
    path = f"advice.{one.id}"
    if not questions.FIELD_ID.fullmatch(one.id) or len(one.id) > 40:
        yield path, "an id is of at most 40 small letters, digits and underscores"
    if agencies is not None and one.agency not in agencies:
        yield f"{path}.agency", f"{one.agency} is no known agency"
    if one.agency == definition.agency:
        yield f"{path}.agency", "is another one than the agency that decides"
    most = definition.clock.working_days - 1 if definition.clock else 0
    if not 1 <= one.working_days <= most:
        yield f"{path}.working_days", f"is 1 to {most}: a day is left to decide"
    bases = {basis.id for basis in definition.standard.legal_basis}
    cited = ((path, one.legal_basis), (f"{path}.silence", one.silence.legal_basis))
    for where, basis in cited:
        if basis not in bases:
            yield f"{where}.legal_basis", f"{basis!r} is not in standard.legal_basis"
    if one.on_document and definition.output is None:
        yield f"{path}.on_document", "needs a document"


def _when(one: Advice, environment: rule_types.Environment) -> Defects:
    path = f"advice.{one.id}.when"
    if (one.when is None) is not (one.when_text is None):
        yield path, "and when_text: there is none without the other"
    if one.when is None:
        return
    try:
        kind = rule_types.infer(one.when, environment)
    except RuleError as error:
        yield path, str(error)
        return
    if kind.type != "BOOLEAN":
        yield path, f"a condition is true or false, not {kind.type}"
    elif not any(logic.variables(one.when)):
        yield path, "looks at an answer"


def _questions(one: Advice) -> Defects:
    path = f"advice.{one.id}.questions"
    ids = [question.id for question in one.questions]
    if len(ids) > MAX_QUESTIONS or len(set(ids)) != len(ids):
        yield path, f"are at most {MAX_QUESTIONS}, each with its own id"
    for question in one.questions:
        field = question_field(question)
        inside = f"{path}.{question.id}"
        yield from ((inside, message) for message in questions.defects(field))


def _sees(definition: Definition, one: Advice) -> Defects:
    """Each part is there; what an adviser sees is needed, so something is named."""
    sees, path = one.sees, f"advice.{one.id}.sees"
    pages = {page.id for page in definition.pages}
    requirements = {requirement.id for requirement in definition.requirements}
    yield from _unknown(f"{path}.pages", sees.pages, pages)
    yield from _unknown(f"{path}.fields", sees.fields, definition.fields.keys())
    yield from _unknown(f"{path}.requirements", sees.requirements, requirements)
    if not sees.requirements:
        yield f"{path}.requirements", "names what advice against it can rest on"


def _unknown(path: str, names: Iterable[str], existing: Collection[str]) -> Defects:
    for name in names:
        if name not in existing:
            yield path, f"{name!r} isn't there"


def _expectations(definition: Definition) -> Defects:
    ids = {one.id for one in definition.advice}
    for example in definition.tests:
        expected = example.expect.advice or ()
        yield from _unknown(f"tests.{example.name}", expected, ids)
