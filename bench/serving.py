"""Servers for benches: the house and the floor, as the house starts its web server."""

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from balarea.config.launcher import database_roles as roles
from balarea.config.launcher import web

ROOT = Path(__file__).resolve().parents[1]
HOUSE = "balarea.config.worker:application"
FLOOR = "bench.floor:application"
# Who makes tables and puts guards aside, which the role that serves can't.
OWNER = os.environ.get(roles.MIGRATING) or os.environ["DATABASE_URL"]
WORKERS = os.environ.get("BALAREA_WEB_WORKERS") or str(web.default_workers())


def environment(**more: str) -> dict[str, str]:
    paths = [str(ROOT / "src"), str(ROOT), os.environ.get("PYTHONPATH", "")]
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
        "BALAREA_DEBUG": "0",
        "DJANGO_SETTINGS_MODULE": "balarea.config.settings",
        **more,
    }


def prepare() -> None:
    """Tables, keys, static files and the 361 services."""
    subprocess.run(
        [sys.executable, "-m", "balarea.config.set_up"],
        env=environment(BALAREA_DEMO="0"),
        check=True,
        stdout=subprocess.DEVNULL,
    )


@contextlib.contextmanager
def server(application: str, path: str, **more: str) -> Iterator[int]:
    """Granian on a free port, ready when `path` answers; stopped at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    # A bare view has one thread: what waits for bodies in the house, it does without.
    bare = ("--interface", "wsgi", "--no-ws", "--runtime-mode", "st")
    way = web.SERVING if application == HOUSE else (*bare, "--blocking-threads", "1")
    told = environment(BALAREA_BASE_URL=f"http://127.0.0.1:{port}", **more)
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "granian", *way),
            *("--host", "127.0.0.1", "--port", str(port), "--workers", WORKERS),
            *("--log-level", "warning", application),
        ],
        env=told,
        cwd=ROOT,
    )
    try:
        _wait(port, path, process)
        yield port
    finally:
        process.terminate()
        process.wait(15)


def get(port: int, path: str, headers: Mapping[str, str] | None = None) -> bytes:
    """The body of one answer; raises unless it is a 200."""
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        asked.request("GET", path, headers=dict(headers or {}))
        answer = asked.getresponse()
        body = answer.read()
    finally:
        asked.close()
    if answer.status != 200:
        raise RuntimeError(f"{path} answered {answer.status}")
    return body


def floor_tables() -> str:
    """The floor's tables; its module can't be loaded beside the house's settings."""
    text = (ROOT / "bench" / "floor.py").read_text(encoding="utf-8")
    return text.split('TABLES = """', 1)[1].split('"""', 1)[0]


def _wait(port: int, path: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            get(port, path)
            return
        time.sleep(0.2)
    raise RuntimeError("The server did not start.")
