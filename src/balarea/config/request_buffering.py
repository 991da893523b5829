"""Whole request bodies are read by an event loop before a thread works on a request.

A cheap phone sends a photograph for half a minute. A thread that read it would wait as
long, and a handful of such phones would block every page. A proxy that buffers requests
does the same in production (decision 97); this is what a mall without one needs.

Granian passes requests by its own interface (RSGI), which yields a body piece by piece.
Django is called by WSGI, in a few threads with a database connection each.
"""

import asyncio
import contextlib
import io
import itertools
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import AsyncIterable, Callable, Iterable, Iterator
from queue import SimpleQueue
from typing import IO, Any

from balarea.config import middleware

type Environ = dict[str, Any]
type StartResponse = Callable[..., Any]
type Application = Callable[[Environ, StartResponse], Iterable[bytes]]

# Two threads that both compute take longer than one, because they share Python's lock.
PAGE_THREADS = 1
# Requests with files wait for a process that examines them; pages must not.
FILE_THREADS = 4
SMALL = 64_000  # bytes; a larger body carries files
IN_MEMORY = 1_000_000  # bytes of a body; a larger one goes to a temporary file
CHUNKS_AT_ONCE = 16  # of a streamed response
# Bodies that one process receives at a time. A waiting one costs a socket and what has
# come of it; more connections than these are accepted, so pages can always be read.
MAX_SMALL, MAX_LARGE = 256, 64
# As Apache's `RequestReadTimeout body=10,MinRate=4000`: seconds, and what extends them.
GRACE = 10.0
MIN_RATE = 4_000  # bytes a second: half of what a phone on a bad line sends


class TooSlow(Exception):
    """A body came more slowly than the minimum rate."""


class Incomplete(Exception):
    """The connection was cut before a body was whole."""


class RequestBuffering:
    """The RSGI application: reads a body, then calls `application` in a thread."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.pages = _Threads(PAGE_THREADS, "pages")
        self.files = _Threads(FILE_THREADS, "files")
        self.receiving: Counter[bool] = Counter()  # by whether they are large

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        environ = environ_of(scope)
        length = middleware.length_to_read(environ)
        if not length:
            await self._respond(environ, protocol)
            return
        # A place is kept until the response is sent: so long the body fills the disk.
        with self._place(is_large=length > SMALL) as has_place, _buffer(length) as body:
            try:
                if has_place:
                    await receive(protocol, body, length)
                else:
                    environ[middleware.CROWDED] = True
            except TooSlow:
                environ[middleware.TOO_SLOW] = True
            except Incomplete:  # half a form is not processed
                protocol.response_str(400, _PLAIN_TEXT, "The request broke off.")
                return
            environ["wsgi.input"] = body
            await self._respond(environ, protocol)

    @contextlib.contextmanager
    def _place(self, *, is_large: bool) -> Iterator[bool]:
        if self.receiving[is_large] >= (MAX_LARGE if is_large else MAX_SMALL):
            yield False
            return
        self.receiving[is_large] += 1
        try:
            yield True
        finally:
            self.receiving[is_large] -= 1

    async def _respond(self, environ: Environ, protocol: Any) -> None:
        threads = self.files if middleware.brings_files(environ) else self.pages
        streamed = await threads.run(lambda: self._call(environ, protocol))
        if streamed is not None:
            await _stream(streamed, protocol)

    def _call(self, environ: Environ, protocol: Any) -> "_Streamed | None":
        """Respond from this thread; a streamed response is left to the event loop."""
        start = _StartResponse()
        response: Any = self.application(environ, start)
        if getattr(response, "streaming", True):
            return _Streamed(start, response)
        try:  # in this thread, because closing it closes its database connection
            content = b"".join(response)
        finally:
            response.close()
        protocol.response_bytes(start.status, start.headers, content)
        return None


async def receive(pieces: AsyncIterable[bytes], into: IO[bytes], length: int) -> None:
    """Write a body of `length` bytes to `into`, and rewind it.

    Raises `TooSlow` or `Incomplete`.
    """
    began, received = asyncio.get_running_loop().time(), 0
    try:
        async with asyncio.timeout_at(began + GRACE) as timeout:
            async for piece in pieces:
                into.write(piece[: length - received])
                received += len(piece)
                if received >= length:
                    break
                timeout.reschedule(began + GRACE + received / MIN_RATE)
    except TimeoutError:
        raise TooSlow from None
    if received < length:
        raise Incomplete
    into.seek(0)


def _buffer(length: int) -> IO[bytes]:
    """Where a body is put. A form fits in memory; files would fill it."""
    if length <= SMALL:
        return io.BytesIO()
    return tempfile.SpooledTemporaryFile(IN_MEMORY)


class _StartResponse:
    """WSGI's `start_response`, which remembers what it is called with."""

    __slots__ = ("headers", "status")

    def __init__(self) -> None:
        self.status = 500
        self.headers: list[tuple[str, str]] = []

    def __call__(
        self, status: str, headers: list[tuple[str, str]], error: object = None
    ) -> None:
        self.status = int(status[:3])
        self.headers = headers


class _Streamed:
    __slots__ = ("response", "start")

    def __init__(self, start: _StartResponse, response: Any) -> None:
        self.start, self.response = start, response


async def _stream(streamed: _Streamed, protocol: Any) -> None:
    """Send a response in chunks; a slow reader blocks no thread."""
    start, response = streamed.start, streamed.response
    chunks = iter(response)

    def next_chunks() -> bytes:
        return b"".join(itertools.islice(chunks, CHUNKS_AT_ONCE))

    try:
        transport = protocol.response_stream(start.status, start.headers)
        while content := await asyncio.to_thread(next_chunks):
            await transport.send_bytes(content)
    except Exception as error:
        # The client has closed the connection, which isn't an error.
        if type(error).__name__ != "RSGIProtocolClosed":
            raise
    finally:
        if close := getattr(response, "close", None):
            await asyncio.to_thread(close)


_PLAIN_TEXT = [("content-type", "text/plain")]
_CONSTANT: Environ = {
    "SCRIPT_NAME": "",
    "wsgi.version": (1, 0),
    "wsgi.errors": sys.stderr,
    "wsgi.multithread": True,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
    # Django stops at the announced length, and this body ends there.
    "wsgi.input_terminated": True,
}
_UNPREFIXED = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}


def environ_of(scope: Any) -> Environ:
    """The WSGI environment (PEP 3333) of a request of Granian's."""
    name, _, port = scope.server.rpartition(":")
    environ = {
        **_CONSTANT,
        "REQUEST_METHOD": scope.method,
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string.encode().decode("latin-1"),
        "SERVER_NAME": name,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": io.BytesIO(),
    }
    for name, value in scope.headers.items():
        if "_" in name:  # it would pass for the one with hyphens, which a proxy writes
            continue
        key = _UNPREFIXED.get(name) or f"HTTP_{name.upper().replace('-', '_')}"
        if key in environ:
            value = f"{environ[key]}{'; ' if name == 'cookie' else ','}{value}"
        environ[key] = value
    return environ


class _Threads:
    """Threads that run functions for coroutines.

    The futures of `ThreadPoolExecutor` do more, and add a tenth to the cost of a page
    from the cache.
    """

    def __init__(self, count: int, name: str) -> None:
        self.tasks: SimpleQueue[_Task] = SimpleQueue()
        for number in range(count):
            threading.Thread(
                target=self._work, name=f"{name} {number}", daemon=True
            ).start()

    async def run(self, function: Callable[[], _Streamed | None]) -> _Streamed | None:
        task = _Task(function)
        self.tasks.put(task)
        return await task.done

    def _work(self) -> None:
        while True:
            task = self.tasks.get()
            try:
                result, error = task.function(), None
            except BaseException as raised:  # noqa: BLE001 - raised where it is awaited
                result, error = None, raised
            with contextlib.suppress(RuntimeError):  # closed: no request is waiting
                task.loop.call_soon_threadsafe(task.finish, result, error)
            del task, result, error  # else a response stays in memory


class _Task:
    __slots__ = ("done", "function", "loop")

    def __init__(self, function: Callable[[], _Streamed | None]) -> None:
        self.function = function
        self.loop = asyncio.get_running_loop()
        self.done: asyncio.Future[_Streamed | None] = self.loop.create_future()

    def finish(self, result: _Streamed | None, error: BaseException | None) -> None:
        if self.done.cancelled():
            return
        if error is None:
            self.done.set_result(result)
        else:
            self.done.set_exception(error)
