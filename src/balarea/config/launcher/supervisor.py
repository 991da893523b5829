"""Keeps the programs of a mall running, and stops all of them together."""

import contextlib
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg

from balarea.config.launcher import disk, log_tail, processes
from balarea.config.launcher.data_folder import DataFolder, Holder
from balarea.config.launcher.errors import CannotRun, ProgramFailed
from balarea.config.launcher.processes import Program

STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
STEADY_AFTER = 5.0  # seconds; a program that ran that long has started well
TRIES = 3  # of a program that never ran steadily
LONGEST_PAUSE = 30.0
INTERVAL = 0.2


class Stop(BaseException):
    """Ctrl-C, TERM or hang-up."""


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def on_stop(action: signal.Handlers | Callable[[int, object], None]) -> None:
    for number in STOPS:
        signal.signal(number, action)


def _stop(_number: int, _frame: object) -> None:
    on_stop(signal.SIG_IGN)  # further ones change nothing
    raise Stop


@dataclass
class Supervisor:
    folder: DataFolder
    programs: list[Program] = field(default_factory=list)
    disk_watch: disk.Watch | None = None
    has_taken_over: bool = False  # stopped what a killed supervisor had left

    def add(self, program: Program) -> None:
        """Start a program and keep it running; programs stop in the opposite order."""
        self.programs.append(program)
        program.start(self.folder.path)

    def watch(self) -> None:
        """Start again whatever ends, until `Stop` is raised."""
        while True:
            self.check()
            for program in self.programs:
                program.rotate_log()
            with contextlib.suppress(psycopg.Error):  # the database is restarting
                if self.disk_watch and (change := self.disk_watch.check()):
                    say(change)
            time.sleep(INTERVAL)

    def check(self) -> None:
        """One round: see what ended, and start what is due.

        Raises:
            CannotRun: what ended can't be mended by trying again.
        """
        now = time.monotonic()
        for program in self.programs:
            if program.process and program.process.poll() is not None:
                self._note_end(program, program.process.returncode, now)
            if program.process is None and now >= program.next_start:
                try:
                    program.start(self.folder.path)
                except (ProgramFailed, BlockingIOError) as failure:
                    program.end()
                    _schedule(program, str(failure), now)
                except OSError as error:  # its program or its folder is gone
                    raise CannotRun(f"{program.name} can't start: {error}.") from None

    def _note_end(self, program: Program, status: int, now: float) -> None:
        reason = log_tail.reason(program.log, program.log_start)
        program.end()
        if now - program.began >= STEADY_AFTER:
            program.was_steady, program.failures = True, 0
        # A negative status is a signal: it was killed, and may run well again.
        if status >= 0 and program.failures + 1 >= TRIES and not program.was_steady:
            raise self.failure(program)
        _schedule(program, reason, now)

    def failure(self, program: Program) -> ProgramFailed:
        what, folder = f"{program.name} doesn't start", self.folder.path
        return log_tail.failure(what, program.log, program.log_start, folder)

    def stop(self) -> None:
        """Web and jobs first, the database last, then whatever else was launched."""
        for program in self.programs[1:]:
            if program.process:
                program.process.send_signal(program.stop_signal)
        for program in reversed(self.programs):
            program.end()
        processes.stop_marked(self.folder.path)


def _schedule(program: Program, reason: str, now: float) -> None:
    """Start again at once the first time, then after growing pauses."""
    growing = min(2.0 ** min(program.failures, 8), LONGEST_PAUSE)
    pause = growing if program.failures else 0.0
    program.failures += 1
    program.next_start = now + pause
    when = f" in {pause:.0f} s" if pause else ""
    say(f"{program.name} ended ({reason}); starting it again{when}.")


@contextmanager
def supervised(folder: DataFolder, holder: Holder) -> Iterator[Supervisor]:
    """Hold the folder, stop what a killed run left, and leave nothing running."""
    on_stop(_stop)
    supervisor = Supervisor(folder)
    with folder.hold(holder):
        try:
            supervisor.has_taken_over = processes.stop_marked(folder.path)
            yield supervisor
        finally:
            on_stop(signal.SIG_IGN)
            supervisor.stop()
