"""Keeps the house's programs running, and takes all of them down together."""

import contextlib
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

from balarea.config.house import disk, lastwords, processes
from balarea.config.house.errors import CannotRun, DiskFull, ProgramFailed
from balarea.config.house.folder import Folder
from balarea.config.house.processes import Program

STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
STEADY_AFTER = 5.0  # seconds; whoever ran that long has started well
TRIES = 3
LONGEST_PAUSE = 30.0


class Stop(BaseException):
    """Somebody asked the house to stop."""


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def warn(text: str) -> None:
    """Say what must not mix with the answer of a command."""
    sys.stderr.write(f"{text}\n")


def listen_for_stops() -> None:
    """Turn the first Ctrl-C, TERM or hang-up into `Stop`; later ones change nothing."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        ignore_stops()
        raise Stop

    for number in STOPS:
        signal.signal(number, stop)


def ignore_stops() -> None:
    """From here on only the end counts: nothing may interrupt the taking down."""
    for number in STOPS:
        signal.signal(number, signal.SIG_IGN)


@dataclass
class Kept:
    """A program, its present process and how it has fared.

    `failures` counts ends of any kind since it last ran steadily; `refusals` only
    those by its own decision while the database ran: it may never get going.
    """

    program: Program
    begin: Callable[[], subprocess.Popen[bytes]]
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    failures: int = 0
    refusals: int = 0
    was_steady: bool = False
    again_at: float = 0.0

    def start(self) -> None:
        self.began = time.monotonic()
        self.process = self.begin()

    def end(self) -> int:
        """Forget the process that ended; returns how."""
        ended, self.process = self.process, None
        if ended is None:
            return 0
        processes.end_session(ended.pid)
        return ended.returncode


@dataclass
class Supervisor:
    folder: Folder
    kept: list[Kept] = field(default_factory=list)
    database: Kept | None = None

    def keep(
        self,
        program: Program,
        begin: Callable[[], subprocess.Popen[bytes]] | None = None,
    ) -> Kept:
        """Start a program and keep it; programs stop in the opposite order."""
        mark = self.folder.mark
        kept = Kept(program, begin or (lambda: processes.start(program, mark)))
        self.kept.append(kept)
        kept.start()
        return kept

    def keep_database(
        self, program: Program, begin: Callable[[], subprocess.Popen[bytes]]
    ) -> None:
        """As `keep`, for the program on which the others depend."""
        self.database = self.keep(program, begin)

    def has_lost_database(self) -> bool:
        """Whether it ended since the last look."""
        base = self.database
        return bool(base and (base.process is None or base.process.poll() is not None))

    def watch(self, *rounds: Callable[[], None]) -> None:
        """Start again whatever ends, until somebody asks to stop."""
        with _woken_by_children() as wait:
            while True:
                self.look()
                for each in (self._rotate_logs, *rounds):
                    each()
                wait(1.0)

    def look(self) -> None:
        """One round: see who ended, start those whose pause is over.

        Raises:
            CannotRun: what ended won't mend by trying again.
        """
        now = time.monotonic()
        for kept in self.kept:
            if kept.process and kept.process.poll() is not None:
                said = lastwords.of(kept.program.log)
                self._note_end(kept, kept.end(), said, now)
            if kept.process is None and now >= kept.again_at:
                self._start(kept, now)

    def _start(self, kept: Kept, now: float) -> None:
        try:
            kept.start()
        except (ProgramFailed, DiskFull) as failure:
            self._pause(kept, str(failure), now)
        except (FileNotFoundError, PermissionError, NotADirectoryError) as error:
            # Its program or its folder is gone: no pause brings that back.
            raise self.why(
                kept.program, f"{error.strerror} ({error.filename})"
            ) from None
        except OSError as error:
            self._pause(kept, error.strerror or type(error).__name__, now)

    def _note_end(self, kept: Kept, status: int, said: str, now: float) -> None:
        if now - kept.began >= STEADY_AFTER:
            kept.was_steady, kept.failures, kept.refusals = True, 0, 0
        # A negative status is a signal: somebody killed it.
        if status >= 0 and not self._lacked_database(kept):
            kept.refusals += 1
        if kept.refusals >= TRIES and not kept.was_steady:
            raise self.why(kept.program, said)
        self._pause(kept, said, now)

    def _lacked_database(self, kept: Kept) -> bool:
        """Whether an absent database explains why this program ended."""
        base = self.database
        if base is None or base is kept:
            return False
        return base.process is None or base.began > kept.began

    def _pause(self, kept: Kept, said: str, now: float) -> None:
        """At once the first time, then more and more patiently."""
        kept.failures += 1
        tries = kept.failures - 1
        pause = min(2.0 ** min(tries, 8), LONGEST_PAUSE) if tries else 0.0
        when = f" in {pause:.0f} s" if pause else ""
        say(f"{kept.program.name} ended ({said}); starting it again{when}.")
        kept.again_at = now + pause

    def _rotate_logs(self) -> None:
        for kept in self.kept:
            # Without room for the copy it stays as it is; the next round tries again.
            with contextlib.suppress(OSError):
                processes.rotate_log(kept.program.log)

    def why(self, program: Program, said: str) -> CannotRun:
        """The sentence about a program that doesn't start."""
        full = self.full_disk(said)
        return full or ProgramFailed(name=program.name, reason=said, log=program.log)

    def full_disk(self, said: str) -> CannotRun | None:
        """The sentence about a full disk, if that is why something failed."""
        data = self.folder.path
        folders = (kept.program.working_folder for kept in self.kept)
        places = (data, *(place for place in folders if place))
        return disk.full_one(places, said, disk.needed_in(data))

    def stop(self) -> None:
        """Ask all but the first at once; what was started first goes last."""
        running = [kept for kept in self.kept if kept.process]
        for group in (running[1:], running[:1]):
            for kept in group:
                if kept.process:
                    processes.ask_to_stop(kept.process, kept.program)
            for kept in group:
                if kept.process:
                    processes.make_stop(kept.process, kept.program)
        processes.stop_marked(self.folder.mark)


@contextmanager
def _woken_by_children() -> Iterator[Callable[[float], None]]:
    """A wait that ends at once when a child ends."""
    reader, writer = socket.socketpair()
    reader.setblocking(False)
    writer.setblocking(False)
    before = signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
    signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)

    def wait(seconds: float) -> None:
        if select.select([reader], [], [], seconds)[0]:
            reader.recv(4096)

    try:
        yield wait
    finally:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, before)
        reader.close()
        writer.close()
