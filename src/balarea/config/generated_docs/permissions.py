"""`docs/permissions.md`: who may open which address, from the routes and the source."""

import ast
import functools
from collections.abc import Iterator
from pathlib import Path

from balarea.config.generated_docs import addresses
from balarea.config.generated_docs.call_graph import Calls, name_of
from balarea.people import auth
from balarea.people.rules import Action

# What a page that shows cases asks: any action that opens them.
OF_CASES = "any that opens cases"
SRC = Path(__file__).resolve().parents[2]

HEAD = """# Who may open which address

Written by `script/manage write_docs` from the routes and the source; a test finds it
out of date.

- **anybody** needs no sign-in. A tracking address holds a secret, and a callback a
  signature. What moves, shows or gives something under `/peraga/` answers only in a
  demonstration.
- **citizen**: somebody who proved a contact. Every case is looked up among their own;
  another's answers as one that doesn't exist.
- **officer**: somebody who signed in with every factor. What a grant must allow stands
  beside it, on the service and agency of the case at hand. Several actions: each opens
  its part of the page or its own button. None: any officer may, and sees what their
  grants reach. OVERSEE is for figures: alone it opens no case, and leads from the
  worklist to them. ADVISE opens parts of other agencies' cases, and none of its own.

| Address | Name | Who | Actions asked |
|---|---|---|---|
"""


def render() -> str:
    return HEAD + "".join(f"{row}\n" for row in sorted(set(_rows())))


def _rows() -> Iterator[str]:
    for address in addresses.every():
        who = (
            " and ".join(sorted(auth.required_sign_ins(address.callback))) or "anybody"
        )
        actions = actions_of(address.view) if who == "officer" else []
        yield f"| `/{address.route}` | {address.name} | {who} | {', '.join(actions)} |"


def actions_of(view: str) -> list[str]:
    """The actions of a grant that are checked on the way from a view."""
    checked: set[str] = set()
    for name in _calls().reached(view):
        checked |= _checked_in(name)
    actions = [action for action in Action if action in checked]
    return [*actions, *sorted(checked - set(actions))]


@functools.cache
def _checked_in(name: str) -> frozenset[str]:
    """Of one function, to which hundreds of views may lead."""
    return frozenset(_checked(_calls().bodies[name][1]))


def _checked(body: ast.AST) -> Iterator[str]:
    """Actions handed to a call or compared with rights; labels are no question."""
    for node in ast.walk(body):
        match node:
            case ast.Call(args=args, keywords=keywords):
                given = [*args, *(keyword.value for keyword in keywords)]
                yield from filter(None, map(_action, given))
            case ast.Compare(left=left):
                yield from filter(None, [_action(left)])
            case ast.BinOp(op=ast.BitAnd(), right=ast.Name(id="CASE_ACTIONS")):
                yield OF_CASES


def _action(node: ast.expr) -> str:
    owner, _, name = name_of(node).rpartition(".")
    is_action = owner.rpartition(".")[2] == "Action" and name in Action.__members__
    return name if is_action and isinstance(node, ast.Attribute) else ""


@functools.cache
def _calls() -> Calls:
    modules = {}
    for path in sorted(SRC.rglob("*.py")):
        inside = path.relative_to(SRC.parent).with_suffix("").parts
        if "tests" not in inside and "migrations" not in inside:
            name = ".".join(inside).removesuffix(".__init__")
            modules[name] = ast.parse(path.read_text(encoding="utf-8"))
    return Calls(modules)
