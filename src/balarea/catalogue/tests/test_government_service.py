"""A service page's microdata, as a search engine reads it."""

from html.parser import HTMLParser
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, override_settings

from balarea.catalogue import definition as engine

pytestmark = pytest.mark.django_db
type Some = dict[str, engine.Definition]

BASE = settings.BALAREA_BASE_URL.rstrip("/")
VOID = frozenset({"meta", "link", "br", "img", "input", "hr"})


class Microdata(HTMLParser):
    """Reads items of `meta`, `link` and nested items; other elements hold no value."""

    def __init__(self) -> None:
        super().__init__()
        self.items: list[dict[str, Any]] = []
        self._open: list[dict[str, Any] | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        item: dict[str, Any] | None = None
        if "itemscope" in given:
            item = {"@type": given["itemtype"]}
            if "itemid" in given:
                item["@id"] = given["itemid"]
        if name := given.get("itemprop"):
            parent = next(filter(None, reversed(self._open)))
            assert name not in parent, name
            parent[name] = item or given.get("content") or given["href"]
        elif item is not None:
            self.items.append(item)
        if tag not in VOID:
            self._open.append(item)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self._open.pop()


def item_of(client: Client, path: str) -> dict[str, Any]:
    reader = Microdata()
    reader.feed(client.get(path).content.decode())
    [item] = reader.items
    return item


def test_a_service_page_is_a_government_service(some: Some, client: Client) -> None:
    for code, definition in some.items():
        item = item_of(client, f"/layanan/{code}/")
        assert item["@type"] == "https://schema.org/GovernmentService"
        assert item["@id"] == item["url"] == f"{BASE}/layanan/{code}/"
        assert item["identifier"] == code
        assert item["name"] == definition.title.id
        assert item["description"] == definition.summary.id
        assert "bukan data resmi" in item["disambiguatingDescription"]
        assert item["serviceOutput"]["name"] == definition.standard.product.id
        assert item["audience"]["audienceType"] == definition.audience.id
        provider = item["provider"]
        assert provider["@id"] == f"{BASE}/layanan/instansi/{definition.agency}/"
        assert provider["telephone"].startswith("+62")


def test_only_a_fixed_fee_is_an_offer(some: Some, client: Client) -> None:
    prices = {
        code: item_of(client, f"/layanan/{code}/").get("offers", {}).get("price")
        for code in some
    }
    for code, definition in some.items():
        expected = {"FREE": "0", "FIXED": str(definition.fee.amount), "TARIFF": None}
        assert prices[code] == expected[definition.fee.kind], code
    assert prices["POL-001"] == "30000"


def test_only_a_service_that_can_be_filed_has_an_address_to_apply(
    some: Some, client: Client
) -> None:
    for code, definition in some.items():
        channel = item_of(client, f"/layanan/{code}/")["availableChannel"]
        apply = f"{BASE}/permohonan/baru/{code}/"
        assert channel.get("serviceUrl") == (apply if definition.online else None)
        assert channel["processingTime"][0] == "P"
        assert channel["serviceLocation"]["address"]


def test_a_mall_without_a_payment_provider_names_no_address_to_apply(
    some: Some, client: Client
) -> None:
    with override_settings(BALAREA_PAYMENT_PROVIDER=""):
        channel = item_of(client, "/layanan/DPM-058/")["availableChannel"]
    assert some["DPM-058"].is_billed
    assert "serviceUrl" not in channel


def test_texts_are_in_the_language_of_the_page(some: Some, client: Client) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    item = item_of(client, "/layanan/DKC-006/")
    assert item["name"] == some["DKC-006"].title.en
    assert item["@id"] == f"{BASE}/layanan/DKC-006/"
