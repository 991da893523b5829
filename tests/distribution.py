"""Which tests stay together when a run is spread over workers, and their order.

A file's tests stay in one worker, in their order. Journeys and tests of the launcher
share one mall, which the latter stop: they stay together, journeys first. What takes
longest comes first, so that the workers end together.
"""

import asyncio
import contextlib
from collections.abc import Generator, Iterator
from typing import Any

import pytest

TOGETHER = ("tests/journeys/", "tests/launcher/")
OTHER_MALLS = "tests/malls/"  # started anew, beside those
ARCHITECTURE = "tests/architecture/"  # read the same sources, which are parsed once
DATABASE = "test_no_log_no_commit.py"  # among those, but of the database
PAGES = "tests/journeys/test_every_page.py"
LEAKS = "tests/journeys/test_nothing_leaks.py"
FIRST = (
    *TOGETHER,
    OTHER_MALLS,
    "src/balarea/applications/",
    "src/balarea/documents/",
    "src/balarea/demo/",
    ARCHITECTURE,
    "src/balarea/catalogue/",
    "src/balarea/people/",
    "src/balarea/config/",
    "tests/upgrade/",
)
# The event loop that Playwright keeps in this thread while a browser is open.
LOOPS: list[asyncio.AbstractEventLoop] = []


def group_of(test: str) -> str:
    """The file of a test, which isn't divided, or the folders that stay together."""
    if test.startswith(TOGETHER):
        return "mall"
    is_of_source = test.startswith(ARCHITECTURE) and DATABASE not in test
    return ARCHITECTURE if is_of_source else test.split("::")[0]


def rank_of(test: str) -> int:
    """Its place in the order: lower is earlier."""
    places = (n for n, place in enumerate(FIRST) if test.startswith(place))
    return next(places, len(FIRST))


@pytest.hookimpl(trylast=True)  # pytest-django sorts too
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order them, and mark what starts malls: `-m "not slow"` leaves it out."""
    for item in items:
        if item.nodeid.startswith((*TOGETHER, OTHER_MALLS)):
            item.add_marker("slow")
    # Pages are swept as the demonstration has them, before other journeys add cases;
    # what leaked is searched after everybody has come.
    items.sort(
        key=lambda item: (
            rank_of(item.nodeid),
            PAGES not in item.nodeid,
            LEAKS in item.nodeid,
        )
    )


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Hand out whole groups, in the order above."""
    from xdist.scheduler import LoadScopeScheduling

    config.option.loadscopereorder = False
    scheduler = LoadScopeScheduling(config, log)
    scheduler._split_scope = group_of
    return scheduler


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, Any, Any]:
    """Hide Playwright's loop from tests without a browser, which may need their own."""
    needs_browser = "chromium" in getattr(item, "fixturenames", ())
    with contextlib.nullcontext() if needs_browser else running_loop(None):
        return (yield)


@contextlib.contextmanager
def running_loop(loop: asyncio.AbstractEventLoop | None) -> Iterator[None]:
    """Set this as the running loop of this thread."""
    before = asyncio._get_running_loop()
    asyncio._set_running_loop(loop)
    try:
        yield
    finally:
        is_open = before is not None and not before.is_closed()
        asyncio._set_running_loop(before if is_open else None)


def browser_loop() -> contextlib.AbstractContextManager[None]:
    """Closing pages and the browser after the last test needs Playwright's loop."""
    return running_loop(LOOPS[-1] if LOOPS else None)
