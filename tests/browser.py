"""A real browser for tests, and what every page must hold in it.

Ask for the fixture `open_page`, go somewhere, and `browser.check_page(page)`. It is
`BALAREA_CHROMIUM`, else Debian's, else Playwright's own, and reaches no other machine.
"""

import asyncio
import contextvars
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol
from weakref import WeakKeyDictionary

import pytest

from tests import distribution, sampling
from tests.children import STANDSTILL

if TYPE_CHECKING:  # loading Playwright costs every other test a quarter of a second
    from playwright.sync_api import Browser, BrowserContext, CDPSession, Page

AXE = Path(__file__).parent / "assets" / "axe.min.js"
# Up to WCAG 2.2 AA, and the one rule of AAA that we promise: contrast of 7:1.
RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    },
    "rules": {
        "color-contrast-enhanced": {"enabled": True},
        # Pages of queues renew themselves without script: what they show happens now
        # (the exception of WCAG 2.2.1). No other page may: `test_templates.py`.
        "meta-refresh": {"enabled": False},
    },
    "resultTypes": ["violations"],
}
# Behind a pattern axe can't tell a contrast and keeps silent: it looks without them.
RUN = """async rules => {
  const plain = new CSSStyleSheet();
  plain.replaceSync("*, ::before, ::after { background-image: none !important }");
  document.adoptedStyleSheets = [plain];
  try { return await axe.run(document, rules); }
  finally { document.adoptedStyleSheets = []; }
}"""
PHONE, DESK = 360, 1280
DRAWN = 0.25  # of the pages outside of journeys, and of further visits in them
VIEW = "[innerWidth, matchMedia('(prefers-color-scheme: dark)').matches]"
VISITED: set[tuple[object, ...]] = set()
SILENT: "WeakKeyDictionary[Page, CDPSession]" = WeakKeyDictionary()
RESOLVER = "MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"


class OpenPage(Protocol):
    """Open an empty page; `width` in CSS pixels, `script=False` as citizens walk."""

    def __call__(
        self,
        *,
        width: int = PHONE,
        script: bool = True,
        dark: bool = False,
        base: str = "http://localhost",
        **context: Any,
    ) -> "Page": ...


def executable() -> str | None:
    """The Chromium to start; None lets Playwright take its own."""
    given = os.environ.get("BALAREA_CHROMIUM")
    return given or shutil.which("chromium") or shutil.which("google-chrome")


@pytest.fixture(scope="session")
def chromium() -> Iterator["Browser"]:
    """One browser for the whole run."""
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread; Django would refuse its database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    playwright = sync_playwright().start()
    browser = playwright.chromium.launch(
        executable_path=executable(),
        args=[
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--host-resolver-rules=" + RESOLVER,
        ],
    )
    distribution.LOOPS.append(asyncio.get_running_loop())
    yield browser
    with distribution.browser_loop():
        browser.close()
        playwright.stop()
    # While the loop ran, Django kept other connections for it; without this they
    # would outlive the loop and hold the test database.
    from django.db import connections

    connections.close_all()


def opened(
    chromium: "Browser",
    *,
    width: int = PHONE,
    script: bool = True,
    dark: bool = False,
    base: str = "http://localhost",
    **context: Any,
) -> "Page":
    """An empty page in a context of its own, which the caller closes."""
    scheme: Literal["dark", "light"] = "dark" if dark else "light"
    made = chromium.new_context(
        base_url=base,
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        reduced_motion="reduce",
        locale="id-ID",
        timezone_id="Asia/Jakarta",
        **context,
    )
    made.set_default_timeout(1000 * STANDSTILL)
    page = made.new_page()
    if not script:
        # Not by the context's own switch: that one can't be turned for axe.
        SILENT[page] = made.new_cdp_session(page)
        SILENT[page].send("Emulation.setScriptExecutionDisabled", {"value": True})
    return page


@pytest.fixture
def open_page(chromium: "Browser") -> Iterator[OpenPage]:
    """Pages of this test, each in a context of its own, closed after it."""
    contexts: list[BrowserContext] = []

    def open_(**how: Any) -> "Page":
        page = opened(chromium, **how)
        contexts.append(page.context)
        return page

    yield open_
    for context in contexts:
        context.close()


@pytest.fixture
def through_client() -> Callable[["Page"], None]:
    """Answer a page's requests by Django itself: no server, no socket."""
    from django.test import Client

    client = Client()
    # Requests come from the browser's loop, which has other database connections than
    # the test: they would not see what it wrote.
    own = contextvars.copy_context()

    def connect(page: "Page") -> None:
        def answer(route: Any) -> None:
            address = route.request.url.split("/", 3)[3]
            headers = _wanted(route.request.headers)
            got: Any = own.run(client.get, f"/{address}", headers=headers)
            body = b"".join(got.streaming_content) if got.streaming else got.content
            route.fulfill(status=got.status_code, headers=dict(got.items()), body=body)

        page.context.route("**/*", answer)

    return connect


def answer_with(page: "Page", texts: Mapping[str, str]) -> None:
    """Answer with these pages, and with the style and pictures of the mall."""
    from django.test import Client

    static = Client()

    def answer(route: Any) -> None:
        path = "/" + route.request.url.split("/", 3)[3]
        if path in texts:
            kind = "text/html; charset=utf-8"
            route.fulfill(body=texts[path], content_type=kind)
            return
        got: Any = static.get(path)
        body = b"".join(got.streaming_content) if got.streaming else got.content
        route.fulfill(status=got.status_code, headers=dict(got.items()), body=body)

    page.context.route("**/*", answer)


def check_page(page: "Page") -> None:
    """Fail with all that axe finds, and when the page must be scrolled sideways.

    Axe takes as long as a page's own load, so it runs where `is_drawn` says.
    """
    faults = too_wide(page)
    if is_drawn(page):
        faults += [_described(fault) for fault in violations(page)]
    if faults:
        pytest.fail(f"{page.url}\n" + "\n".join(faults), pytrace=False)


def check_at_widths(page: "Page", address: str, *widths: int) -> None:
    """Open a page once and check it at each width; at the last one by night."""
    page.goto(address)
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        is_last = width == widths[-1]
        page.emulate_media(color_scheme="dark" if is_last else "light")
        check_page(page)


def is_drawn(page: "Page") -> bool:
    """Whether axe runs on this page in this test.

    The sweep of all pages takes each, and journeys take each address at its first visit
    of a run, in each width and light; of further visits a part is drawn.
    """
    test = os.environ.get("PYTEST_CURRENT_TEST", "")
    if sampling.is_everything() or test.startswith(distribution.PAGES):
        return True
    path = re.sub(r"^\w+://[^/]*|[0-9a-f-]{36}", "", page.url)  # the same in each run
    if test.startswith("tests/journeys/"):
        view = path, *page.evaluate(VIEW)
        if view not in VISITED:
            VISITED.add(view)
            return True
    return sampling.draw(f"{test} {path}").random() < DRAWN


def too_wide(page: "Page") -> list[str]:
    """What is to be said when the page must be scrolled sideways."""
    page.wait_for_load_state()  # right after a click the new page may be empty
    wide, window = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    if wide <= window:
        return []
    return [f"The page is {wide} px wide in a window of {window} px."]


def violations(page: "Page") -> list[dict[str, Any]]:
    """What axe finds against WCAG 2.2 AA and a contrast of 7:1."""
    page.wait_for_load_state()
    silent = SILENT.get(page)
    if silent:  # axe itself is script
        silent.send("Emulation.setScriptExecutionDisabled", {"value": False})
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    result = page.evaluate(RUN, RULES)
    if silent:
        silent.send("Emulation.setScriptExecutionDisabled", {"value": True})
    listed: list[dict[str, Any]] = result["violations"]
    return listed


def _described(fault: dict[str, Any]) -> str:
    places = [
        f"    {' '.join(map(str, node['target']))}\n"
        f"      {' '.join(node['failureSummary'].split())}\n"
        f"      {node['html'][:160]}"
        for node in fault["nodes"][:8]
    ]
    more = len(fault["nodes"]) - len(places)
    rest = [f"    … and {more} more"] if more else []
    return "\n".join([f"  {fault['id']}: {fault['help']}", *places, *rest])


def _wanted(headers: dict[str, str]) -> dict[str, str]:
    return {k: v for k, v in headers.items() if k in {"cookie", "accept"}}
