"""The catalogue for programs."""

import hashlib
from typing import Any

import pytest
from django.test import Client

from balarea.catalogue import definition as engine

pytestmark = pytest.mark.django_db
type Some = dict[str, engine.Definition]


def get(client: Client, path: str) -> Any:
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def codes(client: Client, query: str) -> set[str]:
    return {item["code"] for item in get(client, f"services?{query}")["items"]}


def lasts(item: Any) -> int:
    minutes = {"WORKING_DAY": 24 * 60, "HOUR": 60, "MINUTE": 1}
    return int(item["duration"]["value"]) * minutes[item["duration"]["unit"]]


def test_lists_every_service_with_its_definition(some: Some, client: Client) -> None:
    body = get(client, "services?limit=1000")
    assert body["count"] == len(body["items"]) == len(some)
    item = next(item for item in body["items"] if item["code"] == "POL-001")
    assert item["definition"] == engine.identity(some["POL-001"])
    assert (item["fee"], item["amount"], item["online"]) == ("FIXED", 30000, True)
    assert item["illustrative"] is True


def test_filters_pages_and_searches(some: Some, client: Client) -> None:
    everything = get(client, "services")["items"]
    assert codes(client, "agency=POL") == {"POL-001"}
    assert codes(client, "category=LICENSING&online=true") == {"DPM-058"}
    assert codes(client, "fee=FREE&life_event=BIRTH") == {"DKC-016"}
    within = {item["code"] for item in everything if lasts(item) <= 5 * 24 * 60}
    assert codes(client, "max_working_days=5") == within != set(some)
    assert codes(client, "limit=1&offset=1") == {"DKC-006"}
    assert get(client, "services?q=ktp+ilang")["items"][0]["code"] == "DKC-006"
    nothing = {"count": 0, "items": [], "near": False}
    assert get(client, "services?q=xyzzy") == nothing


NEAR = "zebra kutub selatan beli akta naik balon"


def test_what_only_comes_near_is_offered_and_marked(some: Some, client: Client) -> None:
    body = get(client, f"services?q={NEAR}")
    page = client.get("/layanan/", {"q": NEAR})
    shown = [card.split("/layanan/")[1][:7] for card in page.context["cards"]]
    assert page.context["is_near"]
    assert body["near"] is True
    assert [item["code"] for item in body["items"]] == shown
    assert body["count"] == len(shown) > 0
    assert get(client, f"services?q={NEAR}&agency=POL")["near"] is False
    assert get(client, "services?q=ktp+ilang")["near"] is False
    assert get(client, "services")["near"] is False


def test_no_more_come_near_than_are_worth_showing(some: Some, client: Client) -> None:
    query = "zebra kutub balon raksasa bulan pluto surat kartu akta izin pajak"
    body = get(client, f"services?q={query}&limit=1")
    assert body["near"] is True
    assert 1 < body["count"] <= 5
    assert len(body["items"]) == 1


def test_a_definition_proves_itself_by_its_bytes(some: Some, client: Client) -> None:
    identity = get(client, "services/DKC-006")["definition"]
    answer = client.get(f"/api/v1/definitions/{identity}")
    assert hashlib.sha256(answer.content).hexdigest() == identity
    assert "immutable" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("services?limit=1001", 422, "UNREADABLE"),
        ("services?limit=0", 422, "UNREADABLE"),
        ("services?max_working_days=0", 422, "UNREADABLE"),
        ("services?fee=LOTS", 422, "UNREADABLE"),
        ("services/NOPE-1", 404, "NOT_FOUND"),
        ("definitions/00", 404, "NOT_FOUND"),
    ],
)
def test_every_refusal_says_why_and_what_now(
    some: Some, client: Client, path: str, status: int, code: str
) -> None:
    answer = client.get(f"/api/v1/{path}")
    body = answer.json()
    assert (answer.status_code, body["code"]) == (status, code)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert body["reason"]
    assert body["next_step"]
