"""Requests of Granian's interface, for tests without a server."""

import dataclasses
from collections.abc import AsyncIterable, AsyncIterator
from typing import Any


class Headers:
    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self.pairs = pairs

    def items(self) -> list[tuple[str, str]]:
        return self.pairs


@dataclasses.dataclass
class Scope:
    path: str
    headers: Headers
    method: str = "POST"
    query_string: str = ""
    server: str = "127.0.0.1:8000"
    client: str = "127.0.0.1:50123"
    http_version: str = "1.1"
    scheme: str = "http"


def scope_of(
    path: str, length: int = 0, *more: tuple[str, str], client: str = "127.0.0.1:50123"
) -> Scope:
    pairs = [("host", "localhost"), ("content-length", str(length)), *more]
    return Scope(path, Headers(pairs), client=client)


async def pieces(*given: bytes) -> AsyncIterator[bytes]:
    for piece in given:
        yield piece


@dataclasses.dataclass
class Protocol:
    """Records the response, and yields the body of the request."""

    body: AsyncIterable[bytes] = dataclasses.field(default_factory=pieces)
    status: int = 0
    headers: list[tuple[str, str]] = dataclasses.field(default_factory=list)
    content: bytes = b""
    sent: int = 0
    error: Exception | None = None  # raised when the reader disconnects

    def __aiter__(self) -> AsyncIterator[bytes]:
        return aiter(self.body)

    def response_bytes(self, status: int, headers: Any, content: bytes) -> None:
        self.status, self.headers, self.content = status, headers, content

    def response_str(self, status: int, headers: Any, content: str) -> None:
        self.response_bytes(status, headers, content.encode())

    def response_stream(self, status: int, headers: Any) -> "Protocol":
        self.status, self.headers = status, headers
        return self

    async def send_bytes(self, content: bytes) -> None:
        if self.error is not None:
            raise self.error
        self.content += content
        self.sent += 1
