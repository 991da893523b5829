"""Officers are drawn in an open mall: filed, drawn by both overseers, recomputed.

After `test_mall`, which leaves the demonstration open with its overseers: journeys
choose who works on a case, and have it without.
"""

import contextlib
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import procrastinate
import psycopg
import pytest
from playwright.sync_api import Browser, Page
from procrastinate.exceptions import AlreadyEnqueued

from tests.browser import DESK, check_page, opened
from tests.children import ask_until, run_to_end
from tests.journeys import malls
from tests.journeys.office import OfficerBrowser
from tests.journeys.people import follow, somebody
from tests.journeys.web import Citizen

from .demonstration import Mall

SERVICE = "DPM-015"  # licences are drawn
JOB = "applications.draw_officers"


@dataclass
class Draws:
    """The draws of an open mall, as its job makes them and its tables have them."""

    mall: malls.Mall
    database: psycopg.Connection[tuple[str, ...]]
    jobs: procrastinate.App

    def run(self) -> None:
        """Have the job run now, which the mall runs each minute."""
        with contextlib.suppress(AlreadyEnqueued):
            self.jobs.configure_task(
                JOB, queue="applications", lock=JOB, queueing_lock=JOB
            ).defer(timestamp=0)

    def read(self, query: str, *values: object) -> list[str]:
        """The first column of what a query finds."""
        rows = self.database.execute(query.encode(), values).fetchall()
        return [str(row[0]) for row in rows]

    def wait_for_rosters(self) -> None:
        """Until the officers are listed who can be drawn of what is filed now."""

        def is_listed() -> bool:
            self.run()
            return bool(self.read("SELECT id FROM applications_roster"))

        ask_until(is_listed)

    def drawn(self, case: str, number: int) -> str:
        """The login of the officer of a case, once so many were drawn for it."""

        def drawn() -> list[str]:
            return self.read(
                "SELECT login FROM applications_drawresult AS result"
                " JOIN people_officer AS officer ON officer.id = result.officer_id"
                " JOIN people_account AS account ON account.id = officer.account_id"
                " WHERE result.application_id = %s ORDER BY result.at",
                case,
            )

        def is_drawn() -> bool:
            self.run()
            return len(drawn()) == number

        ask_until(is_drawn)
        return drawn()[-1]


@pytest.fixture
def mall(request: pytest.FixtureRequest) -> malls.Mall:
    """The demonstration with its two overseers."""
    if folder := os.environ.get(malls.RUNNING):
        return malls.running(Path(folder), os.environ)
    demonstration: Mall = request.getfixturevalue("demonstration")
    if not demonstration.living() or len(demonstration.heads("overseer")) != 2:
        if demonstration.living():
            demonstration.stop()
        demonstration.open(BALAREA_DRAWS="1")
    return malls.running(demonstration.path, demonstration.environment)


@pytest.fixture
def draws(mall: malls.Mall) -> Iterator[Draws]:
    """Its draws, and a way to have its job run now."""
    connector = procrastinate.SyncPsycopgConnector(conninfo=mall.database)
    with (
        psycopg.connect(mall.database, autocommit=True) as database,
        procrastinate.App(connector=connector).open() as jobs,
    ):
        yield Draws(mall, database, jobs)


@pytest.fixture
def phone(draws: Draws, chromium: Browser) -> Iterator[Page]:
    """A citizen's phone, without script."""
    page = opened(chromium, base=draws.mall.base, script=False)
    yield page
    page.context.close()


@pytest.fixture
def screen(draws: Draws, chromium: Browser) -> Iterator[Page]:
    """An officer's screen."""
    page = opened(chromium, base=draws.mall.base, width=DESK)
    yield page
    page.context.close()


def test_an_officer_is_drawn_replaced_by_a_draw_and_both_are_recomputed(
    draws: Draws, phone: Page, screen: Page
) -> None:
    mall = draws.mall
    draws.wait_for_rosters()
    citizen = Citizen(mall, phone.request, somebody())
    citizen.sign_in()
    path = citizen.file(SERVICE)
    reference, case = citizen.reference(path), path.strip("/").split("/")[-1]

    first = draws.drawn(case, 1)
    phone.goto(path)
    follow(phone, "#drawn ~ ul a")
    assert "/transparansi/undian/" in phone.url
    assert phone.locator("dt", has_text="(simulasi)").count() == 2
    check_page(phone)

    officer = OfficerBrowser(mall, screen, first)
    officer.sign_in()
    assert officer.lists(reference)
    officer.opens(reference)
    assert "Petugas langkah ini terpilih lewat undian." in screen.inner_text("main")
    assert not officer.is_offered("take")
    screen.get_by_text("Saya tidak dapat").click()
    screen.select_option('[name="conflict"]', "FAMILY")
    with screen.expect_navigation():
        screen.click('button[value="declare_conflict"]')

    assert draws.drawn(case, 2) != first
    phone.goto(path)
    section = phone.locator("section:has(#drawn)")
    assert section.locator("li").count() == 2
    assert "benturan kepentingan" in section.inner_text()
    audit = run_to_end(
        [
            *(sys.executable, "-m", "balarea", "draws", "audit", f"{mall.base}/"),
            *("--policy", mall.data / "log-policy.txt"),
        ]
    )
    assert audit.returncode == 0, audit.stdout + audit.stderr
    recomputed, _waiting, verdict = audit.stdout.splitlines()
    assert int(recomputed.split(": ")[1]) >= 2
    assert verdict == "Semua cocok. · Everything holds."
