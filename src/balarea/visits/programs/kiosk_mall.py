"""The mall as a kiosk reaches it: signed requests of programs, and its pages.

The browser of the kiosk has no cookie: those of the mall stay in this program, and are
forgotten once a visitor is done.
"""

import dataclasses
import http.client
import json
import threading
import urllib.parse
from collections.abc import Callable, Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from balarea.visits.programs import kiosk_signing

CONNECT_SECONDS = 2.0
ANSWER_SECONDS = 5.0
CATALOGUE_SECONDS = 60.0  # the mall reads all definitions for it
LARGEST = 4 * 1024 * 1024  # bytes of an answer; the catalogue is the largest
STALE = "STALE_REQUEST"
# Headers of the browser that the mall needs; all others stay at the kiosk.
_SENT = ("Accept", "Accept-Encoding", "Content-Type", "If-None-Match", "User-Agent")
# Characters of an address that the mall reads as they are; others it would sign anew.
_AS_IT_IS = "/#%[]=:;$&()+,!?*@'~"
# Headers of the mall that concern its own connection, or its cookies.
_DROPPED = frozenset(
    {
        *("connection", "keep-alive", "transfer-encoding", "content-length"),
        *("set-cookie", "strict-transport-security", "server", "date"),
    }
)


class Unreachable(Exception):
    """The mall doesn't answer, or not as itself."""


class Rejected(Exception):
    """The mall answered no; the code says why."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(f"{status} {code}")
        self.status, self.code = status, code


@dataclasses.dataclass(frozen=True)
class Response:
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        return next((v for n, v in self.headers if n.lower() == name.lower()), "")


class Mall:
    """One mall, for one kiosk; safe for several threads.

    Args:
        url: its address, `https://…`.
        code: the kiosk's code in it, as `K1`.
        now: the kiosk's time, in seconds since 1970.
        set_time: takes the mall's time.
    """

    def __init__(
        self,
        url: str,
        code: str,
        key: Ed25519PrivateKey,
        now: Callable[[], int],
        set_time: Callable[[int], None],
    ) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError(f"{url} isn't an address that begins with https://")
        self.origin = f"{parts.scheme}://{parts.netloc}"
        self.code = code
        self._key, self._now, self._set_time = key, now, set_time
        self._host, self._port = parts.hostname, parts.port
        self._netloc = parts.netloc
        self._is_tls = parts.scheme == "https"
        self._cookies: dict[str, str] = {}
        self._turn = threading.Lock()

    def call(
        self,
        method: str,
        path: str,
        content: Any = None,
        seconds: float = ANSWER_SECONDS,
    ) -> Any:
        """A request of the program; `path` follows the kiosk's own address.

        Raises `Unreachable` and `Rejected`.
        """
        body = b"" if content is None else json.dumps(content).encode()
        whole = f"/api/v1/kiosks/{self.code}/{path}"
        answer = self._call(method, whole, body, seconds)
        if answer.status == 401 and self._learned_time(answer):
            answer = self._call(method, whole, body, seconds)
        if answer.status >= 400:
            raise Rejected(answer.status, _code_of(answer.body))
        try:
            return json.loads(answer.body)
        except ValueError:
            raise Unreachable(f"{whole}: not an answer of the mall") from None

    def forward(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes
    ) -> Response:
        """A page of the mall for the kiosk's browser; raises `Unreachable`."""
        lower = {name.lower(): value for name, value in headers.items()}
        sent = {name: lower[name.lower()] for name in _SENT if name.lower() in lower}
        sent["Origin"] = self.origin  # the form was shown by this program
        path = urllib.parse.quote(path, safe=_AS_IT_IS)
        with self._turn:
            if self._cookies:
                pairs = [f"{name}={value}" for name, value in self._cookies.items()]
                sent["Cookie"] = "; ".join(pairs)
        answer = self._send(method, path, body, sent | self._signed(method, path, body))
        self._take_cookies(answer)
        headers_back = [
            (name, self._here(name, value))
            for name, value in answer.headers
            if name.lower() not in _DROPPED
        ]
        return Response(answer.status, headers_back, answer.body)

    def language(self) -> str:
        """The code of the language that the visitor chose; empty where none."""
        with self._turn:
            return self._cookies.get("bahasa", "")

    def set_language(self, code: str) -> None:
        with self._turn:
            self._cookies["bahasa"] = code

    def forget_visitor(self) -> None:
        with self._turn:
            self._cookies.clear()

    def _call(self, method: str, path: str, body: bytes, seconds: float) -> Response:
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        headers |= self._signed(method, path, body)
        return self._send(method, path, body, headers, seconds)

    def _signed(self, method: str, path: str, body: bytes) -> dict[str, str]:
        at = self._now()
        data = kiosk_signing.request_bytes(self.code, method, path, at, body)
        return {
            kiosk_signing.CODE: self.code,
            kiosk_signing.TIME: str(at),
            kiosk_signing.SIGNATURE: kiosk_signing.sign(self._key, data),
        }

    def _send(
        self,
        method: str,
        path: str,
        body: bytes,
        headers: Mapping[str, str],
        seconds: float = ANSWER_SECONDS,
    ) -> Response:
        kind = (
            http.client.HTTPSConnection if self._is_tls else http.client.HTTPConnection
        )
        connection = kind(self._host, self._port, timeout=CONNECT_SECONDS)
        try:
            connection.connect()
            connection.sock.settimeout(seconds)
            connection.request(method, path, body, {"Host": self._netloc, **headers})
            answer = connection.getresponse()
            content = answer.read(LARGEST + 1)
        except (OSError, http.client.HTTPException) as error:
            raise Unreachable(f"{self.origin}: {error or 'no answer'}") from error
        finally:
            connection.close()
        if len(content) > LARGEST or answer.status >= 500:
            raise Unreachable(f"{self.origin}{path}: answered {answer.status}")
        return Response(answer.status, answer.getheaders(), content)

    def _learned_time(self, answer: Response) -> bool:
        """Whether the mall refused a request only because of this machine's clock."""
        try:
            content = json.loads(answer.body)
            if content["code"] != STALE:
                return False
            self._set_time(int(content["time"]))
        except (ValueError, KeyError, TypeError):
            return False
        return True

    def _take_cookies(self, answer: Response) -> None:
        for name, value in answer.headers:
            if name.lower() != "set-cookie":
                continue
            try:
                parsed = SimpleCookie(value)
            except CookieError:
                continue
            with self._turn:
                for key, morsel in parsed.items():
                    if morsel.value and morsel["max-age"] != "0":
                        self._cookies[key] = morsel.coded_value
                    else:
                        self._cookies.pop(key, None)

    def _here(self, name: str, value: str) -> str:
        """A header's value, whose address of the mall becomes one of the kiosk."""
        if name.lower() == "location" and value.startswith(f"{self.origin}/"):
            return value.removeprefix(self.origin)
        return value


def _code_of(body: bytes) -> str:
    try:
        return str(json.loads(body)["code"])
    except (ValueError, KeyError, TypeError):
        return ""
