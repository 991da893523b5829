"""Bounds of a question that hold in some cases only, in the form of a bundle.

Two services may ask the same thing with different bounds. The form asks it once; the
bounds that count are those of the services that ask it by these answers, and of these
the stricter.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any

import msgspec

from . import logic
from .texts import Shape

if TYPE_CHECKING:
    from .format import Field

NAMES = ("min", "max", "max_length", "required")


class Bounds(Shape, frozen=True, dict=True):
    """Bounds that count where the rule `when` is true; as those of a `Field`."""

    when: Any = None
    min: int | float | str | None = None
    max: int | float | str | None = None
    max_length: int | None = None
    required: bool = False

    @cached_property
    def rule(self) -> logic.Rule:
        """Whether they count."""
        return logic.always if self.when is None else logic.compile_rule(self.when)


def in_force(
    field: "Field", facts: logic.Facts, *, unknown_too: bool = False
) -> "Field":
    """The question with the bounds that count by the answers before it.

    With `unknown_too` those count as well of which that isn't known yet.
    """
    if not field.bounds:
        return field
    truths = (True, None) if unknown_too else (True,)
    counting = [one for one in field.bounds if one.rule(facts) in truths]
    return msgspec.structs.replace(field, bounds=(), **strictest([field, *counting]))


def strictest(every: Iterable["Field | Bounds"]) -> dict[str, Any]:
    """The bounds of all these together, by name.

    Raises:
        ValueError: which of two days is stricter depends on today.
    """
    low: Any = None
    high: Any = None
    length: int | None = None
    required = False
    for one in every:
        low, high = _stricter(low, one.min, max), _stricter(high, one.max, min)
        length = _stricter(length, one.max_length, min)
        required = required or one.required
    return {"min": low, "max": high, "max_length": length, "required": required}


def _stricter(one: Any, other: Any, choose: Callable[..., Any]) -> Any:
    if one is None or other is None or one == other:
        return other if one is None else one
    if not (isinstance(one, str) or isinstance(other, str)):
        return choose(one, other)
    kinds = [_day(str(bound)) for bound in (one, other)]
    if kinds[0][0] != kinds[1][0]:
        raise ValueError("which of the two is stricter depends on the day")
    return choose((one, other), key=lambda bound: _day(str(bound)))


def _day(bound: str) -> tuple[bool, int]:
    """A bound of a date: whether it counts from today, and its place among such."""
    if bound.startswith("TODAY"):
        return True, int(bound.removeprefix("TODAY") or 0)
    return False, dt.date.fromisoformat(bound).toordinal()
