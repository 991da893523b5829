"""Switching the language, also on a page that is the response to a form."""

import re
import uuid

import pytest
from django.test import Client
from django.urls import resolve

from balarea.config.generated_docs import addresses
from balarea.ui.http_methods import allowed_methods

SAMPLES = {"uuid": str(uuid.UUID(int=7)), "int": "7", "slug": "demo", "str": "R1"}
SAMPLES["visit"] = "A" * 43  # the secret in the address of a visit


def example(route: str) -> str:
    """An address of this route."""
    return "/" + re.sub(r"<(\w+):\w+>", lambda match: SAMPLES[match[1]], route)


PRESSED = sorted(
    example(address.route)
    for address in addresses.every()
    if (methods := allowed_methods(address.callback)) is not None
    and "GET" not in methods
)


def test_there_are_addresses_that_only_a_button_opens() -> None:
    assert "/petugas/cari/" in PRESSED
    assert len(PRESSED) > 15


@pytest.mark.parametrize("path", PRESSED)
def test_the_switch_leads_to_a_page_that_can_be_read(client: Client, path: str) -> None:
    answer = client.get(f"{path}?bahasa=en&q=x")
    assert answer.status_code == 302
    assert answer.cookies["bahasa"].value == "en"
    methods = allowed_methods(resolve(answer.headers["Location"]).func)
    assert methods is None or "GET" in methods


@pytest.mark.django_db
def test_an_address_that_a_link_opens_stays(client: Client) -> None:
    answer = client.get("/layanan/DKC-006/?bahasa=en&x=1")
    assert answer.headers["Location"] == "/layanan/DKC-006/?x=1"
    assert client.get("/tidak/ada/?bahasa=en").headers["Location"] == "/tidak/ada/"
