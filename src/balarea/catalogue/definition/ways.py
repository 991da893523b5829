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
        has=("clock", "holder", "output"),
        has_not=("register",),
    ),
    # Nothing is issued in another's name, so there is no document.
    "HAND_OVER": _Rule(
        frozenset({"VERIFY", "HAND_OVER"}),
        frozenset({"VERIFY", "HAND_OVER"}),
        has=("clock", "holder", "register"),
        has_not=("output",),
    ),
}


def defects(definition: Definition) -> Iterator[tuple[str, str]]:
    """Steps and keys that don't fit the way; a definition without one is decided."""
    register = definition.register
    if register and register.address and not _ADDRESS.fullmatch(register.address):
        yield "register.address", "is a website (https://…)"
    way = definition.way or "DECIDE"
    if not definition.online or way not in _RULES:
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
    if way != "DECIDE" and definition.fee.due != "SUBMISSION":
        yield "fee.due", "is SUBMISSION where nothing is decided here"
    if way != "DECIDE" and any(one.use == "REFUSE" for one in definition.reasons):
        yield "reasons", "of a refusal are for what is decided here"
