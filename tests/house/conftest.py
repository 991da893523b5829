"""Houses with stand-in programs, started as real processes and cleared away."""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

from balarea.config.house import account, processes

STANDIN = Path(__file__).with_name("standin.py")
PATIENCE = 30.0


@dataclass
class House:
    """One data folder and the supervisors started on it."""

    path: Path
    port: int
    environment: dict[str, str]
    runs: list[subprocess.Popen[str]] = field(default_factory=list)

    @property
    def identity(self) -> str:
        card = self.path / "house.json"
        return str(json.loads(card.read_text())["id"]) if card.exists() else ""

    def start(self, **environment: str) -> subprocess.Popen[str]:
        run = subprocess.Popen(
            [sys.executable, STANDIN, self.path, str(self.port)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=self.environment | environment,
        )
        self.runs.append(run)
        return run

    def open(self) -> subprocess.Popen[str]:
        """Start, and come back when the front page answers."""
        run = self.start()
        wait_for(lambda: run.poll() is not None or self.ask())
        assert run.poll() is None, run.communicate()
        return run

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
        _, said = run.communicate(timeout=PATIENCE)
        assert run.returncode == 1, said
        assert said.count("\n") == 1, f"more than one sentence: {said}"
        return said

    def living(self) -> list[psutil.Process]:
        return processes.marked(self.identity) if self.identity else []

    def database(self) -> psutil.Process:
        return next(found for found in self.living() if found.name() == "postgres")

    def clear_away(self) -> None:
        for run in self.runs:
            if run.poll() is None:
                run.send_signal(signal.SIGTERM)
            run.communicate(timeout=PATIENCE)
        if self.identity:
            processes.stop_marked(self.identity)
            shutil.rmtree(account.PLACES / self.identity, ignore_errors=True)


def wait_for(what: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    house = House(tmp_path / "data", free_port(), kept)
    yield house
    house.clear_away()
