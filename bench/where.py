"""Where the time of a request goes: in this process, one request after the other.

Processor time of Python and of PostgreSQL's backend, the number of statements, and
which libraries Python spends its share in (by profile: shares, not milliseconds,
because a profile slows small functions more than large ones).
"""

from __future__ import annotations

import cProfile
import io
import pstats
import statistics
import sys
import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

import psutil
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test.utils import CaptureQueriesContext

# The first that fits a file's path names its share.
_SHARES = {
    "~": "built-in functions",
    "/psycopg": "psycopg",
    "/django/db/models": "Django's queries",
    "/django/db": "Django's connections",
    "/django/template": "templates",
    "/django_cotton": "templates",
    "/django/": "the rest of Django",
    "/procrastinate": "procrastinate",
    "/balarea/catalogue/definition": "definitions",
    "/balarea/": "Balarea",
}


def where(name: str, requests: Sequence[str]) -> str:
    """A line about requests of one kind, each sent once; written as by `bench.load`."""
    application = get_wsgi_application()
    half = len(requests) // 2
    for one in requests[:5]:
        _send(application, one)
    with CaptureQueriesContext(connection) as queries:
        _send(application, requests[5])
    statements = len(queries)  # before the next request empties the list
    backend = psutil.Process(connection.connection.info.backend_pid)
    before, python = sum(backend.cpu_times()[:2]), []
    for one in requests[6:half]:
        begun = time.process_time()
        _send(application, one)
        python.append(time.process_time() - begun)
    database = (sum(backend.cpu_times()[:2]) - before) / len(python)
    profile = cProfile.Profile()
    for one in requests[half:]:
        profile.runcall(_send, application, one)
    return (
        f"{name}: Python {statistics.median(python) * 1000:.1f} ms, PostgreSQL "
        f"{database * 1000:.1f} ms, {statements} statements; Python's by profile: "
        f"{_shares(profile)}"
    )


def _shares(profile: cProfile.Profile) -> str:
    spent: Counter[str] = Counter()
    stats: Any = pstats.Stats(profile)
    for (file, _line, function), (_, _, own, _, _) in stats.stats.items():
        if function == "wait":
            continue  # for PostgreSQL
        shares = [share for part, share in _SHARES.items() if part in file]
        spent[shares[0] if shares else "other"] += own
    whole = spent.total()
    return ", ".join(f"{what} {own / whole:.0%}" for what, own in spent.most_common(8))


def _send(application: Any, request: str) -> None:
    head, _, content = request.partition("\r\n\r\n")
    first, *lines = head.split("\r\n")
    method, path, _ = first.split(" ")
    headers = dict(line.split(": ", 1) for line in lines)
    body = content.encode("latin-1")
    statuses: list[str] = []
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": headers["Host"].rpartition(":")[2],
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_LENGTH": str(len(body)),
        "CONTENT_TYPE": headers.pop("Content-Type", ""),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        **{f"HTTP_{n.upper().replace('-', '_')}": v for n, v in headers.items()},
    }
    answer = application(environ, lambda status, _headers, *_: statuses.append(status))
    for _ in answer:
        pass
    answer.close()
    if not statuses[0].startswith(("200", "302")):
        raise SystemExit(f"{method} {path} answered {statuses[0]}.")
