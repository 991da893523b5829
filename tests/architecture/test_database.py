"""Guards of the database: triggers on every table, foreign keys down the layers.

*No operation, no change* on every table; *no log, no commit* on every
table that says who may do what, or what was done: `tables.TABLES` says which and why.
"""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection, models

from tests.architecture.tables import (
    FOREIGN,
    FREE,
    TABLES,
    Table,
    differences,
    logged,
    operation,
)

LAYERS = [
    {"config"},
    {"oversight", "demo"},
    {"applications", "visits", "complaints", "surveys"},
    {"catalogue", "documents", "payments", "notices"},
    {"people"},
    {"vault"},
    {"transparency"},
    {"ui"},
    {"foundation"},
]


def tables() -> Iterator[type[models.Model]]:
    """Every concrete table of the apps, those of many-to-many relations too."""
    for config in apps.get_app_configs():
        if config.name.startswith("balarea."):
            for model in config.get_models(include_auto_created=True):
                if model._meta.managed and not model._meta.proxy:
                    yield model


def layer_of(label: str) -> int:
    return next(n for n, apps_of in enumerate(LAYERS) if label in apps_of)


def triggers() -> set[tuple[str, str]]:
    """(table, function) of every enabled trigger in the test database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, p.proname FROM pg_trigger t"
            " JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE NOT t.tgisinternal AND t.tgenabled <> 'D'"
        )
        return set(cursor.fetchall())


def enforced() -> set[str]:
    """Tables that refuse TRUNCATE; conftest.py switches these triggers off in tests."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE p.proname = 'balarea_refuse_truncate'"
        )
        return {name for (name,) in cursor.fetchall()}


@pytest.mark.django_db
def test_every_table_asks_for_what_its_power_needs() -> None:
    names = {model._meta.db_table for model in tables()} | FOREIGN
    assert not differences(TABLES, names, triggers())


@pytest.mark.django_db
def test_no_guarded_table_can_be_emptied() -> None:
    guarded = {name for name, table in TABLES.items() if table.kind != FREE}
    assert enforced() == guarded


@pytest.mark.django_db
def test_no_guard_reads_another_table_than_ours() -> None:
    """A temporary table of the same name could replace the log: see `guard.py`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT p.proname, p.proconfig, current_schema()"
            " FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
            r" WHERE starts_with(reverse(p.proname), reverse('_require_log'))"
        )
        functions = cursor.fetchall()
    assert len(functions) > 20
    for name, settings, schema in functions:
        own = [f"search_path=pg_catalog, {schema}, pg_temp"]
        assert settings == own, name


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ({}, ["a: say in TABLES what it needs"]),
        ({"a": logged("id", "why"), "b": operation("why")}, ["b: no such table"]),
        ({"a": operation("why")}, ["a: the database does otherwise"]),
        (
            {"a": logged("id", "why", append_only=True)},
            ["a: the database does otherwise"],
        ),
        ({"a": Table(FREE, "why")}, ["a: the database does otherwise"]),
        ({"a": logged("id", "why")}, []),
    ],
)
def test_a_difference_is_found(entries: dict[str, Table], expected: list[str]) -> None:
    in_database = {("a", "balarea_require_operation"), ("a", "a_require_log")}
    assert differences(entries, {"a"}, in_database) == expected


def test_foreign_keys_point_down() -> None:
    wrong = []
    for model in tables():
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if not field.concrete or not (
                isinstance(target, type) and issubclass(target, models.Model)
            ):
                continue
            own, other = model._meta.app_label, target._meta.app_label
            is_ours = target.__module__.startswith("balarea.")
            if own != other and is_ours and layer_of(own) >= layer_of(other):
                wrong.append(f"{model.__name__}.{field.name} → {other}")
    assert not wrong


def test_every_app_has_its_layer() -> None:
    for config in apps.get_app_configs():
        if config.name.startswith("balarea."):
            assert layer_of(config.label) >= 0
