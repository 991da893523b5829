"""An HTTP server that slow or greedy clients can't hold.

It speaks plain HTTP, for a reverse proxy that ends TLS in front of it.
"""

import contextlib
import http.server
import io
import socket
import sys
import threading
import time
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

CONNECTIONS = 64  # at once; a further one takes the place of one that is idle
TURN = 0.5  # seconds that a further connection waits for a place
SECONDS = 10.0  # for one request from its first byte, and for one answer
IDLE = 60.0  # seconds that a connection may wait for its next request
HEADER_BYTES = 16 * 1024
BODY_BYTES = 128 * 1024  # a checkpoint with some dozens of ML-DSA-44 signatures


class Refused(Exception):
    """The request can't be read; the connection is closed after the answer."""

    def __init__(self, status: HTTPStatus, reason: str) -> None:
        super().__init__(reason)
        self.status = status


class BoundedReader(io.RawIOBase):
    """Reads a socket until a deadline, and no more than so many bytes."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.deadline = 0.0
        self.bytes_left = 0

    def allow(self, seconds: float, size: int) -> None:
        self.deadline, self.bytes_left = time.monotonic() + seconds, size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        seconds = self.deadline - time.monotonic()
        if seconds <= 0 or self.bytes_left <= 0:
            raise TimeoutError
        self.connection.settimeout(seconds)
        count = self.connection.recv_into(buffer, min(len(buffer), self.bytes_left))
        self.bytes_left -= count
        return count


class Server(http.server.ThreadingHTTPServer):
    """One thread for each connection, of which there are at most `CONNECTIONS`."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, host: str, port: int, handler: type["Handler"]) -> None:
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._free = threading.BoundedSemaphore(CONNECTIONS)
        self._idle: dict[socket.socket, None] = {}  # that longest idle first
        self._idle_lock = threading.Lock()
        super().__init__((host, port), handler)

    def server_bind(self) -> None:
        """As `TCPServer`: `HTTPServer` would look up the machine's name first."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name = str(self.server_address[0])
        self.server_port = int(self.server_address[1])

    def process_request(self, request: Any, client_address: Any) -> None:
        if self._free.acquire(blocking=False) or self._take_place():
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def _take_place(self) -> bool:
        """End the connection that is idle for longest; whether a place became free."""
        with self._idle_lock:
            idle = next(iter(self._idle), None)
            if idle is not None:
                del self._idle[idle]
                with contextlib.suppress(OSError):  # it went by itself
                    idle.shutdown(socket.SHUT_RDWR)
        return self._free.acquire(timeout=TURN)

    @contextlib.contextmanager
    def idling(self, connection: socket.socket) -> Iterator[None]:
        """While a connection waits for its next request, others may take its place."""
        with self._idle_lock:
            self._idle[connection] = None
        try:
            yield
        finally:
            with self._idle_lock:
                self._idle.pop(connection, None)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no error of ours; anything else is shown."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class Handler(http.server.BaseHTTPRequestHandler):
    """Reads requests within the limits; a subclass has `do_GET` and `do_POST`."""

    server: Server
    protocol_version = "HTTP/1.1"
    server_version = "balarea"
    sys_version = ""

    def setup(self) -> None:
        super().setup()
        self._reader = BoundedReader(self.connection)
        self.rfile = self._buffered = io.BufferedReader(self._reader)

    def handle_one_request(self) -> None:
        self._reader.allow(IDLE, HEADER_BYTES + BODY_BYTES)
        try:
            with self.server.idling(self.connection):
                self._buffered.peek(1)
        except OSError:
            self.close_connection = True
            return
        self._reader.allow(SECONDS, HEADER_BYTES + BODY_BYTES)
        super().handle_one_request()

    def body(self) -> bytes:
        """The body of a request that says its length; raises `Refused`."""
        lengths = self.headers.get_all("Content-Length", [])
        if "Transfer-Encoding" in self.headers or len(lengths) != 1:
            raise Refused(HTTPStatus.LENGTH_REQUIRED, "one Content-Length is needed")
        if not (lengths[0].isascii() and lengths[0].isdigit()):
            raise Refused(HTTPStatus.BAD_REQUEST, "Content-Length isn't a number")
        if (length := int(lengths[0][:9])) > BODY_BYTES:
            raise Refused(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"at most {BODY_BYTES} bytes"
            )
        data = self.rfile.read(length)
        if len(data) < length:
            raise Refused(HTTPStatus.BAD_REQUEST, "the body ended early")
        return data

    def answer(
        self,
        status: int,
        body: bytes,
        kind: str = "text/plain; charset=utf-8",
        cache: str = "no-store",
    ) -> None:
        self.connection.settimeout(SECONDS)
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", cache)
        self.send_header("X-Content-Type-Options", "nosniff")
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: Any) -> None:
        """Nothing for each request: the program logs what matters by itself."""
