"""Static checks of what changes the time of a decision, and of what follows it:
extension, announcement, renewal, transfer."""

from collections.abc import Iterator

from .endings import Renewal, Transfer
from .format import Definition

MAX_EXTENSION = 60  # working days
MAX_ANNOUNCEMENT = 30  # working days

type Defects = Iterator[tuple[str, str]]  # where, what


def defects(definition: Definition) -> Defects:
    """Both need a decision with a deadline, and an article."""
    laws = {entry.id for entry in definition.standard.legal_basis}
    limits = {"extension": MAX_EXTENSION, "announcement": MAX_ANNOUNCEMENT}
    for name, limit in limits.items():
        term = getattr(definition, name)
        if term is None:
            continue
        if term.legal_basis not in laws:
            message = f"{term.legal_basis!r} is not in standard.legal_basis"
            yield f"{name}.legal_basis", message
        if not 1 <= term.working_days <= limit:
            yield f"{name}.working_days", f"is 1 to {limit}"
        if definition.clock is None or "DECIDE" not in definition.steps:
            yield name, "needs a decision with a deadline"
    yield from _announcement(definition)
    renewal, transfer = definition.renewal, definition.transfer
    if renewal is not None and renewal.service is None:
        yield from _continued(definition, "renewal", renewal)
    if transfer is not None:
        if transfer.legal_basis not in laws:
            message = f"{transfer.legal_basis!r} is not in standard.legal_basis"
            yield "transfer.legal_basis", message
        if definition.output is None or definition.output.collect is not None:
            yield "transfer", "is of a document that is all there is"
        yield from _continued(definition, "transfer", transfer)


def _continued(definition: Definition, name: str, term: Renewal | Transfer) -> Defects:
    """What is filled in for a case that continues an earlier one."""
    for question, value in term.answers.items():
        field = definition.fields.get(question)
        if field is None or field.type != "CHOICE":
            yield f"{name}.answers", f"{question!r} is no CHOICE"
        elif value not in {choice.value for choice in field.choices}:
            yield f"{name}.answers", f"{value!r} is no choice of {question!r}"
    number = definition.fields.get(term.number_field or "")
    if term.number_field is not None and (number is None or number.type != "TEXT"):
        yield f"{name}.number_field", "names a TEXT question"


def _announcement(definition: Definition) -> Defects:
    announcement, clock = definition.announcement, definition.clock
    if announcement is None:
        return
    if clock is not None and announcement.working_days >= clock.working_days:
        yield "announcement.working_days", "ends before the deadline of the decision"
    if definition.decides is not None:
        yield "announcement", "is weighed by a person; rules can't decide"
    for name in announcement.shown:
        field = definition.fields.get(name)
        if field is None:
            yield "announcement.shown", f"{name!r} is no question"
        elif field.personal:
            yield "announcement.shown", f"{name!r} is about a person"
