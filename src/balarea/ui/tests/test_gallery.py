"""The gallery in a real browser: every component, both languages, light and dark."""

import itertools
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from tests import browser, sampling

if TYPE_CHECKING:
    from playwright.sync_api import FloatRect, Locator, Page


DISPLAYS = list(itertools.product((320, 1280), ("id", "en"), (False, True)))


@pytest.mark.parametrize(
    ("width", "language", "dark"),
    sampling.part("gallery", DISPLAYS, of=4, file=__file__),
)
def test_has_nothing_that_axe_objects_to(
    open_page: browser.OpenPage,
    through_client: Callable[["Page"], None],
    *,
    width: int,
    language: str,
    dark: bool,
) -> None:
    page = open_page(width=width, dark=dark)
    through_client(page)
    page.context.add_cookies(
        [{"name": "bahasa", "value": language, "url": "http://localhost"}]
    )
    page.goto("/peraga/komponen/")
    assert page.locator("html").get_attribute("lang") == language
    browser.check_page(page)


TARGETS = """
.mast a, .foot nav a, .button, .option, .input, summary, .crumbs a, .back, .tasks a,
.tabs a, .pages a, .answers dd a, .files a, .gallery-index a"""
SMALL = """targets => [...document.querySelectorAll(targets)]
  .map(at => [at.getBoundingClientRect().height, at.outerHTML.slice(0, 90)])
  .filter(([height]) => height > 0 && height < 47.5)"""


def box_of(at: "Locator") -> "FloatRect":
    box = at.bounding_box()
    assert box
    return box


@pytest.fixture
def gallery(
    open_page: browser.OpenPage, through_client: Callable[["Page"], None]
) -> "Page":
    page = open_page(width=browser.PHONE)
    through_client(page)
    page.goto("/peraga/komponen/")
    return page


def test_gives_every_finger_forty_eight_pixels(gallery: "Page") -> None:
    assert gallery.evaluate(SMALL, TARGETS) == []


def test_shows_where_the_keyboard_is(gallery: "Page") -> None:
    gallery.keyboard.press("Tab")
    skip = gallery.locator(".skip")
    assert skip.evaluate("at => at === document.activeElement")
    box = skip.bounding_box()
    assert box
    assert box["y"] >= 0
    for _ in range(12):
        gallery.keyboard.press("Tab")
        ring = gallery.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert ring == "solid"


def test_gives_the_caption_of_a_table_of_cards_a_whole_line(gallery: "Page") -> None:
    table = gallery.locator("#c-table .table.cards >> nth=0")
    caption = table.locator("caption")
    wide = "at => at.getBoundingClientRect().width"
    assert caption.evaluate(wide) == table.evaluate(wide)


def test_underlines_each_tab_also_where_they_wrap(gallery: "Page") -> None:
    tabs = gallery.locator("#c-tabs nav.tabs >> nth=0").locator("a")
    lines = tabs.evaluate_all(
        "at => at.map(a => getComputedStyle(a).borderBottomWidth)"
    )
    assert len(lines) == 3
    assert set(lines) == {"4px", "1px"}
    rows = {tab["y"] + tab["height"] for tab in map(box_of, tabs.all())}
    list_ends = box_of(gallery.locator("#c-tabs nav.tabs ul >> nth=0"))
    assert max(rows) <= list_ends["y"] + list_ends["height"]


def test_holds_still_for_who_asks(gallery: "Page") -> None:
    moving = "at => at.map(a => getComputedStyle(a).transitionDuration)"
    assert set(gallery.locator(".button").evaluate_all(moving)) == {"0s"}


def test_keeps_its_width_when_text_is_twice_as_large(gallery: "Page") -> None:
    gallery.evaluate("document.documentElement.style.fontSize = '200%'")
    wide = gallery.evaluate("document.documentElement.scrollWidth")
    assert wide <= browser.PHONE


@pytest.mark.parametrize("width", [640, 1024])
def test_keeps_its_width_between_phone_and_desk(gallery: "Page", width: int) -> None:
    gallery.set_viewport_size({"width": width, "height": 800})
    wide = gallery.evaluate("document.documentElement.scrollWidth")
    assert wide <= width


def test_prints_the_page_without_the_masthead(gallery: "Page") -> None:
    gallery.emulate_media(media="print")
    for gone in (".mast", ".foot", ".ribbon", ".button >> nth=0"):
        assert not gallery.locator(gone).is_visible()
    assert gallery.locator(".print-only").is_visible()
    paper = gallery.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == "rgb(255, 255, 255)"
