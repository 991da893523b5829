"""The real mall with its demonstration, and a browser without script to visit it."""

import html
import http.cookiejar
import itertools
import re
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

from tests.children import STANDSTILL, ask_until

from .conftest import Launched
from .machine import ROOT

HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)"')
CODE = re.compile(r'class="letter-code">.*?(\d{6})</p>', re.DOTALL)
PHONES = itertools.count(7_000_001)


class Mall(Launched):
    """A mall as anybody starts it, by `script/server`."""

    def command(self) -> list[str | Path]:
        server = ROOT / "script" / "server"
        return [server, "--data", self.path, "--port", str(self.port)]

    def ensure_open(self) -> None:
        if not self.runs or self.runs[-1].poll() is not None:
            self.open()


class CitizenBrowser:
    """A browser without script: pages, forms and cookies."""

    def __init__(self, mall: Launched) -> None:
        self.base = f"http://127.0.0.1:{mall.port}"
        cookies = HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = build_opener(cookies)
        self.page = self.at = ""
        # One of their own: the code of an earlier visitor still lies at another's.
        self.phone = f"0812{next(PHONES):08}"

    def get(self, path: str) -> str:
        return self._open(path, None)

    def post(self, path: str, **fields: str) -> str:
        """Send a form with what its page carries unseen; returns where that led."""
        page = self.get(path)
        unseen = {name: html.unescape(value) for name, value in HIDDEN.findall(page)}
        self._open(path, urlencode({**unseen, **fields}).encode())
        return self.at

    def _open(self, path: str, data: bytes | None) -> str:
        with self.opener.open(f"{self.base}{path}", data, timeout=STANDSTILL) as answer:
            self.at = str(answer.url).removeprefix(self.base)
            self.page = answer.read().decode()
        return self.page

    def begin_a_draft(self) -> str:
        """Sign in by the code that the job worker delivers; returns the case's path."""
        self.post("/masuk/", contact=self.phone)
        letters = f"/peraga/pesan/?q={self.phone}"
        ask_until(lambda: CODE.search(self.get(letters)))
        self.post("/masuk/kode/", code=CODE.findall(self.page)[0])
        return self.post("/permohonan/baru/DKC-006/")
