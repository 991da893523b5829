"""One open mall for all journeys, and pages in which people walk through it."""

import functools
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, StorageState

from tests.browser import DESK, PHONE, OpenPage, opened
from tests.distribution import browser_loop

from . import malls, people, places
from .office import Office, OfficerBrowser, login_of
from .people import CitizenBrowser, Walk
from .web import Citizen, Officer


@pytest.fixture(scope="session")
def mall(request: pytest.FixtureRequest) -> malls.Mall:
    """The real mall with its demonstration; see `tests/demonstration.py`."""
    if folder := os.environ.get(malls.RUNNING):
        return malls.running(Path(folder), os.environ)
    demonstration = request.getfixturevalue("demonstration")
    return malls.running(demonstration.path, demonstration.environment)


@pytest.fixture(scope="session")
def strangers() -> list[str]:
    """Addresses outside the mall that a page asked for."""
    return []


@pytest.fixture(scope="session")
def watch(mall: malls.Mall, strangers: list[str]) -> Callable[[Page], None]:
    """Note whatever a page asks another machine for."""

    def note(request: Request) -> None:
        if not request.url.startswith((f"{mall.base}/", "data:")):
            strangers.append(request.url)

    return lambda page: page.on("request", note)


@pytest.fixture
def walk(
    mall: malls.Mall,
    open_page: OpenPage,
    watch: Callable[[Page], None],
    strangers: list[str],
) -> Iterator[Walk]:
    """Pages of the mall: citizens' without script, officers' with it.

    None of them may ask another machine for anything.
    """

    def open_(
        *,
        width: int = PHONE,
        script: bool = False,
        dark: bool = False,
        state: StorageState | None = None,
    ) -> Page:
        context = {"storage_state": state} if state else {}
        page = open_page(
            width=width, script=script, dark=dark, base=mall.base, **context
        )
        watch(page)
        return page

    yield open_
    addresses = strangers.copy()
    strangers.clear()  # or every test after it would fail as well
    assert addresses == [], "a page asked another machine"


@pytest.fixture
def browser(mall: malls.Mall, walk: Walk) -> CitizenBrowser:
    """Somebody new with a phone of their own, not signed in."""
    return CitizenBrowser(mall, walk)


@pytest.fixture(scope="session")
def anybody(
    mall: malls.Mall, chromium: Browser, watch: Callable[[Page], None]
) -> Iterator[Page]:
    """A phone on which nobody is signed in."""
    page = opened(chromium, base=mall.base, script=False)
    watch(page)
    yield page
    with browser_loop():
        page.context.close()


@pytest.fixture(scope="session")
def seat(
    mall: malls.Mall, chromium: Browser, watch: Callable[[Page], None]
) -> Iterator[Callable[[str], OfficerBrowser]]:
    """Officers at their screens by login, each signed in once."""
    browsers_by_login: dict[str, OfficerBrowser] = {}

    def desk(login: str) -> OfficerBrowser:
        if login not in browsers_by_login:
            page = opened(chromium, base=mall.base, width=DESK)
            watch(page)
            browsers_by_login[login] = OfficerBrowser(mall, page, login)
            browsers_by_login[login].sign_in()
        return browsers_by_login[login]

    yield desk
    with browser_loop():
        for one in browsers_by_login.values():
            one.page.context.close()


@pytest.fixture(scope="session")
def office(seat: Callable[[str], OfficerBrowser]) -> Office:
    """Who takes a step of a service, at a screen."""
    return lambda step, of: seat(login_of(step, of.agency))


@pytest.fixture(scope="session")
def desks(
    mall: malls.Mall, seat: Callable[[str], OfficerBrowser]
) -> Callable[[str], Officer]:
    """Officers by name, who send the forms of their pages without looking at them."""

    @functools.cache
    def desk(name: str) -> Officer:
        page = seat(mall.accounts[name]["login"]).page
        return Officer(mall, page.request, name)

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


@pytest.fixture(scope="session", autouse=True)
def signed_in_early(request: pytest.FixtureRequest) -> Citizen | None:
    """Somebody who signs in before all journeys, where one needs their next code.

    Codes to one phone are a minute apart; the other journeys take that minute.
    """
    if all(item.path.stem != "test_mandates" for item in request.session.items):
        return None
    newcomer: Callable[[], Citizen] = request.getfixturevalue("newcomer")
    return newcomer()
