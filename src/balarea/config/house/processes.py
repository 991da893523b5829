"""Programs of the house: started with its mark, found again by it, stopped.

Every program carries its data folder's mark in its environment, and so does whatever
it starts. After a `kill -9` of the supervisor the mark still tells what is ours; a list
of process numbers would miss grandchildren and the moment before it is written.
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

import psutil

MARK = "BALAREA_HOUSE"
LOG_LIMIT = 10_000_000
LOGS_BEFORE = 4  # rotated ones that stay


@dataclass(frozen=True)
class Program:
    """What to run, as whom, and how to ask it to stop."""

    name: str
    command: Sequence[str]
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    account: pwd.struct_passwd | None = None
    working_folder: Path | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    patience: float = 8.0


def start(program: Program, mark: str) -> subprocess.Popen[bytes]:
    """Start in a session of its own, so that Ctrl-C reaches only the supervisor."""
    account = program.account
    with _open_log(program.log) as log:
        return subprocess.Popen(
            program.command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env={**program.environment, MARK: mark},
            cwd=program.working_folder,
            start_new_session=True,
            umask=0o077,
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
        )


def _open_log(path: Path) -> BinaryIO:
    rotate_log(path)
    return path.open("ab")


def rotate_log(path: Path) -> None:
    """Move a log that grew too long aside, while its program writes on.

    The program holds the file open, so its content is copied and the file emptied; it
    appends, and goes on at the new end. Older ones move up, the oldest is dropped.
    """
    if not path.exists() or path.stat().st_size <= LOG_LIMIT:
        return
    older = [path.with_suffix(f".{number}.log") for number in range(LOGS_BEFORE, 0, -1)]
    for oldest, newer in pairwise(older):
        if newer.exists():
            newer.replace(oldest)
    shutil.copyfile(path, older[-1])
    os.truncate(path, 0)


def end_session(leader: int) -> int:
    """End what is left of an ended program's session; returns how many there were.

    Workers of a killed parent serve on, and would add up beside those of the next.
    """
    left = session_of(leader)
    stop(left, (signal.SIGTERM, 3.0), (signal.SIGKILL, 5.0))
    # What began meanwhile, and whatever refused.
    stop(session_of(leader), (signal.SIGKILL, 5.0))
    return len(left)


def session_of(leader: int) -> list[psutil.Process]:
    """Living processes of the session that this process began."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(OSError):
            if os.getsid(process.pid) == leader and lives(process):
                found.append(process)
    return found


def ask_to_stop(process: subprocess.Popen[bytes], program: Program) -> None:
    if process.poll() is None:
        process.send_signal(program.stop_signal)


def make_stop(process: subprocess.Popen[bytes], program: Program) -> None:
    """Wait for the end, and no longer than the program's patience."""
    try:
        process.wait(program.patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def marked(mark: str) -> list[psutil.Process]:
    """Living processes of the data folder with this mark."""
    ours = {os.getpid(), *(parent.pid for parent in psutil.Process().parents())}
    return [
        process
        for process in psutil.process_iter()
        if process.pid not in ours and _mark_of(process) == mark
    ]


def _mark_of(process: psutil.Process) -> str | None:
    try:
        return process.environ().get(MARK) if lives(process) else None
    except (psutil.Error, OSError):
        return None


def stop_marked(mark: str) -> int:
    """Stop whatever carries the mark; returns how many there were.

    A database is stopped by its head alone and as Ctrl-C would have done it.
    """
    left = marked(mark)
    bases = [process for process in left if _is_database(process)]
    numbers = {process.pid for process in bases}
    heads = [process for process in bases if _parent(process) not in numbers]
    others = [process for process in left if process.pid not in numbers]
    stop(others, (signal.SIGTERM, 3.0), (signal.SIGKILL, 5.0))
    stop(heads, (signal.SIGINT, 30.0), (signal.SIGQUIT, 10.0))
    return len(left)


def stop(left: list[psutil.Process], *means: tuple[signal.Signals, float]) -> None:
    """Signal all of them, and wait no longer than the last one lives."""
    for number, patience in means:
        for process in left:
            with contextlib.suppress(psutil.Error):
                process.send_signal(number)
        deadline = time.monotonic() + patience
        while (left := [one for one in left if lives(one)]) and (
            time.monotonic() < deadline
        ):
            time.sleep(0.02)


def lives(process: psutil.Process) -> bool:
    """Whether it still does something.

    Its number may stay for long after its end: what a killed supervisor leaves is for
    the first program of the machine to bury, which in a container may never do so.
    """
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def _is_database(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.Error):
        return process.name() == "postgres"
    return False


def _parent(process: psutil.Process) -> int | None:
    with contextlib.suppress(psutil.Error):
        return process.ppid()
    return None


def python_module(*arguments: str) -> list[str]:
    return [sys.executable, "-m", *arguments]
