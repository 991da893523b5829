"""The published JSON Schema accepts what the format accepts, and nothing else."""

import json
from collections.abc import Callable
from typing import Any

import jsonschema_rs
import msgspec
import pytest

from balarea.catalogue import definition as engine
from balarea.catalogue.definition.json_schema import DIALECT, json_schema
from balarea.catalogue.testing import shipped

ADDRESS = "https://mpp.example/skema/layanan-1.json"


def validator() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(json_schema(ADDRESS))


def published(code: str) -> Any:
    """A shipped definition as it is published."""
    return json.loads(engine.canonical(shipped()[code]))


def test_is_a_schema_of_the_dialect_that_it_names() -> None:
    schema = json_schema(ADDRESS)
    assert (schema["$schema"], schema["$id"]) == (DIALECT, ADDRESS)
    assert jsonschema_rs.meta.is_valid(schema)


def test_every_shipped_definition_is_valid() -> None:
    check = validator()
    faults = {
        code: str(fault)
        for code, definition in shipped().items()
        for fault in check.iter_errors(json.loads(engine.canonical(definition)))
    }
    assert not faults
    assert len(shipped()) > 300


def without_title(tree: Any) -> None:
    del tree["title"]


def with_unknown_key(tree: Any) -> None:
    tree["pages"][0]["fields"][0]["colour"] = "red"


def with_another_schema(tree: Any) -> None:
    tree["schema"] = 2


def with_an_unknown_step(tree: Any) -> None:
    tree["steps"].append("PRAY")


def with_a_text_that_is_no_text(tree: Any) -> None:
    tree["summary"] = "a sentence without its language"


def without_indonesian(tree: Any) -> None:
    del tree["title"]["id"]


@pytest.mark.parametrize(
    "damage",
    [
        without_title,
        with_unknown_key,
        with_another_schema,
        with_an_unknown_step,
        with_a_text_that_is_no_text,
        without_indonesian,
    ],
)
def test_refuses_what_the_format_refuses(damage: Callable[[Any], None]) -> None:
    tree = published("DPM-058")
    assert validator().is_valid(tree)
    damage(tree)
    assert not validator().is_valid(tree)
    with pytest.raises(msgspec.ValidationError):
        engine.decode(json.dumps(tree).encode())
