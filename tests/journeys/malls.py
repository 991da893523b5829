"""The real server for journeys: one supervisor, its own database, its demo mall."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from tests.children import end_with_parent, wait_while_moving
from tests.launcher.conftest import free_port

from balarea.config.launcher import database_roles as roles
from balarea.config.launcher import processes
from balarea.config.launcher.embedded_database import PLACES

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Mall:
    """A running mall and what `script/demo --json` tells of it."""

    base: str
    data: Path
    environment: dict[str, str]
    accounts: dict[str, dict[str, str]] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    tracking: dict[str, str] = field(default_factory=dict)
    desk: dict[str, str] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    # What the journeys have given the mall under seal, and what they must not reuse.
    canaries: set[str] = field(default_factory=set)
    used: set[tuple[str, str]] = field(default_factory=set)
    sent: dict[str, float] = field(default_factory=dict)

    @property
    def database(self) -> str:
        return self.environment["DATABASE_URL"]

    def identity(self) -> str:
        return str(json.loads((self.data / "house.json").read_text())["id"])

    def ask(self) -> None:
        """Read accounts, pages and keys from the running mall."""
        card = json.loads(
            subprocess.run(
                [*_launcher("demo"), "--json", "--data", str(self.data)],
                env=self.environment,
                capture_output=True,
                text=True,
                check=True,
            ).stdout
        )
        self.base = card["base"]
        self.accounts, self.pages = card["accounts"], card["pages"]
        # Whoever plays a role of the demo is known by their login as well.
        for one in list(self.accounts.values()):
            self.accounts.setdefault(one.get("login", ""), one)
        self.tracking, self.keys = card["tracking"], card["keys"]
        self.desk = card["desk"]


def _launcher(command: str) -> list[str]:
    return [sys.executable, "-m", "balarea.config.launcher", command]


@contextlib.contextmanager
def own_database() -> Iterator[str]:
    """A database in the PostgreSQL that the tests use; gone afterwards."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    name = f"journeys_{os.getpid()}"
    _say(f'CREATE DATABASE "{name}" TEMPLATE template0')
    try:
        yield urlunsplit(parts._replace(path=f"/{name}"))
    finally:
        _say(f'DROP DATABASE "{name}" WITH (FORCE)')


def _say(statement: str) -> None:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(statement.encode())


@contextlib.contextmanager
def opened() -> Iterator[Mall]:
    """Start the server, wait until it answers, stop it by TERM; nothing is left.

    With BALAREA_JOURNEYS=DIR they walk through the mall that runs from DIR instead:
    quicker while one writes a journey.
    """
    if running := os.environ.get("BALAREA_JOURNEYS"):
        mall = Mall("", Path(running), dict(os.environ))
        mall.ask()
        yield mall
        return
    folder = Path(tempfile.mkdtemp(prefix="journeys-"))
    port = free_port()
    with own_database() as url, _logged(folder) as log:
        environment = {
            **os.environ,
            "DATABASE_URL": url,
            "BALAREA_DEMO": "1",
            "PYTHONPATH": str(ROOT / "src"),
        }
        if serving := environment.pop(roles.SERVING, ""):
            # As in earnest: one role makes the tables, the other serves.
            place = urlsplit(url).path
            environment["DATABASE_URL"] = urlunsplit(
                urlsplit(serving)._replace(path=place)
            )
            environment[roles.MIGRATING] = url
        for unwanted in ("BALAREA_DATA", "BALAREA_BASE_URL", "BALAREA_DEBUG"):
            environment.pop(unwanted, None)
        mall = Mall(f"http://localhost:{port}", folder / "data", environment)
        run = subprocess.Popen(
            [*_launcher("server"), "--port", str(port), "--data", str(mall.data)],
            stdout=log,
            stderr=subprocess.STDOUT,
            env=environment,
            preexec_fn=end_with_parent,
        )
        try:
            log_path = folder / "said"
            wait_while_moving(
                run, log_path, lambda: "is open at" in log_path.read_text()
            )
            mall.ask()
            yield mall
        finally:
            _stop(run, mall)
            shutil.rmtree(folder)


@contextlib.contextmanager
def _logged(folder: Path) -> Iterator[Any]:
    with (folder / "said").open("w") as log:
        yield log


def _stop(run: subprocess.Popen[bytes], mall: Mall) -> None:
    if run.poll() is None:
        run.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        run.wait(40)
    identity = mall.identity()
    left = processes.marked(mall.data)
    processes.stop_marked(mall.data)
    if not os.geteuid():
        shutil.rmtree(PLACES / identity, ignore_errors=True)
    assert run.returncode == 0, f"the server ended with {run.returncode}"
    assert left == [], "the server left something running"
