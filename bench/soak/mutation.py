"""Mutants of Python source: one small change each, found in the syntax tree.

A mutant lies in a function (its code object is replaced) or in a table of a module
(the value is replaced wherever it was imported).
"""

import ast
import itertools
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

COMPARE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
type Change = Callable[[ast.AST], None]
type Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Mutant:
    """One change. `function` is the qualified name of its function, or empty."""

    path: Path
    line: int
    last_line: int
    function: str
    what: str
    source: str  # the line as it is
    index: int  # of the changed node among the places of its file
    change: Change

    @property
    def name(self) -> str:
        """The name of the mutant, stable when lines move."""
        return f"{'/'.join(self.path.parts[-3:])} | {self.source} | {self.what}"

    def compiled(self) -> types.CodeType:
        tree = ast.parse(self.path.read_text(encoding="utf-8"))
        [(node, _, _)] = itertools.islice(_places(tree), self.index, self.index + 1)
        self.change(node)
        return compile(ast.fix_missing_locations(tree), str(self.path), "exec")


def mutants(path: Path, within: str = "") -> list[Mutant]:
    """All mutants of a file, or of the function or class whose name is `within`."""
    text = path.read_text(encoding="utf-8")
    tree, lines = ast.parse(text), text.splitlines()
    results = []
    for index, (node, function, statement) in enumerate(_places(tree)):
        if within and not f"{function}.".startswith(f"{within}."):
            continue
        for what, change in _changes(node):
            line = getattr(node, "lineno", statement.lineno)
            results.append(
                Mutant(
                    path=path,
                    line=statement.lineno,
                    last_line=_own_last_line(statement),
                    function=function,
                    what=what,
                    source=lines[line - 1].strip(),
                    index=index,
                    change=change,
                )
            )
    return results


def _own_last_line(statement: ast.stmt) -> int:
    """The last line of a statement; of a compound one, that of its header."""
    body = getattr(statement, "body", None)
    if isinstance(body, list) and body and isinstance(body[0], ast.stmt):
        return max(statement.lineno, int(body[0].lineno) - 1)
    return statement.end_lineno or statement.lineno


def _places(tree: ast.Module) -> Iterator[tuple[ast.AST, str, ast.stmt]]:
    """Nodes that may be changed: of function bodies, and of a module's tables."""
    for node in tree.body:
        match node:
            case ast.FunctionDef():
                yield from _in_function(node, "")
            case ast.ClassDef():  # its fields are stored or declared: no rules
                for method in node.body:
                    if isinstance(method, ast.FunctionDef):
                        yield from _in_function(method, f"{node.name}.")
            case ast.Assign() | ast.AnnAssign() if node.value is not None:
                for inner in ast.walk(node.value):
                    yield inner, "", node


def _in_function(
    function: Function, prefix: str
) -> Iterator[tuple[ast.AST, str, ast.stmt]]:
    """The body only: defaults, decorators and annotations are evaluated once."""
    for statement in _without_docstring(function.body):
        yield from _in_statement(statement, f"{prefix}{function.name}")


def _in_statement(
    statement: ast.stmt, name: str
) -> Iterator[tuple[ast.AST, str, ast.stmt]]:
    yield statement, name, statement
    if isinstance(statement, ast.Raise) and _is_builtin_error(statement.exc):
        return  # its text is for programmers
    if isinstance(statement, ast.FunctionDef):  # an inner one
        for inner in _without_docstring(statement.body):
            yield from _in_statement(inner, name)
        return
    for child in ast.iter_child_nodes(statement):
        match child:
            case ast.stmt():
                yield from _in_statement(child, name)
            case ast.match_case():
                for inner in child.body:
                    yield from _in_statement(inner, name)
            case ast.ExceptHandler():
                owners = _owners(child, statement)
                yield from ((node, name, owners[node]) for node in ast.walk(child))
            case _ if child is not getattr(statement, "annotation", None):
                yield from ((node, name, statement) for node in ast.walk(child))


def _owners(handler: ast.ExceptHandler, tried: ast.stmt) -> dict[ast.AST, ast.stmt]:
    """The innermost statement around each node of an `except`, whose lines it has."""
    owners: dict[ast.AST, ast.stmt] = {handler: tried}
    for node in ast.walk(handler):  # from the outside in
        for child in ast.iter_child_nodes(node):
            owners[child] = child if isinstance(child, ast.stmt) else owners[node]
    return owners


def _is_builtin_error(raised: ast.expr | None) -> bool:
    """Whether it is a built-in exception, not a refusal."""
    match raised:
        case ast.Call(func=ast.Name(id=name)):
            return name.endswith("Error")
    return False


def _without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    first = body[0]
    is_text = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return body[1:] if is_text else body


def _changes(node: ast.AST) -> Iterator[tuple[str, Change]]:
    match node:
        case ast.Compare() if type(node.ops[0]) in COMPARE:
            other = COMPARE[type(node.ops[0])]
            yield f"compare by {other.__name__}", _compare_by(other)
        case ast.BoolOp():
            yield from _of_bool_op(node)
        case ast.UnaryOp(op=ast.Not()):
            yield "without not", _keep_operand
        case ast.BinOp() if type(node.op) in ARITHMETIC:
            new = ARITHMETIC[type(node.op)]
            yield f"calculate by {new.__name__}", _operate_by(new)
        case ast.Constant():
            yield from _of_constant(node.value)
        case ast.IfExp():
            yield "condition negated", _negate
        case ast.Set() | ast.Tuple() if len(node.elts) > 1 and _is_read(node):
            yield "without its last element", _drop_last
        case ast.stmt():
            yield from _of_statement(node)


def _of_statement(node: ast.stmt) -> Iterator[tuple[str, Change]]:
    match node:
        case ast.If() | ast.While():
            yield "condition negated", _negate
        case ast.Raise():
            yield "nothing raised", _forget
        case ast.Expr(value=ast.Call()):
            yield "call left out", _forget
        case ast.Return() if node.value is not None and not _is_none(node.value):
            yield "returns None", _return_none


def _of_constant(value: object) -> Iterator[tuple[str, Change]]:
    if isinstance(value, bool):
        yield f"{not value}", _set_value(not value)
    elif isinstance(value, int):
        yield f"{value + 1}", _set_value(value + 1)
    elif isinstance(value, str) and value.strip():
        yield f"text {value[:20]!r} changed", _set_value(f"XX{value}")


def _of_bool_op(node: ast.BoolOp) -> Iterator[tuple[str, Change]]:
    other = ast.Or if isinstance(node.op, ast.And) else ast.And
    yield f"joined by {other.__name__}", _join_by(other)
    for index in range(len(node.values)):
        yield f"without part {index + 1}", _drop(index)


def _is_read(node: ast.Set | ast.Tuple) -> bool:
    return isinstance(node, ast.Set) or isinstance(node.ctx, ast.Load)


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _become(node: ast.AST, other: ast.AST) -> None:
    """Replace a node in place."""
    node.__class__ = other.__class__
    position = {name: getattr(node, name, None) for name in ("lineno", "col_offset")}
    node.__dict__.clear()
    node.__dict__.update(other.__dict__ | {k: v for k, v in position.items() if v})


def _compare_by(other: type[ast.cmpop]) -> Change:
    return lambda node: node.ops.__setitem__(0, other())  # type: ignore[attr-defined]


def _operate_by(other: type[ast.operator]) -> Change:
    return lambda node: setattr(node, "op", other())


def _join_by(other: type[ast.boolop]) -> Change:
    return lambda node: setattr(node, "op", other())


def _set_value(value: object) -> Change:
    return lambda node: setattr(node, "value", value)


def _drop(index: int) -> Change:
    def change(node: ast.AST) -> None:
        assert isinstance(node, ast.BoolOp)
        values = [one for n, one in enumerate(node.values) if n != index]
        _become(node, values[0] if len(values) == 1 else ast.BoolOp(node.op, values))

    return change


def _drop_last(node: ast.AST) -> None:
    assert isinstance(node, ast.Set | ast.Tuple)
    node.elts.pop()


def _keep_operand(node: ast.AST) -> None:
    assert isinstance(node, ast.UnaryOp)
    _become(node, node.operand)


def _negate(node: ast.AST) -> None:
    assert isinstance(node, ast.If | ast.While | ast.IfExp)
    node.test = ast.UnaryOp(ast.Not(), node.test)


def _forget(node: ast.AST) -> None:
    _become(node, ast.Pass())


def _return_none(node: ast.AST) -> None:
    assert isinstance(node, ast.Return)
    node.value = ast.Constant(None)
