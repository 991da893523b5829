"""Migrations don't depend on code that may change."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

APPS = Path(__file__).parents[2] / "src" / "balarea"
# Types of columns and defaults, which migrations refer to.
FIELDS = {"balarea.foundation.ids", "balarea.transparency.models"}
# These need keys from outside the database. Every current mall has applied them, and
# `tests/upgrade` reads what they wrote.
NEED_KEYS = {
    "applications/migrations/0014_tracking_keyed.py",
    "notices/migrations/0010_bound.py",
    "payments/migrations/0006_proof_sealed.py",
    "people/migrations/0007_factors_bound.py",
}


def own_imports(text: str) -> Iterator[str]:
    """Modules of ours that a migration imports."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        yield from (name for name in names if name.startswith("balarea"))


def depends(path: str, text: str) -> bool:
    """Whether a migration calls code of ours that may change."""
    return path not in NEED_KEYS and not set(own_imports(text)) <= FIELDS


def migrations() -> Iterator[tuple[str, str]]:
    for path in sorted(APPS.glob("*/migrations/[0-9]*.py")):
        yield path.relative_to(APPS).as_posix(), path.read_text(encoding="utf-8")


def test_no_migration_calls_code_that_may_change() -> None:
    assert [path for path, text in migrations() if depends(path, text)] == []


def test_each_exception_is_a_migration() -> None:
    assert {path for path, _ in migrations()} >= NEED_KEYS


def test_each_sql_file_belongs_to_a_migration() -> None:
    for path in APPS.glob("*/migrations/*.sql"):
        name = path.name.removesuffix(".sql").removesuffix(".reverse")
        assert path.with_name(f"{name}.py").exists(), path


@pytest.mark.parametrize(
    ("text", "is_wrong"),
    [
        ("from balarea.transparency import guard", True),
        ("import balarea.payments.rules", True),
        ("from balarea.foundation import ids", False),
        ("import balarea.foundation.ids", False),
        ("from django.db import migrations", False),
    ],
)
def test_a_planted_import_is_found(text: str, is_wrong: bool) -> None:
    assert depends("people/migrations/0001_initial.py", text) is is_wrong
