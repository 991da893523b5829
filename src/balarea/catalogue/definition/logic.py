"""The language of rules: a small, typed profile of JsonLogic.

An expression is JSON: a constant, or an object with one operator. It has no
loops and can use only answers and tables, so it always ends. `compile_rule`
turns it once into a closure; what is unknown (a question not answered yet) stays
unknown through every operator (Kleene's three-valued logic), never "false".

Whole numbers are `int` (rupiah, counts), measures are `Decimal` (areas, rates);
no float ever takes part in a calculation.
"""

import operator as operators
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import ROUND_CEILING, Decimal
from typing import Any, NamedTuple

from . import days
from .errors import RuleError

MAX_DEPTH = 12
MAX_NODES = 200

type Single = bool | int | Decimal | str | tuple[str, ...]
# The answer to one question, or the entries of a group.
type Value = Single | tuple[Mapping[str, Single], ...]
type Tables = Mapping[str, Mapping[tuple[Value, ...], Mapping[str, Value]]]


class Facts(NamedTuple):
    """The inputs of a rule: answers by field, the tariff tables, and the calendar:
    `as_of` is what `{today: []}` means, `holidays` are ordinals, ascending."""

    answers: Mapping[str, Value]
    tables: Tables
    as_of: str
    holidays: Sequence[int] = ()


type Rule = Callable[[Facts], Any]  # a Value, or None when unknown

# How many operands an operator takes: least and most.
ARITY: Mapping[str, tuple[int, int]] = {
    "var": (1, 1),
    "==": (2, 2),
    "!=": (2, 2),
    "<": (2, 2),
    "<=": (2, 2),
    ">": (2, 2),
    ">=": (2, 2),
    "and": (1, 20),
    "or": (1, 20),
    "!": (1, 1),
    "in": (2, 2),
    "+": (2, 20),
    "-": (2, 2),
    "*": (2, 20),
    "min": (2, 20),
    "max": (2, 20),
    "ceil": (1, 1),
    "table": (3, 8),
    "today": (0, 0),
    "days_between": (2, 2),
    "years_between": (2, 2),
    "working_days_between": (2, 2),
    "count": (1, 2),
    "sum": (2, 3),
    "any": (2, 2),
    "all": (2, 2),
}
# Operators over the entries of a group: the group, then rules over one entry.
OVER_ENTRIES = frozenset({"count", "sum", "any", "all"})


def constant(value: Any) -> Single:
    """A number, text or boolean of a definition as rules calculate with it."""
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, bool | int | str):
        return value
    if isinstance(value, list | tuple) and all(isinstance(v, str) for v in value):
        return tuple(value)
    message = f"{value!r} is no constant of a rule"
    raise RuleError(message)


def split(expression: Mapping[str, Any]) -> tuple[str, Sequence[Any]]:
    """Operator and operands of one expression, or `RuleError`."""
    if len(expression) != 1:
        message = f"a rule has exactly one operator, not {sorted(expression)}"
        raise RuleError(message)
    [(operator, operands)] = expression.items()
    if operator not in ARITY:
        message = f"unknown operator {operator!r}"
        raise RuleError(message)
    if not isinstance(operands, list | tuple):
        operands = [operands]
    least, most = ARITY[operator]
    if not least <= len(operands) <= most:
        message = f"{operator!r} takes {least} to {most} operands, not {len(operands)}"
        raise RuleError(message)
    return operator, operands


def check_size(expression: Any) -> None:
    """Refuse a rule that is too deep or too long to be read by a person."""
    waiting = [(expression, 1)]
    nodes = 0
    while waiting:
        node, depth = waiting.pop()
        nodes += 1
        if depth > MAX_DEPTH or nodes > MAX_NODES:
            message = f"a rule has at most {MAX_NODES} parts and {MAX_DEPTH} levels"
            raise RuleError(message)
        if isinstance(node, dict):
            waiting.extend((child, depth + 1) for child in node.values())
        elif isinstance(node, list | tuple):
            waiting.extend((child, depth) for child in node)


def variables(expression: Any) -> Iterator[str]:
    """Every field that the expression uses, those of a group's entries included."""
    if isinstance(expression, dict):
        for operator, operand in expression.items():
            if operator == "var" and isinstance(operand, str):
                yield operand
            else:
                yield from variables(operand)
    elif isinstance(expression, list | tuple):
        for part in expression:
            yield from variables(part)


def uses(expression: Any, operator: str) -> bool:
    """Whether an operator stands anywhere in a rule, or in a tree that holds rules."""
    if isinstance(expression, dict):
        return operator in expression or any(
            uses(part, operator) for part in expression.values()
        )
    if isinstance(expression, list | tuple):
        return any(uses(part, operator) for part in expression)
    return False


def compile_rule(expression: Any) -> Rule:
    """The closure of an expression; raises `RuleError` if it isn't valid."""
    check_size(expression)
    return _compile(expression)


def always(_: Facts) -> bool:
    """The rule of anything that isn't conditional."""
    return True


def _compile(expression: Any) -> Rule:
    if not isinstance(expression, dict):
        value = constant(expression)
        return lambda facts: value
    operator, operands = split(expression)
    if operator == "var":
        return _variable(operands[0])
    if operator == "table":
        return _lookup(operands)
    if operator == "today":
        return lambda facts: facts.as_of
    if operator in OVER_ENTRIES:
        return _over_entries(operator, operands)
    if operator in _APPLY and (name := _field_compared(operands)) is not None:
        return _compared(operator, name, constant(operands[1]))
    parts = [_compile(operand) for operand in operands]
    if operator == "and":
        return _junction(parts, decided_by=False)
    if operator == "or":
        return _junction(parts, decided_by=True)
    if operator in days.BETWEEN:
        return _between(parts, days.BETWEEN[operator])
    return _strict(parts, _APPLY[operator])


def _variable(name: Any) -> Rule:
    if not isinstance(name, str):
        message = f"'var' names a field, not {name!r}"
        raise RuleError(message)
    return lambda facts: facts.answers.get(name)


def _field_compared(operands: Sequence[Any]) -> str | None:
    """The field of `[{var: field}, constant]`, of which most rules consist."""
    if len(operands) != 2 or isinstance(operands[1], dict):
        return None
    return field_named(operands[0])


def field_named(expression: Any) -> str | None:
    """The field of `{var: field}`; None of any other expression."""
    match expression:
        case {"var": str(name) | [str(name)], **others} if not others:
            return name
        case _:
            return None


def _compared(operator: str, name: str, other: Value) -> Rule:
    """An operator on a field and a constant, without calls where that is possible."""
    apply = _APPLY[operator]

    def equals(facts: Facts) -> Any:
        value = facts.answers.get(name)
        return None if value is None else value == other

    def any_operator(facts: Facts) -> Any:
        value = facts.answers.get(name)
        return None if value is None else apply(value, other)

    return equals if operator == "==" else any_operator


def _lookup(operands: Sequence[Any]) -> Rule:
    table, column, *keys = operands
    if not (isinstance(table, str) and isinstance(column, str)):
        message = "'table' takes the name of a table, a column, then its keys"
        raise RuleError(message)
    parts = [_compile(key) for key in keys]

    def rule(facts: Facts) -> Any:
        values = tuple([part(facts) for part in parts])
        if None in values:
            return None
        row = facts.tables[table].get(values)
        return None if row is None else row[column]

    return rule


def _junction(parts: Sequence[Rule], *, decided_by: bool) -> Rule:
    """`and` (decided by a false part) or `or` (decided by a true one)."""

    def rule(facts: Facts) -> bool | None:
        unknown = False
        for part in parts:
            value = part(facts)
            if value is None:
                unknown = True
            elif value is decided_by:
                return bool(decided_by)
        return None if unknown else not decided_by

    return rule


def group_of(operator: str, operand: Any) -> str:
    """The name of the group in `{count: [{var: workers}, …]}`, or `RuleError`."""
    if isinstance(operand, dict) and list(operand) == ["var"]:
        name = operand["var"]
        if isinstance(name, str):
            return name
    message = f"{operator!r} begins with the group: {{var: name}}"
    raise RuleError(message)


def _over_entries(operator: str, operands: Sequence[Any]) -> Rule:
    """`count` (if), `sum` (of, if), `any` and `all` over the entries of a group.

    A rule over an entry can use its answers beside those outside the group. One unknown
    entry makes a figure unknown; `any` and `all` are decided as `or` and `and` are.
    """
    name = group_of(operator, operands[0])
    parts = [_compile(operand) for operand in operands[1:]]
    join = _OVER_ENTRIES[operator]

    def rule(facts: Facts) -> Any:
        entries: Any = facts.answers.get(name)
        if entries is None:
            return None
        scopes = [facts._replace(answers={**facts.answers, **one}) for one in entries]
        return join(scopes, *parts)

    return rule


def _count(scopes: Sequence[Facts], when: Rule = always) -> int | None:
    counted = [when(scope) for scope in scopes]
    return None if None in counted else counted.count(True)


def _sum(scopes: Sequence[Facts], of: Rule, when: Rule = always) -> Any:
    total: Any = 0
    for scope in scopes:
        applies = when(scope)
        value = of(scope) if applies else None
        if applies is None or (applies and value is None):
            return None
        total += value if applies else 0
    return total


def _any(scopes: Sequence[Facts], when: Rule) -> bool | None:
    results = {when(scope) for scope in scopes}
    return True if True in results else None if None in results else False


def _all(scopes: Sequence[Facts], when: Rule) -> bool | None:
    results = {when(scope) for scope in scopes}
    return False if False in results else None if None in results else True


_OVER_ENTRIES: Mapping[str, Callable[..., Any]] = {
    "count": _count,
    "sum": _sum,
    "any": _any,
    "all": _all,
}


def _strict(parts: Sequence[Rule], apply: Callable[..., Any]) -> Rule:
    """An operator whose result is unknown if any operand is."""

    def rule(facts: Facts) -> Any:
        values = [part(facts) for part in parts]
        return None if None in values else apply(*values)

    return rule


def _between(parts: Sequence[Rule], count: days.Count) -> Rule:
    """A number of days or years; unknown if a day is unknown or no day at all."""
    first, last = parts

    def rule(facts: Facts) -> int | None:
        start, end = days.read(first(facts)), days.read(last(facts))
        if start is None or end is None:
            return None
        return count(start, end, facts.holidays)

    return rule


def _product(*values: Any) -> Any:
    result = values[0]
    for value in values[1:]:
        result = result * value
    return result


def _total(*values: Any) -> Any:
    result = values[0]
    for value in values[1:]:
        result = result + value
    return result


def _ceil(value: Any) -> int:
    return int(Decimal(value).to_integral_value(rounding=ROUND_CEILING))


_APPLY: Mapping[str, Callable[..., Any]] = {
    "==": operators.eq,
    "!=": operators.ne,
    "<": operators.lt,
    "<=": operators.le,
    ">": operators.gt,
    ">=": operators.ge,
    "!": operators.not_,
    "in": lambda value, group: value in group,
    "+": _total,
    "-": operators.sub,
    "*": _product,
    "min": min,
    "max": max,
    "ceil": _ceil,
}
