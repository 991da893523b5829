"""The pages about the catalogue as open data, and the schema that they publish."""

import re

import jsonschema_rs
import pytest
from django.conf import settings
from django.test import Client

from balarea.catalogue import definition as engine

pytestmark = pytest.mark.django_db
type Some = dict[str, engine.Definition]

BASE = settings.BALAREA_BASE_URL.rstrip("/")


def test_every_file_that_the_page_names_is_there(some: Some, client: Client) -> None:
    text = client.get("/skema/").content.decode()
    main = text[text.index("<main") : text.index("</main>")]
    files = [path for path in re.findall(r'href="(/[^"#]+)"', main) if "." in path]
    assert len(files) == 5
    for path in files:
        assert client.get(path).status_code == 200, path


def test_the_schema_accepts_a_definition_as_it_is_published(
    some: Some, client: Client
) -> None:
    answer = client.get("/skema/layanan-1.json")
    assert answer.headers["Content-Type"] == "application/schema+json"
    schema = answer.json()
    assert schema["$id"] == f"{BASE}/skema/layanan-1.json"
    hash = client.get("/api/v1/services/DKC-006").json()["definition"]
    definition = client.get(f"/api/v1/definitions/{hash}").json()
    check = jsonschema_rs.Draft202012Validator(schema)
    assert check.is_valid(definition)
    assert not check.is_valid(definition | {"schema": 2})


def test_the_list_of_services_leads_to_the_open_data(
    some: Some, client: Client
) -> None:
    assert 'href="/skema/"' in client.get("/layanan/").content.decode()
