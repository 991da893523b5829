"""Which function calls which, as far as names in the source show."""

import ast
from collections.abc import Mapping

type Named = ast.FunctionDef | ast.AsyncFunctionDef | ast.Assign | ast.AnnAssign


def name_of(node: ast.expr | None) -> str:
    """``a.b.c`` for attributes and names; of a call, the name of what is called."""
    match node:
        case ast.Call(func=function):
            return name_of(function)
        case ast.Attribute(value=value, attr=attr):
            return f"{name_of(value)}.{attr}"
        case ast.Name(id=name):
            return name
        case _:
            return ""


class Calls:
    """Functions and constants of modules, by full name, and what they mention.

    Where a method is called on an object, names don't show its class: it is left out.
    """

    def __init__(self, modules: Mapping[str, ast.Module]) -> None:
        self.bound: dict[str, dict[str, str]] = {}
        self.bodies: dict[str, tuple[str, Named]] = {}
        # What was looked up: hundreds of views lead to the same functions.
        self._mentions: dict[tuple[str, tuple[type[ast.expr], ...]], set[str]] = {}
        for module, tree in modules.items():
            self.bound[module] = _bindings(tree)
            for name, node in _named(tree):
                self.bodies[f"{module}.{name}"] = (module, node)

    def called(self, name: str) -> set[str]:
        """What a function calls, by full name."""
        return self._named_in(name, ast.Call)

    def reached(self, name: str) -> set[str]:
        """Every function and constant that is mentioned on the way from one."""
        reached: set[str] = set()
        waiting = {name} & self.bodies.keys()
        while waiting:
            reached |= waiting
            waiting = {
                other
                for one in waiting
                for other in self._named_in(one, ast.Name, ast.Attribute)
                if other in self.bodies
            } - reached
        return reached

    def _named_in(self, name: str, *kinds: type[ast.expr]) -> set[str]:
        if (name, kinds) not in self._mentions:
            module, body = self.bodies[name]
            self._mentions[name, kinds] = {
                self._full(name_of(node), module)
                for node in ast.walk(body)
                if isinstance(node, kinds)
            } - {""}
        return self._mentions[name, kinds]

    def _full(self, name: str, module: str) -> str:
        """`vault.seal` as written in a module → ``balarea.vault.operations.seal``."""
        root, _, rest = name.partition(".")
        if not rest and f"{module}.{name}" in self.bodies:
            return f"{module}.{name}"
        start = self.bound[module].get(root)
        return self._owner(f"{start}.{rest}".rstrip(".")) if start else ""

    def _owner(self, name: str) -> str:
        """The defining module of a function that a package re-exports."""
        seen: set[str] = set()
        while name not in self.bodies and name not in seen:
            seen.add(name)
            module, _, last = name.rpartition(".")
            name = self.bound.get(module, {}).get(last, name)
        return name


def _bindings(tree: ast.Module) -> dict[str, str]:
    """What each imported name of a file stands for, in full."""
    return {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def _named(tree: ast.Module) -> list[tuple[str, Named]]:
    """Every function, and every constant of the module itself."""
    named: list[tuple[str, Named]] = [
        (node.name, node)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    for node in tree.body:
        if isinstance(node, ast.AnnAssign) or (
            isinstance(node, ast.Assign) and len(node.targets) == 1
        ):
            target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
            named.append((name_of(target), node))
    return named
