"""The database holds the promises too: triggers on every table, keys that point down.

*No operation, no change* on every table of the house; *no log, no commit* on every
table that says who may do what, or what was done.
"""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection, models

FLOORS = [
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

# Tables that may change outside an operation, and why.
FREE = {
    "foundation_idempotencykey": "the mechanism of operations; holds no step of power",
    "foundation_ratecounter": "counts tries, the refused ones too; no step of power",
    "people_account": "Django's sign-in writes the last login and new hashes",
    "transparency_entry": "append-only; `record` refuses to run outside an operation",
}


def tables() -> Iterator[type[models.Model]]:
    """Every concrete table of a room, those of many-to-many relations too."""
    for config in apps.get_app_configs():
        if config.name.startswith("balarea."):
            for model in config.get_models(include_auto_created=True):
                if model._meta.managed and not model._meta.proxy:
                    yield model


def floor(label: str) -> int:
    return next(n for n, rooms in enumerate(FLOORS) if label in rooms)


def triggers() -> set[tuple[str, str]]:
    """(table, function) of every enabled trigger in the test database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, p.proname FROM pg_trigger t"
            " JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE NOT t.tgisinternal AND t.tgenabled <> 'D'"
        )
        return set(cursor.fetchall())


def unguarded(names: set[str], found: set[tuple[str, str]]) -> list[str]:
    guarded = {table for table, name in found if name == "balarea_require_operation"}
    return sorted(names - guarded - FREE.keys())


@pytest.mark.django_db
def test_every_table_refuses_a_change_outside_an_operation() -> None:
    names = {model._meta.db_table for model in tables()}
    assert not unguarded(names, triggers())


@pytest.mark.django_db
def test_no_exception_outlives_its_table() -> None:
    names = {model._meta.db_table for model in tables()}
    guarded = {table for table, _ in triggers() if _ == "balarea_require_operation"}
    assert not FREE.keys() - names, "no such table"
    assert not FREE.keys() & guarded, "guarded after all"


@pytest.mark.django_db
def test_the_log_can_only_grow() -> None:
    assert ("transparency_entry", "balarea_refuse_edit") in triggers()
    assert ("vault_access", "balarea_refuse_edit") in triggers()


@pytest.mark.django_db
def test_rooms_with_power_answer_to_the_log() -> None:
    logged = {
        table.split("_")[0]
        for table, function in triggers()
        if function.endswith("_require_log")
    }
    present = {model._meta.app_label for model in tables()}
    powerful = {"people", "catalogue", "documents", "payments", "applications"}
    assert not powerful & present - logged


def test_an_unguarded_table_is_found() -> None:
    found = {("a", "balarea_require_operation"), ("b", "something_else")}
    assert unguarded({"a", "b"}, found) == ["b"]


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
            if own != other and is_ours and floor(own) >= floor(other):
                wrong.append(f"{model.__name__}.{field.name} → {other}")
    assert not wrong


def test_every_room_has_its_floor() -> None:
    for config in apps.get_app_configs():
        if config.name.startswith("balarea."):
            assert floor(config.label) >= 0
