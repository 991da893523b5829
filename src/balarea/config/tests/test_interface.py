"""The API responds as `docs/openapi.json` declares, refusals included."""

import datetime as dt
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from balarea.catalogue import definition as engine
from balarea.catalogue import operations as catalogue
from balarea.catalogue.testing import shipped
from balarea.config.generated_docs import openapi
from balarea.documents import models, testing, verification
from balarea.documents.providers import authority
from balarea.foundation.operation import SYSTEM

pytestmark = pytest.mark.django_db
SERVICE = "DKC-006"
FOLDER = Path(settings.BALAREA_SERVICES_DIR)
NOBODYS = "470/9999/X"

type Answer = tuple[str, int]


@pytest.fixture
def document(at: dt.datetime) -> models.IssuedDocument:
    """An issued document of a mall that publishes one service."""
    authority.make(settings.BALAREA_KEYS_DIR, at=at)
    definition = shipped()[SERVICE]
    agencies = engine.load_agencies(FOLDER)
    catalogue.publish(definitions=[definition], agencies=agencies, by=SYSTEM, at=at)
    return testing.issued(at=at)


def too_many(client: Client) -> str:
    for number in range(verification.NUMBERS_PER_NETWORK):
        client.get(f"/api/v1/verification/470/{number}/X")
    return f"verification/{NOBODYS}"


def of_definition(client: Client) -> str:
    body = client.get(f"/api/v1/services/{SERVICE}").json()
    return f"definitions/{body['definition']}"


# One request for each response that the document declares.
WAYS: Mapping[Answer, str | Callable[[Client], str]] = {
    ("list_services", 200): "services?limit=1",
    ("list_services", 422): "services?limit=0",
    ("get_service", 200): f"services/{SERVICE}",
    ("get_service", 404): "services/NOPE-1",
    ("get_services_csv", 200): "services.csv",
    ("get_services_xlsx", 200): "services.xlsx",
    ("get_linked_data", 200): "catalogue.jsonld",
    ("get_definition", 200): of_definition,
    ("get_definition", 404): "definitions/00",
    ("verify_document", 404): f"verification/{NOBODYS}",
    ("verify_document", 429): too_many,
}


def specification() -> dict[str, Any]:
    rendered: dict[str, Any] = json.loads(openapi.render())
    return rendered


def promised() -> dict[Answer, Any]:
    """Operation and status → the schema that the document declares."""
    return {
        (operation["operationId"], int(status)): answer["content"]
        for ways in specification()["paths"].values()
        for operation in ways.values()
        for status, answer in operation["responses"].items()
    }


def check(content: Any, client: Client, path: str, status: int) -> None:
    """The answer has the promised status, kind, names and codes."""
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == status, answer.content
    kind = answer.headers["Content-Type"].partition(";")[0]
    assert list(content) == [kind]
    schema = content[kind]["schema"]
    if "$ref" in schema:
        schema = specification()["components"]["schemas"][
            schema["$ref"].rpartition("/")[2]
        ]
    if schema["type"] == "string":  # a file
        assert answer.content
        return
    body = answer.json()
    assert set(schema.get("required", ())) <= set(body)
    if "properties" in schema:
        assert set(body) <= set(schema["properties"])
    for name, of in schema.get("properties", {}).items():
        assert "enum" not in of or body[name] in of["enum"]


def test_every_promised_answer_has_its_way_here() -> None:
    assert promised().keys() == {*WAYS, ("verify_document", 200)}


@pytest.mark.parametrize(("operation", "status"), WAYS)
def test_answers_as_the_specification_says(
    document: models.IssuedDocument, client: Client, operation: str, status: int
) -> None:
    way = WAYS[operation, status]
    path = way if isinstance(way, str) else way(client)
    check(promised()[operation, status], client, path, status)


def test_verifies_as_the_specification_says(
    document: models.IssuedDocument, client: Client
) -> None:
    content = promised()["verify_document", 200]
    check(content, client, f"verification/{document.number}", 200)
