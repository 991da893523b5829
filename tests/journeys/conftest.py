"""One open mall for all journeys, and pages in which people walk through it."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Request, StorageState
from tests.browser import PHONE, OpenPage

from . import malls, people, places
from .people import Visitor, Walk
from .web import Citizen, Officer

LAST = "test_nothing_leaks"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Look for what leaked after everybody has gone home."""
    items.sort(key=lambda item: item.path.stem == LAST)


@pytest.fixture(scope="session")
def mall() -> Iterator[malls.Mall]:
    """The real house with its demo mall, stopped in the end."""
    with malls.opened() as mall:
        yield mall


@pytest.fixture
def walk(mall: malls.Mall, open_page: OpenPage) -> Iterator[Walk]:
    """Pages of the mall: citizens' without script, officers' with it.

    None of them may ask another machine for anything.
    """
    strangers: list[str] = []

    def note(request: Request) -> None:
        if not request.url.startswith((f"{mall.base}/", "data:")):
            strangers.append(request.url)

    def open_(
        *,
        width: int = PHONE,
        script: bool = False,
        dark: bool = False,
        state: StorageState | None = None,
    ) -> Page:
        kept = {"storage_state": state} if state else {}
        page = open_page(width=width, script=script, dark=dark, base=mall.base, **kept)
        page.on("request", note)
        return page

    yield open_
    assert strangers == [], "a page asked another machine"


@pytest.fixture
def visitor(mall: malls.Mall, walk: Walk) -> Visitor:
    """Somebody new with a phone of their own, not signed in."""
    return Visitor(mall, walk)


@pytest.fixture(scope="session")
def desks(mall: malls.Mall, chromium: Browser) -> Callable[[str], Officer]:
    """Officers by name, each signed in once."""
    known: dict[str, Officer] = {}

    def desk(name: str) -> Officer:
        if name not in known:
            context = chromium.new_context(base_url=mall.base)
            known[name] = Officer(mall, context.request, name)
            known[name].sign_in()
        return known[name]

    return desk


@pytest.fixture(scope="session")
def everybody(mall: malls.Mall, chromium: Browser) -> places.Everybody:
    """The demo's people by role, and the pages that they reach."""
    return places.Everybody(mall, chromium)


@pytest.fixture(scope="session")
def newcomer(mall: malls.Mall, chromium: Browser) -> Callable[[], Citizen]:
    """Somebody new, signed in by a phone of their own."""

    def come() -> Citizen:
        context = chromium.new_context(base_url=mall.base)
        citizen = Citizen(mall, context.request, people.somebody())
        citizen.sign_in()
        return citizen

    return come
