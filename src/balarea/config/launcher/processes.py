"""Programs of a mall: started, found again after a kill -9, stopped.

Every program carries its data folder's path in the environment (`MARK`), and so does
whatever it starts. A list of process ids would miss grandchildren.
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

MARK = "BALAREA_LAUNCHED_FROM"
LOG_LIMIT = 10_000_000  # bytes


@dataclass
class Program:
    """What to run and as whom, its present process, and how it has fared."""

    name: str
    command: Sequence[str]
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    account: pwd.struct_passwd | None = None
    folder: Path | None = None  # its working folder
    stop_signal: signal.Signals = signal.SIGTERM
    patience: float = 8.0  # seconds after the stop signal
    before_start: Callable[[], None] = lambda: None
    wait_until_ready: Callable[["Program"], None] = lambda _program: None
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    log_start: int = 0  # where this run begins in the log, in bytes
    failures: int = 0  # since it last ran for some seconds
    was_steady: bool = False
    next_start: float = 0.0

    def start(self, mark: Path) -> None:
        """Start in a session of its own, so that Ctrl-C reaches only the supervisor."""
        self.began = time.monotonic()
        self.before_start()
        with self.log.open("ab") as log:
            self.log_start = log.tell()
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**self.environment, MARK: str(mark)},
                cwd=self.folder,
                start_new_session=True,
                umask=0o077,
                **as_account(self.account),
            )
        self.wait_until_ready(self)

    def end(self) -> None:
        """Stop what runs of it, gently at first; then whatever is left of its group."""
        if self.process is None:
            return
        self.process.send_signal(self.stop_signal)  # nothing to a process that ended
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(self.patience)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None

    def rotate_log(self) -> None:
        """Copy a log that grew too long and empty it, while its program appends."""
        with contextlib.suppress(OSError):  # no space for the copy: the next round
            if self.log.stat().st_size > LOG_LIMIT:
                shutil.copyfile(self.log, self.log.with_suffix(".1.log"))
                os.truncate(self.log, 0)


def as_account(account: pwd.struct_passwd | None) -> dict[str, Any]:
    """Arguments of `subprocess` for running by this account."""
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def marked(path: Path) -> list[psutil.Process]:
    """Living processes that were launched from this data folder, but our own."""
    ours = {os.getpid(), *(parent.pid for parent in psutil.Process().parents())}
    processes = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            is_marked = process.environ().get(MARK) == str(path)
            if is_marked and process.pid not in ours and is_alive(process):
                processes.append(process)
    return processes


def stop_marked(path: Path) -> bool:
    """Stop what was launched from this folder; returns whether there was anything.

    SIGINT is PostgreSQL's fast shutdown, and ends web and jobs as TERM does.
    """
    processes = marked(path)
    stop(processes, (signal.SIGINT, 20.0), (signal.SIGKILL, 5.0))
    return bool(processes)


def stop(processes: list[psutil.Process], *steps: tuple[signal.Signals, float]) -> None:
    """Send each signal to those still alive, and wait up to so many seconds."""
    for number, patience in steps:
        for process in processes:
            with contextlib.suppress(psutil.Error):
                process.send_signal(number)
        deadline = time.monotonic() + patience
        while (processes := list(filter(is_alive, processes))) and (
            time.monotonic() < deadline
        ):
            time.sleep(0.02)


def is_alive(process: psutil.Process) -> bool:
    """False for a zombie too: some containers never reap what a killed parent left."""
    with contextlib.suppress(psutil.Error):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


def python_module(*arguments: str) -> list[str]:
    return [sys.executable, "-m", *arguments]
