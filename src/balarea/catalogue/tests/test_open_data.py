"""The page about open data, the schema that it names, and the sitemap."""

import datetime as dt
import re
from xml.etree import ElementTree as ET

import jsonschema_rs
import pytest
from django.conf import settings
from django.test import Client

from balarea.catalogue import definition as engine
from balarea.catalogue.testing import shipped

pytestmark = pytest.mark.django_db
type Some = dict[str, engine.Definition]

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
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


def listed(client: Client) -> dict[str, str]:
    """Path of each page of the sitemap → when it was changed; empty if unknown."""
    answer = client.get("/sitemap.xml")
    assert answer.headers["Content-Type"] == "application/xml"
    entries = ET.fromstring(answer.content).findall(f"{SITEMAP}url")
    addresses = [str(entry.findtext(f"{SITEMAP}loc")) for entry in entries]
    assert all(address.startswith(f"{BASE}/") for address in addresses)
    assert len(addresses) == len(set(addresses))
    changes = [entry.findtext(f"{SITEMAP}lastmod", "") for entry in entries]
    paths = [address.removeprefix(BASE) for address in addresses]
    return dict(zip(paths, changes, strict=True))


def test_the_sitemap_lists_pages_that_are_there(some: Some, client: Client) -> None:
    pages = listed(client)
    assert {"/", "/layanan/", "/layanan/instansi/", "/skema/"} <= set(pages)
    for path in pages:
        assert client.get(path).status_code == 200, path
    changed = client.get("/api/v1/services/DKC-006").json()["published_at"]
    instants = (
        dt.datetime.fromisoformat(text).replace(microsecond=0)
        for text in (pages["/layanan/DKC-006/"], changed)
    )
    assert len(set(instants)) == 1


def test_the_sitemap_lists_every_service_agency_and_life_event(
    all_services: None, client: Client
) -> None:
    pages = set(listed(client))
    definitions = shipped().values()
    checks = {one.code for one in definitions if one.eligibility}
    assert checks
    for code in shipped():
        assert f"/layanan/{code}/" in pages
        assert (f"/layanan/{code}/cek/" in pages) is (code in checks)
    assert {f"/layanan/instansi/{one.agency}/" for one in definitions} <= pages
    events = {event for one in definitions for event in one.life_events}
    assert {f"/layanan/peristiwa/{event}/" for event in events} <= pages
