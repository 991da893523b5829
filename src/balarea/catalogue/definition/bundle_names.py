"""The names that a bundle's form has for a member's own, and rules over them."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from . import logic
from .bundles import BundleSource
from .errors import Defect
from .format import Definition, Expression

MAX_ID = 40
_MEMBER_NAME = re.compile(r"[A-Z]{3}-[0-9]{3}\.")


class Names:
    """The form's names for what one member calls otherwise."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.prefix = code.lower().replace("-", "") + "_"
        self.fields: dict[str, str] = {}
        self.asked_before: dict[str, str] = {}  # own question → the same, elsewhere
        self.requirements: dict[str, str] = {}
        self.nested: set[str] = set()  # questions inside of groups

    def of(self, name: str) -> str:
        """A name of this member alone."""
        return f"{self.prefix}{name}"[:MAX_ID]

    def rule(self, rule: Expression) -> Expression:
        """A rule of this member over the names of the form."""
        if isinstance(rule, dict):
            return {op: self._operand(op, operand) for op, operand in rule.items()}
        if isinstance(rule, list | tuple):
            return [self.rule(one) for one in rule]
        return rule

    def _operand(self, operator: str, operand: Any) -> Any:
        if operator == "var" and isinstance(operand, str):
            # What stands inside a group keeps its name: it is looked up in its entry.
            return operand if operand in self.nested else self.fields[operand]
        if operator == "table":
            table, column, *keys = operand
            return [self.of(table), column, *map(self.rule, keys)]
        return self.rule(operand)

    @property
    def places(self) -> dict[str, tuple[str, ...]]:
        """Own question → its places in the form."""
        return {
            name: (shared, self.asked_before[name])
            if name in self.asked_before
            else (shared,)
            for name, shared in self.fields.items()
        }

    def basis(self, entry: str) -> str:
        """The id of an entry of this member's legal basis."""
        return f"{self.code} {entry}"


def both(*rules: Expression) -> Expression:
    """A rule that is true when all of these are; None is always true."""
    distinct = _distinct(one for one in rules if one is not None)
    if len(distinct) <= 1:
        return distinct[0] if distinct else None
    return {"and": distinct}


def either(rules: Iterable[Expression]) -> Expression:
    """A rule that is true when any of these is."""
    distinct = _distinct(
        part for rule in rules for part in (rule["or"] if _is_either(rule) else [rule])
    )
    if any(one is None for one in distinct):
        return None
    return distinct[0] if len(distinct) == 1 else {"or": distinct}


def _is_either(rule: Expression) -> bool:
    return isinstance(rule, dict) and [*rule] == ["or"]


def _distinct(rules: Iterable[Expression]) -> list[Expression]:
    distinct: list[Expression] = []
    for rule in rules:
        if rule not in distinct:
            distinct.append(rule)
    return distinct


def variables_of(definition: Definition) -> Iterator[str]:
    """Every question that a rule of the form of a service uses."""
    for page in definition.pages:
        yield from logic.variables(page.show_if)
        for field in page.fields:
            for one in (field, *field.fields):
                yield from logic.variables(one.show_if)
                for limit in one.limits:
                    yield from logic.variables(limit.breaks)
            if field.birth is not None:
                yield field.birth
            if field.within is not None:
                yield field.within
    for requirement in definition.requirements:
        yield from logic.variables(requirement.when)


def same(groups: Sequence[Sequence[str]]) -> dict[str, str]:
    """Name → what it is, of all names that a bundle says are the same.

    A group that names an entry of a part (`applicant.nik`) is that entry.
    """
    what: dict[str, str] = {}
    for number, group in enumerate(groups):
        entries = [name for name in group if not _MEMBER_NAME.match(name)]
        key = entries[0] if entries else f"same {number}"
        what |= dict.fromkeys(group, key)
    return what


def defects(source: BundleSource, names: Mapping[str, Names]) -> Iterator[Defect]:
    """Names in `same` that couldn't be merged, and names of nothing."""
    for group in source.same:
        merged = {_of(name, names) for name in filter(_MEMBER_NAME.match, group)}
        if len(merged) != 1 or None in merged:
            yield Defect(source.code, "same", f"can't be one: {', '.join(group)}")
    for name in source.apart:
        if _of(name, names) is None:
            yield Defect(source.code, "apart", f"there is no {name}")


def _of(name: str, names: Mapping[str, Names]) -> str | None:
    """The form's name for `CODE.question` or `CODE.requirement`, if there is one."""
    code, _, own = name.partition(".")
    member = names.get(code)
    return (member.fields | member.requirements).get(own) if member else None
