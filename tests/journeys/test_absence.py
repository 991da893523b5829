"""A head puts an officer on leave, gives the work away; a substitute (Plh.) signs.

docs/journeys/somebody-is-away.md
"""

import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from balarea.foundation import clock
from tests.browser import check_page

from .malls import ROOT, Mall
from .office import OfficerBrowser
from .people import KTP, follow, press
from .web import Citizen

if TYPE_CHECKING:
    from playwright.sync_api import Page

PLH = "Plh. Kepala Dinas"


@pytest.fixture
def substitute(mall: Mall) -> Iterator[Callable[[], str]]:
    """Let the first officer stand in for the head today, until the test ends."""
    ids: list[str] = []

    def manage(*words: str) -> str:
        launch = [sys.executable, "-m", "balarea.config.launcher", "with-database"]
        command = [sys.executable, str(ROOT / "manage.py"), "substitute", *words]
        run = subprocess.run(
            [*launch, "--data", str(mall.data), "--", *command],
            env=mall.environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return run.stdout

    def named() -> str:
        today = clock.today(clock.now()).isoformat()
        who = ["dkc.petugas", "--kind", "PLH", "--for", "dkc.kepala", "--agency", "DKC"]
        what = ["--position", "Kepala Dinas", "--actions", "DECIDE"]
        decree = ["--decree", "Surat Perintah 1/2026", "--decree-on", today]
        output = manage("add", *who, *what, *decree, "--from", today, "--until", today)
        ids.append(output.split()[-1])
        return ids[-1]

    yield named
    for one in ids:
        manage("end", one)


def test_work_goes_on_while_somebody_is_away(
    newcomer: Callable[[], Citizen],
    seat: Callable[[str], OfficerBrowser],
    substitute: Callable[[], str],
) -> None:
    # Given an application that somebody works on
    citizen = newcomer()
    case = citizen.file(KTP)
    reference = citizen.reference(case)
    reviewer, clerk = seat("dkc.penelaah"), seat("dkc.petugas")
    reviewer.opens(reference)
    press(reviewer.page, "Ambil berkas ini")

    # When the head records that they are away, and gives on what lies with them
    gives_away(seat("dkc.kepala").page, reference)

    # Then the colleague has it, and nothing is given to who is away
    clerk.takes("VERIFY", reference)
    reviewer.page.goto("/petugas/absen/")
    check_page(reviewer.page)
    assert "sedang tidak bertugas" in reviewer.page.inner_text("main")

    # When a substitute of the head decides
    substitute()
    clerk.takes("DECIDE", reference)

    # Then the citizen reads as whom
    assert PLH in citizen.get(case)

    # And who was away is back
    press(reviewer.page, "Sudah kembali: akhiri")
    assert "sedang tidak bertugas" not in reviewer.page.inner_text("main")
    check_page(reviewer.page)


def gives_away(head: "Page", reference: str) -> None:
    """Record that the reviewer is away, look at what would go, and give it."""
    head.goto("/petugas/beban/")
    check_page(head)
    follow(head, "tr:has-text('Penelaah') a")
    today = f"{clock.today(clock.now()):%d-%m-%Y}"
    head.check('[name="kind"][value="LEAVE"]')
    head.fill('[name="begins_on"]', today)
    head.fill('[name="ends_on"]', today)
    press(head, "Catat")
    assert "Tidak bertugas sampai" in head.inner_text("main")
    head.locator('[name="kepada"]').select_option(index=1)
    press(head, "Tampilkan yang akan diserahkan")
    check_page(head)
    assert reference in head.inner_text("main")
    with head.expect_navigation():
        head.click('button[name="action"][value="give"]')
    assert "sudah diserahkan" in head.inner_text("main")
    check_page(head)
