"""Houses with stand-in programs, started as real processes and cleared away."""

import http.client
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import psutil
import pytest
from balarea.config.launcher.folder import mark_of

from balarea.config.launcher import account, processes

from . import machine as machines

STANDIN = Path(__file__).with_name("standin.py")
PATIENCE = 30.0


@dataclass
class House:
    """One data folder and the supervisors started on it."""

    path: Path
    port: int
    environment: dict[str, str]
    python: str = sys.executable
    standin: Path = STANDIN
    account: pwd.struct_passwd | None = None
    runs: list[subprocess.Popen[str]] = field(default_factory=list)

    @property
    def identity(self) -> str:
        card = self.path / "house.json"
        return str(json.loads(card.read_text())["id"]) if card.exists() else ""

    @property
    def mark(self) -> str:
        return mark_of(self.path, self.identity) if self.identity else ""

    @property
    def place(self) -> Path:
        """Where the database of this folder lies."""
        if os.geteuid() or self.account:
            return self.path / "postgres"
        return account.PLACES / (self.identity or "none")

    def start(self, **environment: str) -> subprocess.Popen[str]:
        with self._said.open("w") as said:
            run = subprocess.Popen(
                [self.python, self.standin, self.path, str(self.port)],
                stdout=said,
                stderr=subprocess.PIPE,
                text=True,
                env=self.environment | environment,
                cwd=self.path.parent if self.account else None,
                user=self.account.pw_uid if self.account else None,
                group=self.account.pw_gid if self.account else None,
                extra_groups=[] if self.account else None,
            )
        self.runs.append(run)
        return run

    @property
    def _said(self) -> Path:
        return self.path.with_name("said")

    @property
    def said(self) -> str:
        """What the latest supervisor printed."""
        return self._said.read_text()

    def open(self) -> subprocess.Popen[str]:
        """Start, and come back when the supervisor says that it is open."""
        run = self.start()
        wait_for(lambda: run.poll() is not None or "is open at" in self.said)
        assert run.poll() is None, run.communicate()
        return run

    def stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        """Stop the latest supervisor, which has nothing to complain about."""
        run = self.runs[-1]
        run.send_signal(number)
        _, complaint = run.communicate(timeout=PATIENCE)
        assert (run.returncode, complaint) == (0, "")

    def ask(self) -> int:
        """The number of rows after this visit; 0 when nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/")
            answer = connection.getresponse()
            return int(answer.read()) if answer.status == 200 else 0
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()

    def refused(self, **environment: str) -> str:
        """Start what can't start; returns its sentence."""
        run = self.start(**environment)
        _, complaint = run.communicate(timeout=PATIENCE)
        assert run.returncode == 1, complaint
        assert complaint.count("\n") == 1, f"more than one sentence: {complaint}"
        return complaint

    def living(self) -> list[psutil.Process]:
        return processes.marked(self.mark) if self.mark else []

    def database(self) -> psutil.Process:
        return next(found for found in self.living() if found.name() == "postgres")

    def at(self, path: Path) -> "House":
        """Another house of the same kind."""
        return replace(self, path=path, port=free_port(), runs=[])

    def copied(self) -> "House":
        """The folder as `cp -a` copies it, though its mall may be running."""
        path = self.path.with_name("copy")
        subprocess.run(["cp", "-a", self.path, path], check=True)
        return self.at(path)

    def left_by_a_kill(self) -> list[psutil.Process]:
        """Kill the supervisor as nobody should; returns what that left."""
        self.runs[-1].kill()
        self.runs[-1].wait(30)
        left = self.living()
        assert left, "the test proves nothing when nothing was left"
        return left

    def clear_away(self) -> None:
        for run in self.runs:
            if run.poll() is None:
                run.send_signal(signal.SIGTERM)
            run.communicate(timeout=PATIENCE)
        if self.identity:
            processes.stop_marked(self.mark)
            shutil.rmtree(account.PLACES / self.identity, ignore_errors=True)


def wait_for(what: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.03)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def new_house(folder: Path) -> House:
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    kept["PYTHONPATH"] = str(machines.ROOT / "src")
    return House(folder / "data", free_port(), kept)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A house that nobody has opened yet."""
    house = new_house(tmp_path)
    yield house
    house.clear_away()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """An open house for tests that only look."""
    house = new_house(tmp_path_factory.mktemp("running"))
    house.environment["BALAREA_SECRET_KEY"] = "not for the database"
    house.open()
    yield house
    house.clear_away()


@pytest.fixture
def machine(tmp_path: Path) -> machines.Machine:
    """A bare machine with a clone."""
    return machines.make(tmp_path)
