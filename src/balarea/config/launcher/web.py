"""Web server, job worker, log: how they are started, and whether the web answers."""

import contextlib
import http.client
import os
import socket
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import psutil

from balarea.config.launcher.data_folder import DataFolder
from balarea.config.launcher.errors import CannotRun
from balarea.config.launcher.processes import PYTHON, Program

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
    # Only a real mall needs what these import.
    from balarea.config.launcher import (
        log_programs,
        overseer_programs,
        stream_programs,
        visit_programs,
    )

    workers = os.environ.get("BALAREA_WEB_WORKERS") or str(default_workers())
    # Granian listens on numbers only.
    number = host if ":" in host else socket.gethostbyname(host)
    streams_at = stream_programs.choose_port(number, port, environment)
    shown = {stream_programs.ADDRESS: stream_programs.address(streams_at, environment)}
    web = (
        *(*PYTHON, "granian", *SERVING, "--host", number, "--port", str(port)),
        *("--workers", workers, "--respawn-failed-workers"),
        *("--workers-kill-timeout", "5", "--log-level", "warning"),
        *("--log-config", LOGGING, "balarea.config.worker:application"),
    )
    jobs = (*PYTHON, "django", "work")
    return [
        Program(
            "The web server",
            web,
            folder.path / "logs" / "web.log",
            {**environment, **shown},
        ),
        stream_programs.program(folder, number, streams_at, environment),
        Program("The job worker", jobs, folder.path / "logs" / "jobs.log", environment),
        *log_programs.programs(folder, environment),
        *overseer_programs.programs(folder, environment),
        *visit_programs.programs(folder, environment),
    ]


def base(host: str, port: int) -> str:
    """The address to print; passkeys need a name, not a number."""
    is_near = host in {"127.0.0.1", "localhost", "::1", *EVERYWHERE}
    name = "localhost" if is_near else f"[{host}]" if ":" in host else host
    return os.environ.get("BALAREA_BASE_URL") or f"http://{name}:{port}"


def names(host: str) -> list[str]:
    """The names under which pages of this machine may be requested."""
    cards = psutil.net_if_addrs().values() if host in EVERYWHERE else []
    own = {ip.address for card in cards for ip in card if ip.family == socket.AF_INET}
    given = socket.gethostname() if cards else f"[{host}]" if ":" in host else host
    return sorted({"localhost", "127.0.0.1", "[::1]", given, *own})


def check_port(host: str, port: int) -> None:
    """Refuse a port that is taken or not allowed, before anything starts."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no name"
        raise CannotRun(
            f"Can't listen on {host}, port {port} ({reason}): stop the program that "
            "uses it, or choose another with --port, from 1024 up, and with --host an "
            "address of this machine (0.0.0.0 for the whole network)."
        ) from None


def answers(host: str, port: int, base: str) -> bool:
    """Whether the front page is answered, be it with an error."""
    page = http.client.HTTPConnection(EVERYWHERE.get(host, host), port, timeout=60)
    with contextlib.closing(page), contextlib.suppress(OSError):
        page.request("GET", "/", headers={"Host": urlsplit(base).netloc})
        return bool(page.getresponse())
    return False
