"""Static types of rules, with bounds of numbers: checked before a rule runs."""

import datetime as dt
import itertools
from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_CEILING, Decimal
from typing import Any, NamedTuple

from . import days, logic
from .errors import RuleError
from .format import Field, Table
from .question_types import QUESTION_TYPES, Value

LISTS = frozenset({"TEXTS", "ENTRIES"})
NUMBERS = frozenset({"INTEGER", "DECIMAL"})
MAX_COMBINATIONS = 2000


class Kind(NamedTuple):
    """A type, the bounds of a number, the possible values of a text, and whether
    it is surely known once every question that is asked is answered."""

    type: Value
    low: Decimal | None = None
    high: Decimal | None = None
    values: frozenset[Any] | None = None
    sure: bool = True


_TRUTH = Kind("BOOLEAN", values=frozenset({True, False}))


class Environment(NamedTuple):
    """What a rule may use: earlier fields (each with: always answered?) and tables."""

    fields: Mapping[str, tuple[Field, bool]]
    tables: Mapping[str, Table]


def infer(expression: Any, environment: Environment) -> Kind:
    """The kind of an expression; raises `RuleError` if it is inconsistent."""
    logic.check_size(expression)
    return _infer(expression, environment)


def _infer(expression: Any, environment: Environment) -> Kind:
    if not isinstance(expression, dict):
        return _constant(logic.constant(expression))
    operator, operands = logic.split(expression)
    if operator == "var":
        return _variable(operands[0], environment)
    if operator == "table":
        return _table(operands, environment)
    if operator in logic.OVER_ENTRIES:
        return _over_entries(operator, operands, environment)
    kinds = [_infer(operand, environment) for operand in operands]
    sure = all(kind.sure for kind in kinds)
    return _OPERATORS[operator](operator, kinds)._replace(sure=sure)


def _constant(value: logic.Value) -> Kind:
    match value:
        case bool():
            return Kind("BOOLEAN", values=frozenset({value}))
        case int():
            if abs(value) > 10**15:
                message = f"{value} is too large"
                raise RuleError(message)
            return Kind("INTEGER", Decimal(value), Decimal(value))
        case Decimal():
            return Kind("DECIMAL", value, value)
        case str():
            return Kind("TEXT", values=frozenset({value}))
        case _:
            return Kind("TEXTS", values=frozenset(value))


def _variable(name: Any, environment: Environment) -> Kind:
    if not isinstance(name, str) or name not in environment.fields:
        message = f"{name!r} is no question that is asked before"
        raise RuleError(message)
    field, sure = environment.fields[name]
    kind = QUESTION_TYPES[field.type].value
    if kind in NUMBERS:
        return Kind(kind, _bound(field.min), _bound(field.max), sure=sure)
    if kind == "BOOLEAN":
        return _TRUTH._replace(sure=sure)
    listed = [c.value for c in field.choices]
    listed += [code for one in field.villages.values() for code in one]
    values = frozenset(listed) if listed else None
    return Kind(kind, values=values, sure=sure)


def _over_entries(
    operator: str, operands: Sequence[Any], environment: Environment
) -> Kind:
    """`count`, `sum`, `any`, `all`: bounded by how many entries there may be."""
    name = logic.group_of(operator, operands[0])
    field, sure = environment.fields.get(name, (None, False))
    if field is None or QUESTION_TYPES[field.type].value != "ENTRIES":
        message = f"{operator!r} is over a group that is asked before, not {name!r}"
        raise RuleError(message)
    kinds = [_infer(operand, within(field, environment)) for operand in operands[1:]]
    sure = sure and all(kind.sure for kind in kinds)
    of, conditions = ([], kinds) if operator != "sum" else (kinds[:1], kinds[1:])
    _demand(operator, conditions, frozenset({"BOOLEAN"}))
    if operator in {"any", "all"}:
        return _TRUTH._replace(sure=sure)
    _demand(operator, of, NUMBERS)
    fewest = 0 if conditions else int(field.min or 0)
    count = Kind("INTEGER", Decimal(fewest), _bound(field.max))
    total = _arithmetic("*", [count, *of])
    return total._replace(sure=sure)


def within(group: Field, environment: Environment) -> Environment:
    """What a rule over one entry may use: its questions, and those outside the group.

    Without other groups, so that a rule takes no more steps than there are entries.
    """
    outside = {
        name: (field, sure)
        for name, (field, sure) in environment.fields.items()
        if QUESTION_TYPES[field.type].value != "ENTRIES"
    }
    inside = {f.id: (f, f.required and f.show_if is None) for f in group.fields}
    return Environment({**outside, **inside}, environment.tables)


def _bound(bound: float | str | None) -> Decimal | None:
    return None if bound is None else Decimal(str(bound))


def _table(operands: Sequence[Any], environment: Environment) -> Kind:
    name, column, *keys = operands
    table = environment.tables.get(name) if isinstance(name, str) else None
    if table is None:
        message = f"there is no table {name!r}"
        raise RuleError(message)
    if column not in table.columns[len(keys) :]:
        message = f"{column!r} is no column behind the keys of table {name!r}"
        raise RuleError(message)
    kinds = [_infer(key, environment) for key in keys]
    _check_rows(name, table, kinds)
    cells = [logic.constant(row[table.columns.index(column)]) for row in table.rows]
    sure = all(kind.sure for kind in kinds)
    return _column(f"{name}.{column}", cells)._replace(sure=sure)


def _check_rows(name: str, table: Table, kinds: Sequence[Kind]) -> None:
    """Check that rows are complete and each combination of keys has exactly one."""
    if any(len(row) != len(table.columns) for row in table.rows):
        message = f"a row of table {name!r} has not as many cells as columns"
        raise RuleError(message)
    possible = []
    for kind in kinds:
        if kind.values is None or kind.type not in {"TEXT", "BOOLEAN"}:
            message = f"a key of table {name!r} is a choice or a yes/no question"
            raise RuleError(message)
        possible.append(kind.values)
    keys = [tuple(row[: len(kinds)]) for row in table.rows]
    if len(set(keys)) != len(keys):
        message = f"table {name!r} has two rows for the same keys"
        raise RuleError(message)
    combinations = list(
        itertools.islice(itertools.product(*possible), MAX_COMBINATIONS)
    )
    missing = sorted(str(key) for key in set(combinations) - set(keys))
    if missing:
        message = f"table {name!r} has no row for {', '.join(missing)}"
        raise RuleError(message)


def _column(name: str, cells: Sequence[logic.Value]) -> Kind:
    if all(isinstance(cell, str) for cell in cells):
        return Kind("TEXT", values=frozenset(cells))
    numbers = [
        Decimal(cell)
        for cell in cells
        if isinstance(cell, int | Decimal) and not isinstance(cell, bool)
    ]
    if len(numbers) != len(cells) or not cells:
        message = f"column {name!r} holds either numbers or texts"
        raise RuleError(message)
    whole = all(isinstance(cell, int) for cell in cells)
    return Kind("INTEGER" if whole else "DECIMAL", min(numbers), max(numbers))


def _demand(operator: str, kinds: Sequence[Kind], types: frozenset[str]) -> None:
    for kind in kinds:
        if kind.type not in types:
            message = f"{operator!r} does not take {kind.type}"
            raise RuleError(message)


def _truth(operator: str, kinds: Sequence[Kind]) -> Kind:
    _demand(operator, kinds, frozenset({"BOOLEAN"}))
    return _TRUTH


def _comparison(operator: str, kinds: Sequence[Kind]) -> Kind:
    left, right = (_as_date(kind, kinds) for kind in kinds)
    if left.type in NUMBERS and right.type in NUMBERS:
        return _TRUTH
    if left.type != right.type or left.type in LISTS:
        message = f"{operator!r} compares like with like"
        raise RuleError(message)
    if operator not in {"==", "!="} and left.type != "DATE":
        message = f"{operator!r} does not order {left.type}"
        raise RuleError(message)
    both = None not in (left.values, right.values)
    if both and not (left.values or frozenset()) & (right.values or frozenset()):
        message = f"{operator!r} compares with a value that never occurs"
        raise RuleError(message)
    return _TRUTH


def _as_date(kind: Kind, kinds: Sequence[Kind]) -> Kind:
    """A text compared with a date must be an ISO date."""
    beside_date = any(other.type == "DATE" for other in kinds)
    if not (beside_date and kind.type == "TEXT" and kind.values):
        return kind
    for value in kind.values:
        try:
            dt.date.fromisoformat(value)
        except ValueError:
            message = f"{value!r} is no date (YYYY-MM-DD)"
            raise RuleError(message) from None
    return Kind("DATE", sure=kind.sure)


def _membership(operator: str, kinds: Sequence[Kind]) -> Kind:
    value, group = kinds
    if value.type != "TEXT" or group.type != "TEXTS":
        message = f"{operator!r} looks for a text in a list of texts"
        raise RuleError(message)
    if value.values is not None and group.values is not None:
        larger, smaller = sorted((value.values, group.values), key=len, reverse=True)
        if not smaller <= larger:
            message = f"{operator!r} names a value that never occurs"
            raise RuleError(message)
    return _TRUTH


def _arithmetic(operator: str, kinds: Sequence[Kind]) -> Kind:
    _demand(operator, kinds, NUMBERS)
    whole = all(kind.type == "INTEGER" for kind in kinds)
    result = kinds[0]
    for kind in kinds[1:]:
        result = _bounds(operator, result, kind)
    return result._replace(type="INTEGER" if whole else "DECIMAL", values=None)


def _bounds(operator: str, left: Kind, right: Kind) -> Kind:
    """Interval arithmetic; None is an open bound."""
    a, b, c, d = left.low, left.high, right.low, right.high
    if a is None or b is None or c is None or d is None:
        return Kind("DECIMAL")
    match operator:
        case "+":
            return Kind("DECIMAL", a + c, b + d)
        case "-":
            return Kind("DECIMAL", a - d, b - c)
        case "*":
            corners = (a * c, a * d, b * c, b * d)
            return Kind("DECIMAL", min(corners), max(corners))
        case "min":
            return Kind("DECIMAL", min(a, c), min(b, d))
        case _:
            return Kind("DECIMAL", max(a, c), max(b, d))


def _ceil(operator: str, kinds: Sequence[Kind]) -> Kind:
    _demand(operator, kinds, NUMBERS)
    low, high = (
        None if bound is None else bound.to_integral_value(rounding=ROUND_CEILING)
        for bound in (kinds[0].low, kinds[0].high)
    )
    return Kind("INTEGER", low, high)


def _today(operator: str, kinds: Sequence[Kind]) -> Kind:
    return Kind("DATE")


def _between(operator: str, kinds: Sequence[Kind]) -> Kind:
    """A whole number within the calendar; rules that need less use `min` and `max`."""
    dates = [_as_date(kind, (*kinds, Kind("DATE"))) for kind in kinds]
    _demand(operator, dates, frozenset({"DATE"}))
    most = Decimal(days.MOST_YEARS if operator == "years_between" else days.MOST_DAYS)
    return Kind("INTEGER", -most, most)


_OPERATORS: Mapping[str, Callable[[str, Sequence[Kind]], Kind]] = {
    **dict.fromkeys(("and", "or", "!"), _truth),
    **dict.fromkeys(("==", "!=", "<", "<=", ">", ">="), _comparison),
    **dict.fromkeys(("+", "-", "*", "min", "max"), _arithmetic),
    "in": _membership,
    "ceil": _ceil,
    "today": _today,
    **dict.fromkeys(days.BETWEEN, _between),
}
