"""What each way to end requires of a definition, and what it refuses."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from .format import Definition, Step, Way

_ADDRESS = re.compile(r"https://[a-z0-9.-]+(/[^\s]*)?")


class _Rule(NamedTuple):
    """Steps that an online service of this way takes at least and at most, and keys
    that it has or must not have."""

    needed_steps: frozenset[Step]
    possible_steps: frozenset[Step]
    has: tuple[str, ...]
    has_not: tuple[str, ...]


_RULES: dict[Way, _Rule] = {
    "DECIDE": _Rule(
        frozenset({"VERIFY", "DECIDE"}),
        frozenset({"VERIFY", "INSPECT", "DECIDE", "COUNTERSIGN"}),
        has=("clock", "holder"),
        has_not=("register",),
    ),
    # Nothing is issued in another's name, so there is no document.
    "HAND_OVER": _Rule(
        frozenset({"VERIFY", "HAND_OVER"}),
        frozenset({"VERIFY", "HAND_OVER"}),
        has=("clock", "holder", "register"),
        has_not=("output", "result"),
    ),
    # The applicant brings the originals to the desk: nothing is checked before.
    "DESK": _Rule(
        frozenset({"SERVE"}),
        frozenset({"SERVE"}),
        has=("holder",),
        has_not=("output", "register", "result"),
    ),
}
_REASONS: dict[Way, frozenset[str]] = {
    "DECIDE": frozenset({"RETURN", "REFUSE"}),
    "HAND_OVER": frozenset({"RETURN"}),
    "DESK": frozenset({"NOT_SERVED"}),
}


def defects(definition: Definition) -> Iterator[tuple[str, str]]:
    """Steps and keys that don't fit the way; a definition without one is decided."""
    register = definition.register
    if register and register.address and not _ADDRESS.fullmatch(register.address):
        yield "register.address", "is a website (https://…)"
    way = definition.ends_by
    if not definition.online:
        return
    rule, steps = _RULES[way], set(definition.steps)
    if not rule.needed_steps <= steps <= rule.possible_steps:
        needed = ", ".join(sorted(rule.needed_steps))
        possible = ", ".join(sorted(rule.possible_steps))
        yield "steps", f"an online service of the way {way} has {needed} of {possible}"
    for name in rule.has:
        if getattr(definition, name) is None:
            yield name, f"an online service of the way {way} has one"
    for name in rule.has_not:
        if getattr(definition, name) is not None:
            yield name, f"a service of the way {way} has none"
    if way == "DECIDE" and (definition.output is None) is (definition.result is None):
        yield "output", "or result: a service that is decided here has one of them"
    yield from _unfitting(definition, way)


def _unfitting(definition: Definition, way: Way) -> Iterator[tuple[str, str]]:
    """When a fee is due, what reasons are for, and that a desk requires no file."""
    if way != "DECIDE" and definition.fee.due == "DECISION":
        yield "fee.due", "is no DECISION where nothing is decided here"
    for reason in definition.reasons:
        if reason.use not in _REASONS[way]:
            allowed = ", ".join(sorted(_REASONS[way]))
            yield f"reasons.{reason.id}", f"in the way {way} are for {allowed}"
    for requirement in definition.requirements:
        if way == "DESK" and requirement.evidence == "UPLOAD" and requirement.required:
            path = f"requirements.{requirement.id}.required"
            yield path, "is false where the papers come to the desk"
