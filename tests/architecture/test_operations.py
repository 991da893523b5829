"""Every write is an operation (the first rule of CONTRIBUTING)."""

import ast
import functools
from collections.abc import Iterator

import pytest

from tests.architecture.source import (
    Source,
    app_sources,
    findings_of,
    functions,
    imports,
    name_of,
    python,
    snippet,
)

# What changes rows when called on a manager or a queryset (dicts have `update` too).
WRITES = frozenset(
    {
        "create",
        "acreate",
        "update",
        "aupdate",
        "get_or_create",
        "update_or_create",
        "create_user",
        "delete",
        "adelete",
    }
)
QUERYSETS = ("objects", "filter", "exclude", "all", "select_for_update")
SQL = ("INSERT ", "UPDATE ", "DELETE ", "TRUNCATE ", "ALTER ", "DROP ")

# Other code that may write, and why.
WRITERS = {
    "foundation": "the layer on which operations stand",
    "config": "prepares the system before anybody acts",
}
WRITING_MODULES = {
    "balarea.people.models": "Account's manager, as Django's own sign-in wants it",
    "balarea.people.duplicate_submissions": "saves the session of the first answer",
    "balarea.people.sessions": "sessions are no step of power",
    "balarea.people.unsent_forms": "what was typed and not sent, in a row of a session",
    "balarea.transparency.guard": "the SQL of the triggers themselves",
}
# Public functions in operations modules that aren't operations, and why.
JOINS = {
    "balarea.transparency.operations.record": "refuses to run outside an operation",
    "balarea.applications.operations.mandated.note_at_desk": "looks at a file first",
    "balarea.applications.operations.deciding_together.grant_each": "several of them,"
    " so that one that is refused stops no other",
    "balarea.applications.operations.drafting.attach": "two of them, with seconds of"
    " looking at a file between, when nothing may be locked",
    "balarea.applications.operations.scanning.send_photo": "three, in the same way",
    "balarea.applications.operations.scanning.use_photos": "two, in the same way",
}


def is_operations(source: Source) -> bool:
    return source.parts[:1] == ("operations",)


def may_write(source: Source) -> bool:
    return (
        is_operations(source)
        or source.app in WRITERS
        or source.module in WRITING_MODULES
    )


def rows_by_orm(source: Source) -> Iterator[str]:
    """Single rows that an operation writes without the unit of work."""
    if not is_operations(source):
        return
    for node in source.nodes:
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        owner, name = ast.unparse(node.func.value), node.func.attr
        is_row = owner.isidentifier() and owner not in {"transaction", "rows"}
        if (
            name in {"create", "get_or_create", "update_or_create"}
            and owner.endswith(".objects")
        ) or (name in {"save", "delete"} and is_row):
            yield source.at(node, f"{owner}.{name}(): write rows by unit_of_work")


def bare_functions(source: Source) -> Iterator[str]:
    """Public functions of operations that are not operations.

    In a package, modules share functions that serve several operations; those are
    called from within the package only.
    """
    if not is_operations(source):
        return
    for node in source.tree.body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if (
            node.name.startswith("_")
            or _is_operation(node)
            or f"{source.module}.{node.name}" in JOINS
            or _is_shared(source, node.name)
        ):
            continue
        yield source.at(node, f"{node.name}() is public and no @operation")


def _is_operation(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(
        name_of(decorator).rpartition(".")[2] == "operation"
        for decorator in node.decorator_list
    )


def _is_shared(source: Source, name: str) -> bool:
    """Whether a function of a package of operations stays inside that package."""
    if not source.parts[1:] or source.name == "__init__":
        return False
    package = source.module.rpartition(".")[0]
    users = _users_of(f"{source.module}.{name}") | _users_of(f"{package}.{name}")
    return users <= {package} and name not in _offered(package)


@functools.cache
def _offered(package: str) -> set[str]:
    """What the package `operations` exports."""
    fronts = [other for other in python() if other.module == package]
    return {name.rpartition(".")[2] for front in fronts for _, name in imports(front)}


def _users_of(name: str) -> set[str]:
    """The packages whose code, without tests, uses a name of operations."""
    return _users().get(name, set())


@functools.cache
def _users() -> dict[str, set[str]]:
    """Of each name that is used: the packages that use it, read once for all."""
    users: dict[str, set[str]] = {}
    for source in python():
        if not source.is_test and "operations" in source.text:
            for name in _uses(source):
                users.setdefault(name, set()).add(source.module.rpartition(".")[0])
    return users


def _uses(source: Source) -> set[str]:
    """Full names of what a file imports, and of attributes of what it imports."""
    nodes = source.nodes
    bound = {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in nodes
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    chains = {
        name_of(node).partition(".")
        for node in nodes
        if isinstance(node, ast.Attribute)
    }
    used = {f"{bound[root]}.{rest}" for root, _, rest in chains if root in bound}
    return {*bound.values(), *used}


def stray_writes(source: Source) -> Iterator[str]:
    """Changes of rows outside of operations."""
    if may_write(source):
        return
    in_operations = {
        id(inner)
        for function in functions(source.nodes)
        if _is_operation(function)
        for inner in ast.walk(function)
    }
    for node in source.nodes:
        if id(node) in in_operations:
            continue
        if isinstance(node, ast.Call) and _is_write(node):
            yield source.at(node, f"{name_of(node)}() outside an operation")
        elif isinstance(node, ast.Constant) and _is_writing_sql(node.value):
            yield source.at(node, "SQL that writes, outside an operation")


def _is_writing_sql(value: object) -> bool:
    return isinstance(value, str) and value.lstrip().startswith(SQL)


def _is_write(node: ast.Call) -> bool:
    """Whether a call changes rows, judged by its name and arguments."""
    if not isinstance(node.func, ast.Attribute):
        return False
    method = node.func.attr
    if method in {"bulk_create", "bulk_update"}:
        return True
    if method in {"save", "asave"}:
        # `save` of images and PDFs has a path as its first argument.
        return not node.args
    is_rows = name_of(node.func.value).rpartition(".")[2] in QUERYSETS
    return is_rows and method in WRITES


def effects_in_save(source: Source) -> Iterator[str]:
    """Models that override `save` or `delete`."""
    for node in source.nodes:
        if isinstance(node, ast.ClassDef):
            for item in functions(ast.walk(ast.Module(node.body, []))):
                if item.name in {"save", "delete", "full_clean"} and any(
                    "Model" in name_of(base) for base in node.bases
                ):
                    yield source.at(item, f"{node.name}.{item.name}() is overridden")


def signals(source: Source) -> Iterator[str]:
    """Django signals, which hide reactions."""
    for node, name in imports(source):
        if "signals" in name.split(".") or name.startswith("django.dispatch"):
            yield source.at(node, f"{name}: connect in config/wiring.py instead")


def stray_wiring(source: Source) -> Iterator[str]:
    """Event handlers connected outside of `config/wiring.py`."""
    if source.module in {"balarea.config.wiring", "balarea.foundation.events"}:
        return
    for node in source.nodes:
        if isinstance(node, ast.Call) and name_of(node).endswith("events.connect"):
            yield source.at(node, "events are connected in config/wiring.py only")


CHECKS = [
    bare_functions,
    rows_by_orm,
    stray_writes,
    effects_in_save,
    signals,
    stray_wiring,
]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_apps_keep_the_rule(check: object) -> None:
    assert callable(check)
    assert not (findings := findings_of(check, app_sources())), f"\n{findings}"


VIEW = "src/balarea/app/views/citizen.py"
SHARED = "src/balarea/app/operations/filing.py"
# As if `transparency.operations`, whose `record` many modules call, were a package.
OFFERED = "src/balarea/transparency/operations/entries.py"


@pytest.mark.parametrize(
    ("check", "source"),
    [
        (bare_functions, snippet("def submit(*, by, at): ...")),
        (bare_functions, snippet("@cache\ndef submit(*, by, at): ...")),
        (bare_functions, snippet("def record(x): x.save()", OFFERED)),
        (stray_writes, snippet("models.Draft.objects.create(x=1)", VIEW)),
        (stray_writes, snippet("draft.save()", VIEW)),
        (stray_writes, snippet("models.Draft.objects.filter(x=1).delete()", VIEW)),
        (stray_writes, snippet("queries.mine().filter(a=1).update(b=2)", VIEW)),
        (stray_writes, snippet("c.execute('UPDATE draft SET x = 1')", VIEW)),
        (effects_in_save, snippet("class A(models.Model):\n def save(self): ...")),
        (signals, snippet("from django.db.models.signals import post_save")),
        (signals, snippet("from django.dispatch import receiver")),
        (stray_wiring, snippet("events.connect(Paid, react)")),
        (rows_by_orm, snippet("models.Draft.objects.create(x=1)")),
        (rows_by_orm, snippet("draft.save(update_fields=['x'])")),
        (rows_by_orm, snippet("draft.delete()", SHARED)),
    ],
)
def test_a_fault_is_found(check: object, source: Source) -> None:
    assert callable(check)
    assert list(check(source))


@pytest.mark.parametrize(
    ("check", "source"),
    [
        (bare_functions, snippet("@operation\ndef submit(*, by, at): ...")),
        (bare_functions, snippet("def _row(case): ...")),
        (bare_functions, snippet("def title(case): ...", SHARED)),
        (bare_functions, snippet("def put(x): x.save()", SHARED)),
        (bare_functions, snippet("def title(x): ...", "src/balarea/app/rules.py")),
        (stray_writes, snippet("models.Draft.objects.create(x=1)")),
        (rows_by_orm, snippet("unit_of_work.change(draft, 'x')")),
        (rows_by_orm, snippet("models.Draft.objects.filter(id=x).delete()")),
        (rows_by_orm, snippet("models.Account.objects.create_user(login)")),
        (stray_writes, snippet("answers.update(more)", VIEW)),
        (stray_writes, snippet("image.save(buffer)", VIEW)),
        (stray_writes, snippet("@operation\ndef _show(*, by, at): a.save()", VIEW)),
    ],
)
def test_what_is_right_is_left_alone(check: object, source: Source) -> None:
    assert callable(check)
    assert not list(check(source))
