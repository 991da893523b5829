"""Size of pages, error pages, and the two layouts."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import brotli
import pytest
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template, render_to_string
from django.test import Client, RequestFactory, override_settings
from django.urls import path
from django.utils import translation
from tests import browser, sampling

from balarea.foundation.errors import TooMany
from balarea.ui import gallery, navigation

if TYPE_CHECKING:
    from playwright.sync_api import Page

STOPS = ["400", "403", "403_csrf", "404", "410", "413", "429", "500"]
BUDGET = 22 * 1024
CSS_BUDGET = 9 * 1024
make = RequestFactory()


def packed(path: str) -> int:
    sent: Any = Client().get(path)
    return len(brotli.compress(b"".join(sent.streaming_content), quality=11))


def test_stylesheet_and_pictures_are_small() -> None:
    assert packed("/static/ui/ui.css") <= CSS_BUDGET
    assert packed("/static/ui/icons.svg") <= 3 * 1024
    assert packed("/static/ui/officer.css") + packed("/static/ui/officer.js") <= 4096


def test_every_page_is_within_the_budget_of_weight_and_requests() -> None:
    sent = Client().get("/no/such/page/", headers={"Accept-Encoding": "br"})
    assert sent.headers["Content-Encoding"] == "br"
    page = brotli.decompress(sent.content).decode()
    files = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', page))
    assert len(files) + 1 <= 4
    assert len(sent.content) + sum(map(packed, files)) <= BUDGET
    assert "<script" not in page
    assert " style=" not in page


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("name", STOPS)
def test_a_stop_says_what_to_do_without_request_or_database(
    name: str, language: str
) -> None:
    with translation.override(language):
        page = get_template(f"{name}.html").render()
    title = re.search(r"<h1>(.+?)</h1>", page)
    assert title
    assert f'lang="{language}"' in page
    steps = re.search(r"<main.+?<ul>(.+?)</ul>", page, re.DOTALL)
    assert steps
    assert steps[1].count("<li>") >= 2
    assert 'class="button' in page


@override_settings(
    STORAGES={"staticfiles": {"BACKEND": "balarea.ui.storage.StaticFiles"}}
)
def test_the_page_of_a_fault_needs_no_manifest(tmp_path: Any) -> None:
    with override_settings(STATIC_ROOT=tmp_path):
        page = get_template("500.html").render()
    assert 'href="/static/ui/ui.css"' in page


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("secret of the server")


urlpatterns = [path("rusak/", broken)]


@override_settings(ROOT_URLCONF=__name__, DEBUG=False)
def test_a_fault_shows_nothing_of_itself() -> None:
    sent = Client(raise_request_exception=False).get("/rusak/")
    assert sent.status_code == 500
    page = sent.content.decode()
    assert "secret of the server" not in page
    assert "Ada yang rusak di pihak kami" in page


def test_a_refusal_says_why_and_what_then() -> None:
    with translation.override("id"):
        page = render_to_string(
            "ui/refusal.html", {"refusal": TooMany(minutes=5)}, make.get("/")
        )
    assert "Tunggu 5 menit" in page
    assert "TOO_MANY" in page


@pytest.mark.parametrize("is_demo", [True, False])
def test_a_demonstration_never_calls_itself_official(*, is_demo: bool) -> None:
    with override_settings(BALAREA_DEMO=is_demo), translation.override("id"):
        page = get_template("400.html").render()
    assert ("Peragaan." in page) is is_demo
    assert ("Situs resmi" in page) is not is_demo


def test_the_gallery_shows_every_component() -> None:
    folder = gallery.FOLDER.parents[1] / "cotton"
    parts = {
        str(file.relative_to(folder).with_suffix(""))
        .replace("/", ".")
        .replace("_", "-")
        for file in folder.rglob("*.html")
    }
    used = set()
    for sample in gallery.FOLDER.glob("*.html"):
        used |= set(re.findall(r"<c-([a-z.-]+)", sample.read_text()))
    # Used by the layouts, by other components, or bound to a form.
    layouts = {"masthead", "footer", "language", "draft-language"}
    layouts |= {"print-header", "skip-link"}
    inner = {"field.group", "field.frame", "field.bound", "key"}
    inner |= {"field.error", "field.label"}
    assert parts - used - layouts - inner == set()


def test_every_icon_that_a_page_names_is_drawn() -> None:
    package = gallery.FOLDER.parents[3]
    named = {item.icon for item in (*navigation.CITIZEN, *navigation.OFFICER)}
    for file in package.rglob("templates/**/*.html"):
        named |= set(re.findall(r'\bicon="([a-z]+)"', file.read_text()))
        named |= set(re.findall(r'{% icon "([a-z]+)"', file.read_text()))
    assert named
    assert named <= set(gallery.symbols(pictures=False))


@pytest.mark.parametrize("officer", [False, True])
def test_every_sample_draws_in_both_layouts(client: Client, *, officer: bool) -> None:
    sent = client.get("/peraga/komponen/", {"petugas": "1"} if officer else {})
    page = sent.content.decode()
    named = re.findall(r'\sid="([^"]+)"', page)
    assert len(named) == len(set(named))
    assert ('<body class="officer">' in page) is officer


@pytest.mark.parametrize("name", sampling.part("stops", STOPS, of=4, file=__file__))
def test_axe_objects_to_no_stop(
    open_page: browser.OpenPage,
    through_client: Callable[["Page"], None],
    name: str,
) -> None:
    page = open_page(width=320, dark=name == "500")
    through_client(page)
    page.goto("/peraga/komponen/")  # for an address from which the styles load
    page.set_content(get_template(f"{name}.html").render())
    page.wait_for_load_state("networkidle")
    browser.check_page(page)
