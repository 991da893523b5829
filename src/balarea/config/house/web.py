"""Web and jobs: how they are started, and when the web answers."""

import contextlib
import errno
import http.client
import os
import socket
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import psutil

from balarea.config.house.errors import (
    CannotListen,
    CannotRun,
    PortNotAllowed,
    PortTaken,
)
from balarea.config.house.folder import Folder
from balarea.config.house.processes import Program, python_module

PATIENCE = 60.0
LOGGING = Path(__file__).with_name("granian.json")
# How Granian serves the house: decisions 90 and 96. One connection brings one request
# at a time (HTTP/1), and more connections than bodies may wait, so that somebody can
# always read.
SERVING = (
    *("--interface", "rsgi", "--http", "1", "--no-ws"),
    *("--runtime-mode", "st", "--loop", "asyncio"),
    *("--backlog", "1024", "--backpressure", "640"),
)
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - asked for by --host


def default_workers() -> int:
    """As many as there are cores, but one that is started anew leaves another."""
    return max(2, min(os.cpu_count() or 2, 8))


def programs(
    folder: Folder, host: str, port: int, environment: Mapping[str, str]
) -> list[Program]:
    workers = os.environ.get("BALAREA_WEB_WORKERS") or str(default_workers())
    web = python_module(
        *("granian", *SERVING),
        *("--host", number_of(host)[1], "--port", str(port)),
        *("--workers", workers),
        *("--respawn-failed-workers", "--workers-kill-timeout", "5"),
        *("--log-level", "warning", "--log-config", str(LOGGING)),
        "balarea.config.worker:application",
    )
    jobs = python_module("django", "work")
    return [
        Program("The web server", web, folder.logs / "web.log", environment),
        Program("The job worker", jobs, folder.logs / "jobs.log", environment),
    ]


def names(host: str) -> list[str]:
    """The names under which this machine may be asked for pages."""
    near = ["localhost", "127.0.0.1", "[::1]"]
    if host not in EVERYWHERE:
        return [*near, f"[{host}]" if ":" in host else host]
    found = [
        address.address
        for addresses in psutil.net_if_addrs().values()
        for address in addresses
        if address.family == socket.AF_INET
    ]
    return sorted({*near, *found, socket.gethostname()})


def check_port(host: str, port: int) -> None:
    """Refuse a taken port before anything starts."""
    family, number = number_of(host)
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((number, port))
            probe.listen(1)
    except OSError as error:
        raise _refusal(error, host, port) from None


def number_of(host: str) -> tuple[int, str]:
    """What a name stands for, IPv4 first: Granian listens on numbers only."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError as error:
        raise CannotListen(host=host, reason=error.strerror) from None
    except UnicodeError:
        raise CannotListen(host=host, reason="it is no name") from None
    family, *_, address = min(found, key=lambda one: one[0] != socket.AF_INET)
    return family, str(address[0])


def _refusal(error: OSError, host: str, port: int) -> CannotRun:
    if error.errno == errno.EADDRINUSE:
        return PortTaken(port=port, by=_user_of(port), free=_free(host))
    if error.errno in {errno.EACCES, errno.EPERM}:
        return PortNotAllowed(port=port)
    return CannotListen(host=host, reason=error.strerror)


def _user_of(port: int) -> str:
    """Who listens there, as far as this user may see it."""
    with contextlib.suppress(psutil.Error, OSError):
        for connection in psutil.net_connections("tcp"):
            if (
                connection.status == psutil.CONN_LISTEN
                and connection.laddr
                and connection.laddr.port == port
                and connection.pid
            ):
                name = psutil.Process(connection.pid).name()
                return f" by {name} (process {connection.pid})"
    return ""


def _free(host: str) -> int:
    family, number = number_of(host)
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.bind((number, 0))
        port: int = probe.getsockname()[1]
        return port


def answer(host: str, port: int, base: str) -> int:
    """The status of the front page; 0 while nobody answers."""
    nearest = EVERYWHERE.get(host, host)
    connection = http.client.HTTPConnection(nearest, port, timeout=PATIENCE)
    try:
        connection.request("GET", "/", headers={"Host": urlsplit(base).netloc})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()
