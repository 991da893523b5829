"""Servers for benches: ours and the baseline, started as `script/server` does it."""

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.children import end_with_parent

from balarea.config.launcher import database_roles as roles
from balarea.config.launcher import web

ROOT = Path(__file__).resolve().parents[1]
OURS = "balarea.config.worker:application"
BASELINE = "bench.baseline:application"
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
    # A bare view has one thread, because it needs none that wait for bodies.
    bare = ("--interface", "wsgi", "--no-ws", "--runtime-mode", "st")
    way = web.SERVING if application == OURS else (*bare, "--blocking-threads", "1")
    variables = environment(BALAREA_BASE_URL=f"http://127.0.0.1:{port}", **more)
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "granian", *way),
            *("--host", "127.0.0.1", "--port", str(port), "--workers", WORKERS),
            *("--log-level", "warning", application),
        ],
        env=variables,
        cwd=ROOT,
        preexec_fn=end_with_parent,
    )
    try:
        _wait(port, path, process)
        yield port
    finally:
        process.terminate()
        process.wait(15)


def get(port: int, path: str, headers: Mapping[str, str] | None = None) -> bytes:
    """The body of one answer; raises unless it is a 200."""
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        client.request("GET", path, headers=dict(headers or {}))
        answer = client.getresponse()
        body = answer.read()
    finally:
        client.close()
    if answer.status != 200:
        raise RuntimeError(f"{path} answered {answer.status}")
    return body


def baseline_tables() -> str:
    """The baseline's tables; its module can't be loaded beside our own settings."""
    text = (ROOT / "bench" / "baseline.py").read_text(encoding="utf-8")
    return text.split('TABLES = """', 1)[1].split('"""', 1)[0]


def _wait(port: int, path: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            get(port, path)
            return
        time.sleep(0.2)
    raise RuntimeError("The server did not start.")
