"""Web server and job worker: how they are started, and when the web answers."""

import errno
import http.client
import os
import socket
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import psutil

from balarea.config.launcher.data_folder import DataFolder
from balarea.config.launcher.errors import CannotRun
from balarea.config.launcher.processes import Program, python_module

NAME = "The web server"
LOGGING = str(Path(__file__).with_name("granian.json"))
# Decisions 90 and 96: HTTP/1, so a connection brings one request at a time; and more
# connections than bodies may wait, so that pages are served beside slow uploads.
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
    folder: DataFolder, host: str, port: int, environment: Mapping[str, str]
) -> list[Program]:
    workers = os.environ.get("BALAREA_WEB_WORKERS") or str(default_workers())
    web = python_module(
        *("granian", *SERVING, "--host", address_of(host)[1], "--port", str(port)),
        *("--workers", workers, "--respawn-failed-workers"),
        *("--workers-kill-timeout", "5", "--log-level", "warning"),
        *("--log-config", LOGGING, "balarea.config.worker:application"),
    )
    jobs = python_module("django", "work")
    return [
        Program(NAME, web, folder.logs / "web.log", environment),
        Program("The job worker", jobs, folder.logs / "jobs.log", environment),
    ]


def base(host: str, port: int) -> str:
    """The address to print; passkeys need a name, not a number."""
    is_near = host in {"127.0.0.1", "localhost", "::1", *EVERYWHERE}
    name = "localhost" if is_near else f"[{host}]" if ":" in host else host
    return os.environ.get("BALAREA_BASE_URL") or f"http://{name}:{port}"


def names(host: str) -> list[str]:
    """The names under which pages of this machine may be requested."""
    near = ["localhost", "127.0.0.1", "[::1]"]
    if host not in EVERYWHERE:
        return [*near, f"[{host}]" if ":" in host else host]
    cards = [address for card in psutil.net_if_addrs().values() for address in card]
    own = [one.address for one in cards if one.family == socket.AF_INET]
    return sorted({*near, *own, socket.gethostname()})


def address_of(host: str) -> tuple[int, str]:
    """Family and number of a name, IPv4 first: Granian listens on numbers only."""
    addresses = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    family, *_, address = min(addresses, key=lambda one: one[0] != socket.AF_INET)
    return family, str(address[0])


def check_port(host: str, port: int) -> None:
    """Refuse a port that is taken or not allowed, before anything starts."""
    try:
        family, number = address_of(host)
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((number, port))
            probe.listen(1)
    except (OSError, UnicodeError) as error:
        if getattr(error, "errno", 0) == errno.EADDRINUSE:
            raise CannotRun(
                f"Port {port} is taken: stop the program that uses it, or choose "
                "another port, for example `script/server --port 8001`."
            ) from None
        reason = getattr(error, "strerror", None) or "it is no name"
        raise CannotRun(
            f"Can't listen on {host}, port {port} ({reason}): give --host an address "
            "of this machine (127.0.0.1 for its own browser only, 0.0.0.0 for the "
            "whole network), and --port a number from 1024 up."
        ) from None


def status(host: str, port: int, base: str) -> int:
    """The HTTP status of the front page; 0 while nobody answers."""
    address = EVERYWHERE.get(host, host)
    connection = http.client.HTTPConnection(address, port, timeout=60)
    try:
        connection.request("GET", "/", headers={"Host": urlsplit(base).netloc})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()
