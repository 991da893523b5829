"""Programs of a mall: started, kept running, found after a kill -9, stopped."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import psycopg

from balarea.config.launcher.data_folder import DataFolder, Holder
from balarea.config.launcher.errors import CannotRun, require_space

PYTHON = (sys.executable, "-m")
# Holds the data folder's path in a program's environment and of what that starts.
MARK = "BALAREA_LAUNCHED_FROM"
STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LOG_LIMIT = 10_000_000  # bytes
FULL_BELOW = 32  # MB; PostgreSQL's write-ahead log grows by 16 MB at a time
STEADY_AFTER = 5.0  # seconds; a program that ran that long has started well
TRIES = 3  # of a program that never ran steadily
LONGEST_PAUSE = 30  # seconds


class Stop(BaseException):
    """Ctrl-C, TERM or hang-up."""


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


@dataclass
class Program:
    """What to run and as whom, its present process, and how it has fared."""

    name: str
    command: Sequence[str]
    log: Path
    environment: Mapping[str, str]
    account: pwd.struct_passwd | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    patience: float = 8.0  # seconds after the stop signal
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    log_start: int = 0  # where this run begins in the log, in bytes
    failures: int = 0  # since it last ran for some seconds
    was_steady: bool = False
    next_start: float = 0.0

    def start(self, mark: Path) -> subprocess.Popen[bytes]:
        """Start in a session of its own, so that Ctrl-C reaches only the supervisor."""
        self.began = time.monotonic()
        with self.log.open("ab") as log:
            self.log_start = log.tell()
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**self.environment, MARK: str(mark)},
                start_new_session=True,
                **as_account(self.account),
            )
        return self.process

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

    def last_lines(self) -> str:
        """The last three lines of this run's log that aren't indented."""
        log = self.log.read_bytes() if self.log.exists() else b""
        text = log[self.log_start :].decode("utf-8", "replace")
        lines = [line[:200] for line in text.splitlines() if line[:1].strip()]
        return " / ".join(lines[-3:]).rstrip(".") or "it said nothing"

    def failure(self) -> CannotRun:
        """Why it doesn't start; on a full disk even its log stays empty."""
        require_space(self.log.parent, FULL_BELOW)
        return CannotRun(
            f"{self.name} doesn't start: {self.last_lines()}. More stands in "
            f"{self.log}; mend the cause and start again."
        )

    def note_end(self, reason: str, status: int, now: float) -> None:
        """Start again at once the first time, then after growing pauses."""
        self.end()
        if now - self.began >= STEADY_AFTER:
            self.was_steady, self.failures = True, 0
        # A negative status is a signal: it was killed, and may run well again.
        if status >= 0 and self.failures + 1 >= TRIES and not self.was_steady:
            raise self.failure()
        pause = self.failures and min(2 ** min(self.failures, 8), LONGEST_PAUSE)
        self.failures += 1
        self.next_start = now + pause
        say(f"{self.name} ended ({reason}); starting it again in {pause} s.")

    def maintain(self) -> None:
        """Once a round: copy a log that grew too long and empty it."""
        if self.log.stat().st_size > LOG_LIMIT:
            shutil.copyfile(self.log, self.log.with_suffix(".1.log"))
            os.truncate(self.log, 0)


@dataclass
class Supervisor:
    folder: DataFolder
    programs: list[Program] = field(default_factory=list)

    def add(self, program: Program) -> None:
        """Start a program and keep it running; programs stop in the opposite order."""
        self.programs.append(program)
        program.start(self.folder.path)

    def watch(self) -> None:
        """Start again whatever ends, until `Stop` is raised."""
        while True:
            self.check()
            for program in self.programs:
                # The database is restarting, or the disk is full: the next round.
                with contextlib.suppress(psycopg.Error, OSError):
                    program.maintain()
            time.sleep(0.2)

    def check(self) -> None:
        """See what ended, and start what is due; raises what no new try will mend."""
        now = time.monotonic()
        for program in self.programs:
            if program.process and (status := program.process.poll()) is not None:
                program.note_end(program.last_lines(), status, now)
            if program.process is None and now >= program.next_start:
                program.began = now
                try:
                    program.start(self.folder.path)
                except (CannotRun, BlockingIOError) as failure:
                    program.note_end(str(failure), -signal.SIGKILL, now)

    def stop(self) -> None:
        """Web and jobs first, the database last, then whatever else was launched."""
        for program in self.programs[1:]:
            if program.process:
                program.process.send_signal(program.stop_signal)
        for program in reversed(self.programs):
            program.end()
        stop_marked(self.folder.path)


@contextlib.contextmanager
def supervised(folder: DataFolder, base: str = "") -> Iterator[Supervisor]:
    """Hold the folder, stop what a killed run left, and leave nothing running."""
    for number in STOPS:
        signal.signal(number, _stop)
    supervisor = Supervisor(folder)
    with folder.hold(Holder(os.getpid(), base)):
        try:
            if stop_marked(folder.path):
                sys.stderr.write("Stopped what an earlier, killed run had left.\n")
            yield supervisor
        finally:
            signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
            supervisor.stop()


def _stop(_number: int, _frame: object) -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)  # further ones change nothing
    raise Stop


def marked(path: Path) -> list[psutil.Process]:
    """Living processes that were launched from this data folder, but our own."""
    processes = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            is_marked = process.environ().get(MARK) == str(path)
            if is_marked and process.pid != os.getpid() and is_alive(process):
                processes.append(process)
    return processes


def stop_marked(path: Path) -> bool:
    """Stop what was launched from this folder; returns whether there was anything."""
    processes = marked(path)
    # SIGINT is PostgreSQL's fast shutdown, and ends web and jobs as TERM does.
    stop(stop(processes, signal.SIGINT, 20.0), signal.SIGKILL, 5.0)
    return bool(processes)


def stop(
    processes: list[psutil.Process], number: signal.Signals, patience: float
) -> list[psutil.Process]:
    """Send a signal and wait up to so many seconds; returns those still alive."""
    for process in processes:
        with contextlib.suppress(psutil.Error):
            process.send_signal(number)
    deadline = time.monotonic() + patience
    while (left := list(filter(is_alive, processes))) and time.monotonic() < deadline:
        time.sleep(0.02)
    return left


def is_alive(process: psutil.Process) -> bool:
    """False for a zombie too: some containers never reap what a killed parent left."""
    with contextlib.suppress(psutil.Error):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


def as_account(account: pwd.struct_passwd | None) -> dict[str, Any]:
    """Arguments of `subprocess` for running by this account, in a folder open to it."""
    if account is None:
        return {}
    user, group = account.pw_uid, account.pw_gid
    return {"user": user, "group": group, "extra_groups": [], "cwd": "/"}
