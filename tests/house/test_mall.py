"""The mall itself by its one command: a database of its own, demo, web and jobs."""

import html
import http.cookiejar
import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

from .conftest import House, free_port
from .machine import ROOT

HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)"')
CODE = re.compile(r'class="letter-code">.*?(\d{6})</p>', re.DOTALL)
PHONE = "081200004321"
FIRST = 120.0
# The target is 8 seconds on an idle machine, see the record. Here others may be at
# work, so only what no load explains is a fault.
AGAIN = 30.0


class Mall(House):
    """A house as anybody starts it, by `script/server`."""

    def start(self, **environment: str) -> subprocess.Popen[str]:
        options = ["--data", str(self.path), "--port", str(self.port)]
        with self._said.open("w") as said:
            run = subprocess.Popen(
                [ROOT / "script" / "server", *options],
                stdout=said,
                stderr=subprocess.PIPE,
                text=True,
                env=self.environment | environment,
            )
        self.runs.append(run)
        return run

    def open_within(self, seconds: float) -> float:
        """Start, and see the front page; returns how long that took."""
        began = time.monotonic()
        run = self.start()
        _wait(lambda: run.poll() is not None or "is open at" in self.said, seconds)
        assert run.poll() is None, run.communicate()
        assert Visitor(self).get("/")
        return time.monotonic() - began


class Visitor:
    """A browser without script: pages, forms and cookies."""

    def __init__(self, mall: House) -> None:
        self.base = f"http://127.0.0.1:{mall.port}"
        cookies = HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = build_opener(cookies)
        self.page = self.at = ""

    def get(self, path: str) -> str:
        return self._open(path, None)

    def post(self, path: str, **fields: str) -> str:
        """Send a form with what its page carries unseen; returns where that led."""
        page = self.get(path)
        unseen = {name: html.unescape(value) for name, value in HIDDEN.findall(page)}
        self._open(path, urlencode({**unseen, **fields}).encode())
        return self.at

    def _open(self, path: str, data: bytes | None) -> str:
        with self.opener.open(f"{self.base}{path}", data, timeout=30) as answer:
            self.at = str(answer.url).removeprefix(self.base)
            self.page = answer.read().decode()
        return self.page

    def begin_a_draft(self) -> str:
        """Sign in by the code that the job worker delivers; returns the case's path."""
        self.post("/masuk/", contact=PHONE)
        letters = f"/peraga/pesan/?q={PHONE}"
        _wait(lambda: CODE.search(self.get(letters)), 30)
        self.post("/masuk/kode/", code=CODE.findall(self.page)[0])
        return self.post("/permohonan/baru/DKC-006/")


def _wait(what: Callable[[], object], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, f"not within {seconds:.0f} seconds"
        time.sleep(0.1)


@pytest.fixture
def mall(tmp_path: Path) -> Iterator[Mall]:
    """A mall on a bare environment: nothing of the tests' own database or settings."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    mall = Mall(tmp_path / "data", free_port(), kept)
    yield mall
    mall.clear_away()


def test_keeps_what_was_committed_through_a_kill_and_stops_whole(
    mall: Mall, record_property: Callable[[str, object], None]
) -> None:
    seconds = {"first": mall.open_within(FIRST)}
    visitor = Visitor(mall)
    case = visitor.begin_a_draft()
    assert re.fullmatch(r"/permohonan/[0-9a-f-]{36}/", case)
    mall.runs[-1].kill()
    mall.runs[-1].wait(30)
    assert mall.living(), "the test proves nothing when nothing was left"

    seconds["after a kill"] = mall.open_within(AGAIN)

    # The session and the draft: nobody else may see that page.
    visitor.get(case)
    assert visitor.at == case
    living = mall.living()
    assert len(living) >= 4  # the database, web with its workers, jobs
    mall.stop(signal.SIGTERM)
    assert mall.living() == []
    assert not any(process.is_running() for process in living)
    record_property("seconds to open", json.dumps(seconds))
    print(", ".join(f"{name}: {took:.1f} s" for name, took in seconds.items()))
