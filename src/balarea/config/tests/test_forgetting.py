"""A refusal repeats no input, because it may contain a NIK."""

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import translation

from balarea.foundation.errors import TooMany

CANARY = "9999014107903333"
REQUESTS = (
    (f"/layanan/?q={CANARY}%00", 400),
    (f"/layanan/?{CANARY}=%00", 400),
    (f"/nope/?q={CANARY}", 404),
    (f"/nope/{CANARY}/", 404),
    (f"/layanan/NOPE-1/?q={CANARY}", 404),
    (f"/layanan/instansi/NOPE/?q={CANARY}", 404),
)
PAGES = ("400", "403", "403_csrf", "404", "410", "413", "429", "500", "ui/refusal")


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "status"), REQUESTS)
@pytest.mark.parametrize("language", ["id", "en"])
def test_no_refusal_repeats_what_was_asked_for(
    client: Client, address: str, status: int, language: str
) -> None:
    answer = client.get(address, headers={"Cookie": f"bahasa={language}"})
    text = answer.content.decode()
    assert answer.status_code == status
    assert CANARY not in text
    assert CANARY not in str(answer.headers)


@pytest.mark.parametrize("name", PAGES)
def test_no_page_of_a_refusal_repeats_the_query(name: str) -> None:
    request = RequestFactory().get("/layanan/", {"q": CANARY})
    with translation.override("id"):
        context = {"refusal": TooMany(minutes=5)}
        page = render_to_string(f"{name}.html", context, request)
    assert CANARY not in page
    assert name == "500" or 'href="?bahasa=en"' in page


@pytest.mark.django_db
def test_a_search_is_still_there_in_the_other_language(client: Client) -> None:
    page = client.get("/layanan/", {"q": "ktp hilang"}).content.decode()
    assert 'href="?q=ktp+hilang&amp;bahasa=en"' in page
