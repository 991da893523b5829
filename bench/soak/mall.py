"""A separate mall for a soak, started by `script/server`, and again when killed."""

import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from tests.children import end_with_parent

from balarea.config.launcher import processes
from balarea.config.launcher.data_folder import open_folder

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 600.0  # seconds; the first start fills the whole mall


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Mall:
    path: Path
    port: int
    more: Mapping[str, str]
    run: subprocess.Popen[bytes] | None = None
    said: Path = field(init=False)

    def __post_init__(self) -> None:
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.said = self.path.with_name(f"{self.path.name}.said")

    def start(self) -> None:
        """`script/server`, on the embedded database of this folder."""
        spared = {"DATABASE_URL", "BALAREA_DATA", processes.MARK}
        variables = {n: v for n, v in os.environ.items() if n not in spared} | dict(
            self.more
        )
        options = ["--data", str(self.path), "--port", str(self.port)]
        with self.said.open("ab") as output:
            self.run = subprocess.Popen(
                [ROOT / "script" / "server", *options],
                stdout=output,
                stderr=output,
                env=variables,
                preexec_fn=end_with_parent,
            )

    def open(self) -> float:
        """Start, wait for the first page; returns how long that took."""
        began = time.monotonic()
        self.start()
        while not self.answers():
            if not self.lives() or time.monotonic() - began > PATIENCE:
                raise SystemExit(f"The mall doesn't open: {self.said}")
            time.sleep(0.05)
        return time.monotonic() - began

    def lives(self) -> bool:
        return self.run is not None and self.run.poll() is None

    def answers(self) -> bool:
        """Whether a page that needs the database is served."""
        return self.ask("GET", "/transparansi/")[0] == 200

    def ask(
        self,
        method: str,
        path: str,
        body: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, str, str]:
        """Status (0: no response), location and text of one response."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Content-Type": "application/x-www-form-urlencoded"} | dict(
            headers or {}
        )
        try:
            connection.request(method, path, body or None, headers)
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
            return answer.status, answer.headers.get("Location") or "", text
        except (OSError, http.client.HTTPException):
            return 0, "", ""
        finally:
            connection.close()

    def is_ready(self) -> bool:
        """Whether the current supervisor's processes serve, not those of a killed."""
        holder = open_folder(self.path).holder()
        is_own = holder and self.run and holder.pid == self.run.pid
        return bool(is_own and holder and holder.database_url and self.answers())

    def environment(self) -> dict[str, str]:
        """Environment variables of a program that joins this mall."""
        while True:
            holder = open_folder(self.path).holder()
            if holder and holder.database_url:
                break
            if not self.lives():
                raise SystemExit("The mall isn't open.")
            time.sleep(0.1)  # pages are served a moment before it is logged
        return {"DATABASE_URL": holder.database_url, "BALAREA_DATA": str(self.path)}

    def processes(self) -> list[psutil.Process]:
        return processes.marked(self.path.resolve())

    def heads(self, word: str) -> list[psutil.Process]:
        """Programs of the supervisor with this word in their command line."""
        assert self.run
        return [
            process
            for process in psutil.Process(self.run.pid).children()
            if word in " ".join(process.cmdline())
        ]

    def stop(self) -> None:
        if self.run and self.run.poll() is None:
            self.run.send_signal(signal.SIGTERM)
            self.run.wait(60)
        processes.stop_marked(self.path.resolve())
