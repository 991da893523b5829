"""The streams of boards, phones and desks (decision 144), and where pages reach them.

Without a proxy the process has a port of its own, the web's next one if it is free;
pages connect to it under the name by which they were opened. Behind a proxy, which
leads `/arus/` to that port, pages use their own origin.
"""

import contextlib
import socket
from collections.abc import Mapping
from pathlib import Path

from balarea.config.launcher import database_roles as roles
from balarea.config.launcher.data_folder import DataFolder
from balarea.config.launcher.errors import CannotRun
from balarea.config.launcher.processes import PYTHON, Program

# For the web: ":8001" is another port of the same name, "/arus/" the same origin.
ADDRESS = "BALAREA_STREAM_ADDRESS"
PORT = "BALAREA_STREAM_PORT"
PATH = "/arus/"
LOGGING = str(Path(__file__).with_name("granian.json"))
MOST = "4500"  # connections; the service refuses streams before
SERVING = (
    *("--interface", "asgi", "--http", "1", "--no-ws", "--workers", "1"),
    *("--runtime-mode", "st", "--loop", "asyncio"),
    *("--backlog", "2048", "--backpressure", MOST),
    *("--respawn-failed-workers", "--workers-kill-timeout", "3"),
)
APPLICATION = "balarea.visits.streaming.asgi:application"
NEEDED = (
    *("PATH", "PYTHONPATH", "LANG", "LC_ALL", "HOME", "PYTHONUNBUFFERED"),
    *("DATABASE_URL", roles.STREAMING),
    *("BALAREA_BASE_URL", "BALAREA_HOSTS", "BALAREA_BEHIND_PROXY"),
)


def choose_port(host: str, port: int, environment: Mapping[str, str]) -> int:
    """The operator's, the next after the web's, or a free one."""
    if given := environment.get(PORT):
        if not given.isdecimal() or not 0 < int(given) < 65536:
            raise CannotRun(f"{PORT} is no port: {given}")
        return int(given)
    is_behind_proxy = environment.get("BALAREA_BEHIND_PROXY") == "1"
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for number in (port + 1,) if is_behind_proxy else (port + 1, 0):
        with (
            contextlib.suppress(OSError, OverflowError),
            socket.create_server((host, number), family=family) as free,
        ):
            return int(free.getsockname()[1])
    raise CannotRun(
        f"Can't listen on port {port + 1}, where the streams of boards and phones are "
        f"served: stop the program that uses it, or choose another by {PORT}."
    )


def address(port: int, environment: Mapping[str, str]) -> str:
    """What the web's pages are told."""
    return PATH if environment.get("BALAREA_BEHIND_PROXY") == "1" else f":{port}"


def program(
    folder: DataFolder, host: str, port: int, environment: Mapping[str, str]
) -> Program:
    """The process itself, with nothing of the environment that it doesn't need."""
    command = (
        *(*PYTHON, "granian", *SERVING, "--host", host, "--port", str(port)),
        *("--log-level", "warning", "--log-config", LOGGING),
        APPLICATION,
    )
    variables = {name: environment[name] for name in NEEDED if name in environment}
    if variables.get(roles.STREAMING):
        variables.pop("DATABASE_URL", None)
    log = folder.path / "logs" / "streams.log"
    return Program("The streams of boards", command, log, variables)
