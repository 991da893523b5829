"""Requests come in whole before anybody works on them: decision 91.

A cheap phone sends a photograph for half a minute. Whoever read its body would be held
up as long, and a handful of such phones would hold up the whole house. So one of many
threads that cost next to nothing waits for the body; only then one of the few that
work, each with its connection to the database, takes the request.
"""

import contextlib
import io
import os
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from queue import SimpleQueue
from typing import IO, Any

from balarea.config import middleware
from balarea.config.house import web
from balarea.people import doors

type Environ = dict[str, Any]
type Start = Callable[..., Any]
type Application = Callable[[Environ, Start], Iterable[bytes]]

# Pages are worked on one after the other: two threads that both compute take longer
# than one, because they share Python's lock.
PAGES = 1
# Whoever brings files waits for a program that looks at them; pages need not.
FILES = 4
# Threads that wait, of one process, and how many of them may wait for a body: whoever
# sends a byte a minute in each of those holds up no reader, who sends none.
THREADS = int(os.environ.get("BALAREA_WEB_THREADS") or web.THREADS)
FORMS = FILES_COMING = max(1, THREADS * 3 // 8)
IN_MEMORY = 1_000_000  # bytes of a body; a larger one lies in a file without a name
PIECE = 64_000


class Arriving:
    """A WSGI application that reads each body first and then has it worked on."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.pages = _Hands(PAGES, "pages")
        self.files = _Hands(FILES, "files")
        self.under_way: Counter[tuple[str, bool]] = Counter()
        self.lock = threading.Lock()

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        length = middleware.length_to_read(environ)
        if not length:
            return self._worked_on(environ, start)
        with _empty(length) as body:
            with self._place(
                doors.network(environ), is_large=length > PIECE
            ) as is_free:
                is_whole = not is_free or _fill(body, environ["wsgi.input"], length)
            if not is_whole:  # the network was cut: half a form is no form
                start("400 Bad Request", [("Content-Type", "text/plain")])
                return [b"The request broke off."]
            environ["wsgi.input"] = body
            environ[middleware.CROWDED] = not is_free
            return self._worked_on(environ, start)

    def _worked_on(self, environ: Environ, start: Start) -> Iterable[bytes]:
        hands = self.files if middleware.brings_files(environ) else self.pages
        return hands.do(lambda: self._work(environ, start))

    def _work(self, environ: Environ, start: Start) -> Iterable[bytes]:
        answer: Any = self.application(environ, start)
        if getattr(answer, "streaming", True):
            return answer  # type: ignore[no-any-return] # a file, from where it lies
        try:  # here, and not in the thread that waits: it has no connection to close
            return [b"".join(answer)]
        finally:
            answer.close()

    @contextlib.contextmanager
    def _place(self, network: str, *, is_large: bool) -> Iterator[bool]:
        """A place among those under way, if one of this kind is left for the network.

        It may have no more than it leaves free: one alone gets half of them, each that
        comes later half of the rest, and a new one a place as long as there is any
        (dynamic thresholds: Choudhury and Hahne, 1998).
        """
        kind = network, is_large
        with self.lock:
            taken = sum(
                n for (_, size), n in self.under_way.items() if size == is_large
            )
            free = (FILES_COMING if is_large else FORMS) - taken
            is_free = self.under_way[kind] < free
            self.under_way[kind] += is_free
        try:
            yield is_free
        finally:
            with self.lock:
                self.under_way[kind] -= is_free
                if not self.under_way[kind]:
                    del self.under_way[kind]


class _Hands:
    """Threads that do what they are given, for one that waits meanwhile.

    The futures of `ThreadPoolExecutor` can do much more, and cost a kept page a tenth
    of all that it takes.
    """

    def __init__(self, count: int, name: str) -> None:
        self.tasks: SimpleQueue[_Task] = SimpleQueue()
        for number in range(count):
            threading.Thread(
                target=self._work, name=f"{name} {number}", daemon=True
            ).start()

    def do(self, what: Callable[[], Iterable[bytes]]) -> Iterable[bytes]:
        task = _Task(what)
        self.tasks.put(task)
        task.done.acquire()
        if task.error is not None:
            raise task.error
        return task.answer

    def _work(self) -> None:
        while True:
            task = self.tasks.get()
            try:
                task.answer = task.what()
            except BaseException as error:  # noqa: BLE001 - raised where it is waited for
                task.error = error
            task.done.release()
            del task  # or the last answer is kept until the next request


class _Task:
    __slots__ = ("answer", "done", "error", "what")

    def __init__(self, what: Callable[[], Iterable[bytes]]) -> None:
        self.what = what
        self.answer: Iterable[bytes] = ()
        self.error: BaseException | None = None
        self.done = threading.Lock()
        self.done.acquire()


def _empty(length: int) -> IO[bytes]:
    """Where a body is put. A form fits in memory; files would fill it."""
    return io.BytesIO() if length <= PIECE else tempfile.SpooledTemporaryFile(IN_MEMORY)


def _fill(body: IO[bytes], source: IO[bytes], length: int) -> bool:
    """Read a body and go back to its beginning; False if it ends too early."""
    while missing := length - body.tell():
        piece = source.read(min(PIECE, missing))
        if not piece:
            return False
        body.write(piece)
    body.seek(0)
    return True
