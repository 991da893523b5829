"""Time, size, names, purity (rules 3 and 6 of CONTRIBUTING)."""

import ast
import sys
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

LONGEST_FILE = 400
LONGEST_FUNCTION = 50
NAMELESS = frozenset({"utils", "util", "helpers", "helper", "common", "misc", "shared"})

# Calls that read the time. Timeouts of the launcher are exempt.
CLOCKS = frozenset(
    {
        "now",
        "utcnow",
        "today",
        "time.time",
        "time.time_ns",
        "timezone.now",
        "timezone.localdate",
        "timezone.localtime",
        "localdate",
    }
)
# These read the time only if they get none as an argument.
CONVERTERS = frozenset({"localtime", "localdate"})
LAUNCHER = "balarea.config.launcher"  # waits and pauses use the monotonic clock
# The log's programs run without Django, so without `foundation.clock`.
PROGRAMS_CLOCK = "balarea.transparency.programs.clock"
MODULES_WITH_CLOCKS = ("timezone", "datetime", "date", "dt", "time")


def stray_clocks(source: Source) -> Iterator[str]:
    """Reads of the time outside of `foundation.clock`."""
    if source.app == "foundation" or source.module.startswith(LAUNCHER):
        return
    if source.module == PROGRAMS_CLOCK:
        return
    for node in source.nodes:
        if not isinstance(node, ast.Call):
            continue
        called = name_of(node)
        owner, _, last = called.rpartition(".")
        if last in CONVERTERS and node.args:
            continue
        if called in CLOCKS or (
            last in {"now", "utcnow", "today", "localdate", "time", "time_ns"}
            and owner.rpartition(".")[2] in MODULES_WITH_CLOCKS
        ):
            yield source.at(node, f"{called}(): take at=, or ask foundation.clock")
    for node in source.nodes:
        if isinstance(node, ast.keyword) and node.arg in {"auto_now", "auto_now_add"}:
            yield source.at(node.value, f"{node.arg}: the time is passed in")


def unshared_clocks(source: Source) -> Iterator[str]:
    """Views that read the clock themselves, so that one page may have two times."""
    if source.parts[:1] not in {("views",), ("api",)}:
        return
    for node in source.nodes:
        if isinstance(node, ast.Call) and name_of(node) == "clock.now":
            yield source.at(node, "clock.now(): ask clock.of(request)")


def long_files(source: Source) -> Iterator[str]:
    if (lines := source.text.count("\n")) > LONGEST_FILE:
        yield f"{source.path}: {lines} lines, at most {LONGEST_FILE}"


def long_functions(source: Source) -> Iterator[str]:
    for node in functions(source.nodes):
        lines = (node.end_lineno or 0) - node.lineno + 1
        if lines > LONGEST_FUNCTION and not _is_table(node):
            yield source.at(node, f"{node.name}() has {lines} lines")


def _is_table(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """A function that only returns a literal is a table, and may be long."""
    *before, last = node.body
    simple = (ast.Assign, ast.Expr)
    match last:
        case ast.Return(value=ast.Dict() | ast.List() | ast.Tuple()):
            return all(isinstance(statement, simple) for statement in before)
        case _:
            return False


def nameless(source: Source) -> Iterator[str]:
    """Modules with names such as `utils`."""
    if named := NAMELESS & set(source.path.removesuffix(".py").split("/")):
        yield f"{source.path}: {', '.join(named)} says nothing; name what it holds"


def impure_rules(source: Source) -> Iterator[str]:
    """Rules that import more than pure Python."""
    if source.parts[:1] not in {("rules",), ("states",), ("errors",)}:
        return
    if source.app in {"foundation", "config"}:  # below all apps, and above them
        return
    is_rules = source.parts[0] != "errors"
    for node, name in imports(source):
        owner = name.split(".")[:2]
        is_own = owner == ["balarea", source.app] and (
            not is_rules or ".rules" in f".{name}." or ".states" in f".{name}."
        )
        is_pure = name.startswith(PURE)
        is_text = name.startswith(LABELS if is_rules else LABELS + REFUSALS)
        if not (name.split(".")[0] in STDLIB or is_own or is_pure or is_text):
            yield source.at(node, f"{name} in {source.parts[0]}")


STDLIB = sys.stdlib_module_names
PURE = (
    "balarea.foundation.working_days",
    "balarea.foundation.money",
    "balarea.foundation.references",
    "balarea.foundation.retention",
    "balarea.foundation.operation.Actor",
)
# Labels are declared with what they name; see `people.rules.Action`.
LABELS = ("django.utils.translation.gettext_lazy", "django.utils.functional.Promise")
REFUSALS = ("balarea.foundation.errors",)


def foreign_tables(source: Source) -> Iterator[str]:
    """Reads of another app's tables outside of its queries and operations."""
    borrowed = {
        (node_name.asname or node_name.name)
        for node in source.nodes
        if isinstance(node, ast.ImportFrom) and _is_foreign(source, node.module)
        for node_name in node.names
        if node_name.name == "models" or (node.module or "").endswith(".models")
    }
    for node in source.nodes:
        if (
            isinstance(node, ast.Attribute)
            and node.attr in {"objects", "_base_manager", "_default_manager"}
            and name_of(node).split(".")[0] in borrowed
        ):
            yield source.at(node, f"{name_of(node)}: use the queries of its app")


def opened_tables(source: Source) -> Iterator[str]:
    """Database access in entry points, forms or presenters instead of `queries`."""
    if source.parts[:1] not in DOORS_AND_SHAPES:
        return
    for node in source.nodes:
        if isinstance(node, ast.Attribute) and node.attr == "objects":
            yield source.at(node, f"{name_of(node)}: ask queries")


DOORS_AND_SHAPES = {
    (name,) for name in ("views", "api", "tasks", "admin", "forms", "presenters")
}


def _is_foreign(source: Source, module: str | None) -> bool:
    parts = (module or "").split(".")
    return parts[0] == "balarea" and parts[1:2] != [source.app]


EVERYWHERE = [long_files, long_functions, nameless]
IN_APPS = [stray_clocks, unshared_clocks, impure_rules, foreign_tables, opened_tables]


@pytest.mark.parametrize("check", EVERYWHERE, ids=lambda check: check.__name__)
def test_every_file_keeps(check: object) -> None:
    assert callable(check)
    sources = (source for source in python() if not source.is_migration)
    assert not (findings := findings_of(check, sources)), f"\n{findings}"


@pytest.mark.parametrize("check", IN_APPS, ids=lambda check: check.__name__)
def test_every_app_keeps(check: object) -> None:
    assert callable(check)
    assert not (findings := findings_of(check, app_sources())), f"\n{findings}"


RULES = "src/balarea/app/rules.py"
VIEW = "src/balarea/app/views/officer.py"


@pytest.mark.parametrize(
    ("check", "source"),
    [
        (stray_clocks, snippet("at = timezone.now()")),
        (stray_clocks, snippet("at = dt.datetime.now(dt.UTC)")),
        (stray_clocks, snippet("day = dt.date.today()")),
        (stray_clocks, snippet("at = time.time()")),
        (stray_clocks, snippet("x = DateTimeField(auto_now_add=True)")),
        (unshared_clocks, snippet("at = clock.now()", VIEW)),
        (long_files, snippet("x = 1\n" * 401)),
        (long_functions, snippet("def f():\n" + "    x = 1\n" * 50)),
        (nameless, snippet("", "src/balarea/app/utils.py")),
        (nameless, snippet("", "src/balarea/common/rules.py")),
        (impure_rules, snippet("from django.db import models", RULES)),
        (impure_rules, snippet("from balarea.vault import rules", RULES)),
        (foreign_tables, snippet("from balarea.vault import models\nmodels.A.objects")),
        (opened_tables, snippet("models.A.objects.all()", VIEW)),
        (
            foreign_tables,
            snippet("from balarea.vault.models import Sealed\nSealed.objects.get()"),
        ),
    ],
)
def test_a_fault_is_found(check: object, source: Source) -> None:
    assert callable(check)
    assert list(check(source))


@pytest.mark.parametrize(
    ("check", "source"),
    [
        (stray_clocks, snippet("at = clock.now()")),
        (stray_clocks, snippet("deadline = time.monotonic() + 1")),
        (stray_clocks, snippet("shown = timezone.localtime(at)")),
        (unshared_clocks, snippet("at = clock.of(request)", VIEW)),
        (unshared_clocks, snippet("at = clock.now()")),
        (long_functions, snippet("def f():\n" + "    x = 1\n" * 49)),
        (impure_rules, snippet("import enum\nfrom balarea.app import rules", RULES)),
        (foreign_tables, snippet("from balarea.app import models\nmodels.A.objects")),
    ],
)
def test_what_is_right_is_left_alone(check: object, source: Source) -> None:
    assert callable(check)
    assert not list(check(source))
