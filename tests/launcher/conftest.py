"""Supervisors of small stand-in programs, started as real processes."""

import contextlib
import http.client
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import psutil
import pytest

from balarea.config.launcher import embedded_database, processes
from tests.children import (
    STANDSTILL,
    ask_until,
    end_with_parent,
    wait_for_end,
    wait_while_moving,
)

from . import machine as machines

STANDIN = Path(__file__).with_name("standin.py")
TAKEN_OVER = "Stopped what an earlier, killed run had left.\n"
IS_ROOT = os.geteuid() == 0
needs_root = pytest.mark.skipif(not IS_ROOT, reason="for root only")


@dataclass
class Launched:
    """One data folder and the supervisors started on it."""

    path: Path
    port: int
    environment: dict[str, str]
    python: str = sys.executable
    standin: Path = STANDIN
    account: pwd.struct_passwd | None = None
    runs: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def place(self) -> Path:
        """The path of this folder's database."""
        if not IS_ROOT or self.account:
            return self.path / "postgres"
        card = self.path / "house.json"
        name = json.loads(card.read_text())["id"] if card.exists() else "none"
        return embedded_database.PLACES / str(name)

    def command(self) -> list[str | Path]:
        return [self.python, self.standin, self.path, str(self.port)]

    def start(self, **environment: str) -> subprocess.Popen[bytes]:
        with self.output.open("w") as output, self.errors_file.open("w") as errors:
            run = subprocess.Popen(
                self.command(),
                stdout=output,
                stderr=errors,
                env=self.environment | environment,
                preexec_fn=end_with_parent,
                **processes.as_account(self.account),
            )
        self.runs.append(run)
        return run

    @property
    def output(self) -> Path:
        return self.path.with_name(f"{self.path.name}.output")

    @property
    def printed(self) -> str:
        """What the latest supervisor printed."""
        return self.output.read_text()

    @property
    def errors_file(self) -> Path:
        return self.path.with_name(f"{self.path.name}.errors")

    @property
    def errors(self) -> str:
        return self.errors_file.read_text()

    def open(self, **environment: str) -> subprocess.Popen[bytes]:
        """Start, and return when the supervisor says that the mall is open."""
        run = self.start(**environment)
        wait_while_moving(run, self.errors_file, lambda: "is open at" in self.printed)
        return run

    def stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        """Stop the latest supervisor, which ends without an error."""
        run = self.runs[-1]
        run.send_signal(number)
        status = wait_for_end(run)
        assert (status, self.errors.replace(TAKEN_OVER, "")) == (0, "")

    def kill(self) -> list[psutil.Process]:
        """Kill the supervisor by -9; returns what that left."""
        self.runs[-1].kill()
        self.runs[-1].wait()
        left = self.living()
        assert left, "the test proves nothing when nothing was left"
        return left

    def visit(self) -> int:
        """The number of rows after this visit; 0 when nobody answers."""
        address = f"http://127.0.0.1:{self.port}/"
        try:
            with urllib.request.urlopen(address, timeout=STANDSTILL) as answer:
                return int(answer.read())
        except TimeoutError:
            raise  # it hangs
        except (OSError, http.client.HTTPException):
            return 0

    def refused(self, **environment: str) -> str:
        """Start what can't start; returns its sentence."""
        run = self.start(**environment)
        status = wait_for_end(run)
        assert (status, self.errors.count("\n")) == (1, 1), self.errors
        assert self.living() == [] or len(self.runs) > 1
        return self.errors

    def living(self) -> list[psutil.Process]:
        return processes.marked(self.path)

    def heads(self, word: str) -> list[psutil.Process]:
        """Living programs of the latest supervisor with this word in the command."""
        heads = []
        for process in self.living():
            with contextlib.suppress(psutil.NoSuchProcess):
                is_head = process.ppid() == self.runs[-1].pid
                if is_head and word in " ".join(process.cmdline()):
                    heads.append(process)
        return heads

    def at(self, path: Path) -> "Launched":
        """Another folder of the same kind."""
        return replace(self, path=path, port=free_port(), runs=[])

    def clear_away(self) -> None:
        for run in self.runs:
            if run.poll() is None:
                run.send_signal(signal.SIGTERM)
            wait_for_end(run)
        processes.stop_marked(self.path)
        if IS_ROOT:
            shutil.rmtree(self.place, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def new_folder(parent: Path) -> Launched:
    environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    environment["PYTHONPATH"] = str(machines.ROOT / "src")
    return Launched(parent / "data", free_port(), environment)


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Launched]:
    """A folder from which nothing was started yet."""
    launched = new_folder(tmp_path)
    yield launched
    launched.clear_away()


@pytest.fixture(scope="session")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Launched]:
    launched = new_folder(tmp_path_factory.mktemp("launched"))
    yield launched
    launched.clear_away()


@pytest.fixture
def mall(_made: Launched) -> Launched:
    """An open mall; its database was made once for all tests."""
    if not _made.runs or _made.runs[-1].poll() is not None:
        _made.open(BALAREA_SECRET_KEY="not for the database")
    ask_until(_made.visit)
    return _made


@pytest.fixture
def machine(tmp_path: Path) -> machines.Machine:
    """A bare machine with a clone."""
    return machines.make(tmp_path)
