"""Static checks of what changes the time of a decision: extension, announcement."""

from collections.abc import Iterator

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
