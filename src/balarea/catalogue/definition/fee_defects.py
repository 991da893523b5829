"""Static checks of a definition's fee."""

from collections.abc import Iterator

from . import logic, rule_types
from .errors import RuleError
from .format import Definition
from .rule_types import Environment, Kind

MAX_FEE = 10**12

type Defects = Iterator[tuple[str, str]]  # where, what


def defects(definition: Definition, scope: Environment) -> Defects:
    """A free service has no amount; any other has one that is always known."""
    fee = definition.fee
    if fee.kind == "FREE":
        if fee.amount not in (None, 0) or fee.lines:
            yield "fee", "what is free has no amount"
        return
    if fee.legal_basis not in {entry.id for entry in definition.standard.legal_basis}:
        message = f"{fee.legal_basis!r} is not in standard.legal_basis"
        yield "fee.legal_basis", message
    if fee.explanation is None:
        yield "fee.explanation", "says how the fee comes about"
    if fee.amount is None:
        is_billed = definition.online and fee.due != "ELSEWHERE"
        if is_billed or fee.kind == "FIXED":
            yield "fee.amount", "is missing"
        return
    yield from _amount(definition, scope)
    for index, line in enumerate(fee.lines):
        try:
            kind = rule_types.infer(line.value, scope)
        except RuleError as error:
            yield f"fee.lines[{index}]", str(error)
            continue
        if kind.type != "INTEGER" and (kind.type != "DECIMAL" or line.unit is None):
            yield f"fee.lines[{index}]", "is a number, and whole when it is rupiah"


def _amount(definition: Definition, scope: Environment) -> Defects:
    """Whole rupiah, not negative, bounded, and always known."""
    try:
        kind: Kind = rule_types.infer(definition.fee.amount, scope)
    except RuleError as error:
        yield "fee.amount", str(error)
        return
    if kind.type != "INTEGER":
        yield "fee.amount", f"is whole rupiah (use ceil), not {kind.type}"
    elif kind.low is None or kind.high is None:
        yield "fee.amount", "has no bounds: give its questions min and max"
    elif kind.low < 0 or kind.high > MAX_FEE:
        yield "fee.amount", f"lies between {kind.low} and {kind.high}"
    if not kind.sure:
        yield "fee.amount", "depends on a question that may stay unanswered"
    amount = definition.fee.amount
    is_constant = not (any(logic.variables(amount)) or logic.uses(amount, "today"))
    if definition.fee.kind == "FIXED" and not is_constant:
        yield "fee.amount", "a fixed fee depends on no answer and no day"
