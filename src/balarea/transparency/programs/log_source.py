"""Reads the public files of a log over HTTP, over one connection that stays open."""

import http.client
import time
from typing import Protocol
from urllib.parse import urlsplit

from balarea.transparency.tlog.text_encoding import HASH_SIZE
from balarea.transparency.tlog.tiles import ENTRIES, WIDTH, Tile

CHECKPOINT_BYTES = 64 * 1024
TILE_BYTES = WIDTH * HASH_SIZE
BUNDLE_BYTES = WIDTH * (2 + 65_535)
SECONDS = 20.0  # for one file


class Unreachable(Exception):
    """The log doesn't answer, or not with this file."""


class Missing(Unreachable):
    """The log answers that it hasn't this file."""


class Source(Protocol):
    """Where a log's public files are read: its address, or a test's folder."""

    def read(self, path: str, limit: int) -> bytes:
        """The file at this path below the log's address; raises `Unreachable`."""


class HttpSource:
    """A log's address, `http://` or `https://`. Redirections are not followed."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url if url.endswith("/") else f"{url}/")
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError(f"{url} isn't an address that begins with https://")
        self.url = f"{parts.scheme}://{parts.netloc}{parts.path}"
        self._prefix = parts.path
        is_tls = parts.scheme == "https"
        kind = http.client.HTTPSConnection if is_tls else http.client.HTTPConnection
        self._connection = kind(parts.hostname, parts.port, timeout=SECONDS)

    def read(self, path: str, limit: int) -> bytes:
        try:
            return self._read(path, limit)
        except (http.client.RemoteDisconnected, ConnectionError):
            self._connection.close()  # it was idle for too long; once more, anew
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            raise Unreachable(f"{self.url}{path}: {error or 'no answer'}") from error
        try:
            return self._read(path, limit)
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            raise Unreachable(f"{self.url}{path}: {error or 'no answer'}") from error

    def _read(self, path: str, limit: int) -> bytes:
        deadline = time.monotonic() + SECONDS
        self._connection.request("GET", f"{self._prefix}{path}")
        response = self._connection.getresponse()
        data = bytearray()
        while chunk := response.read(min(65_536, limit + 1 - len(data))):
            data += chunk
            if len(data) > limit or time.monotonic() > deadline:
                self._connection.close()
                raise Unreachable(f"{self.url}{path}: too large or too slow")
        if response.status in {404, 410}:
            raise Missing(f"{self.url}{path}: the log hasn't it")
        if response.status != 200:
            raise Unreachable(f"{self.url}{path}: answered with {response.status}")
        return bytes(data)


def read_tile(source: Source, tile: Tile) -> bytes:
    """The bytes of a tile or bundle; the full one where a partial one was deleted."""
    limit = BUNDLE_BYTES if tile.level == ENTRIES else TILE_BYTES
    try:
        return source.read(tile.path, limit)
    except Missing:
        if tile.width == WIDTH:
            raise
    return source.read(Tile(tile.level, tile.index).path, limit)
