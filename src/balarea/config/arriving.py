"""Requests come in whole before anybody works on them: decisions 91 and 96.

A cheap phone sends a photograph for half a minute. Whoever read its body would be held
up as long, and a handful of such phones would hold up the whole house. So an event loop
waits for all bodies at once; only then one of the few threads that work, each with its
connection to the database, takes the request. Granian hands requests over by its own
interface (RSGI), which tells of each piece as it comes; Django is asked by WSGI.
"""

import asyncio
import contextlib
import io
import itertools
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable
from queue import SimpleQueue
from typing import IO, Any

from balarea.config import bodies, middleware
from balarea.people import networks

type Environ = dict[str, Any]
type Start = Callable[..., Any]
type Application = Callable[[Environ, Start], Iterable[bytes]]

# Pages are worked on one after the other: two threads that both compute take longer
# than one, because they share Python's lock.
PAGES = 1
# Whoever brings files waits for a program that looks at them; pages need not.
FILES = 4
IN_MEMORY = 1_000_000  # bytes of a body; a larger one lies in a file without a name
STREAMED = 16  # pieces of a file that are sent at once


class Arriving:
    """Reads each body first and then has it worked on, for Granian."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.pages = _Hands(PAGES, "pages")
        self.files = _Hands(FILES, "files")
        self.places = bodies.Places()

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        environ = environ_of(scope)
        length = middleware.length_to_read(environ)
        if not length:
            await self._work_on(environ, protocol)
            return
        is_large = length > bodies.PIECE
        now = asyncio.get_running_loop().time()
        network = networks.network_of_environ(environ)
        with contextlib.ExitStack() as place, _empty(length) as body:
            found = place.enter_context(
                self.places.place(network, is_large=is_large, now=now)
            )
            try:
                if found is None:
                    environ[middleware.CROWDED] = True
                else:
                    await bodies.read(found, protocol, body, length)
            except bodies.TooSlow:
                environ[middleware.TOO_SLOW] = True
            except bodies.BrokenOff:  # half a form is no form
                protocol.response_str(400, _PLAIN, "The request broke off.")
                return
            if not is_large:  # a file keeps its place on the disk until it is done with
                place.close()
            environ["wsgi.input"] = body
            await self._work_on(environ, protocol)

    async def _work_on(self, environ: Environ, protocol: Any) -> None:
        hands = self.files if middleware.brings_files(environ) else self.pages
        rest = await hands.do(lambda: self._answer(environ, protocol))
        if rest is not None:
            await _stream(rest, protocol)

    def _answer(self, environ: Environ, protocol: Any) -> "_Streamed | None":
        """Work on a request and answer it from this thread; files are left over."""
        start = _Start()
        answer: Any = self.application(environ, start)
        if getattr(answer, "streaming", True):
            return _Streamed(start, answer)  # a file, from where it lies
        try:  # here, and not where it is waited for: that has no connection to close
            content = b"".join(answer)
        finally:
            answer.close()
        protocol.response_bytes(start.status, start.headers, content)
        return None


class _Start:
    """What an application says before its answer."""

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
    __slots__ = ("answer", "start")

    def __init__(self, start: _Start, answer: Any) -> None:
        self.start, self.answer = start, answer


async def _stream(streamed: _Streamed, protocol: Any) -> None:
    """Send an answer by and by; one who reads slowly holds up no thread."""
    start, answer = streamed.start, streamed.answer
    pieces = iter(answer)

    def some() -> bytes:
        return b"".join(itertools.islice(pieces, STREAMED))

    try:
        transport = protocol.response_stream(start.status, start.headers)
        while piece := await asyncio.to_thread(some):
            await transport.send_bytes(piece)
    except Exception as error:
        # The reader has gone: nothing is wrong here, and nobody to tell it to.
        if type(error).__name__ != "RSGIProtocolClosed":
            raise
    finally:
        if close := getattr(answer, "close", None):
            await asyncio.to_thread(close)


_PLAIN = [("content-type", "text/plain")]
_ALWAYS: Environ = {
    "SCRIPT_NAME": "",
    "wsgi.version": (1, 0),
    "wsgi.errors": sys.stderr,
    "wsgi.multithread": True,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
    # Django stops at the announced length, and this body ends there.
    "wsgi.input_terminated": True,
}
_BARE = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}


def environ_of(scope: Any) -> Environ:
    """A request of Granian's in the words of WSGI (PEP 3333)."""
    name, _, port = scope.server.rpartition(":")
    environ = {
        **_ALWAYS,
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
        key = _BARE.get(name) or f"HTTP_{name.upper().replace('-', '_')}"
        if key in environ:
            value = f"{environ[key]}{'; ' if name == 'cookie' else ','}{value}"
        environ[key] = value
    return environ


class _Hands:
    """Threads that do what they are given, for coroutines that wait meanwhile.

    The futures of `ThreadPoolExecutor` can do much more, and cost a kept page a tenth
    of all that it takes.
    """

    def __init__(self, count: int, name: str) -> None:
        self.tasks: SimpleQueue[_Task] = SimpleQueue()
        for number in range(count):
            threading.Thread(
                target=self._work, name=f"{name} {number}", daemon=True
            ).start()

    async def do(self, what: Callable[[], _Streamed | None]) -> _Streamed | None:
        task = _Task(what)
        self.tasks.put(task)
        return await task.done

    def _work(self) -> None:
        while True:
            task = self.tasks.get()
            try:
                result, error = task.what(), None
            except BaseException as raised:  # noqa: BLE001 - raised where it is awaited
                result, error = None, raised
            task.loop.call_soon_threadsafe(task.finish, result, error)
            del task, result, error  # or an answer is kept until the next request


class _Task:
    __slots__ = ("done", "loop", "what")

    def __init__(self, what: Callable[[], _Streamed | None]) -> None:
        self.what = what
        self.loop = asyncio.get_running_loop()
        self.done: asyncio.Future[_Streamed | None] = self.loop.create_future()

    def finish(self, result: _Streamed | None, error: BaseException | None) -> None:
        if self.done.cancelled():
            return
        if error is None:
            self.done.set_result(result)
        else:
            self.done.set_exception(error)


def _empty(length: int) -> IO[bytes]:
    """Where a body is put. A form fits in memory; files would fill it."""
    if length <= bodies.PIECE:
        return io.BytesIO()
    return tempfile.SpooledTemporaryFile(IN_MEMORY)
