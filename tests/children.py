"""Programs that tests start: they end with the run, and are awaited while they move.

No wait is limited by the clock alone, because a busy machine takes its time: it fails
once nothing has moved for `STANDSTILL` seconds, or after `TRIES` requests.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import psutil

STANDSTILL = 120.0  # seconds without movement after which a wait fails
TRIES = 1200  # of a request; two minutes and more
SOME = 4.0  # seconds of processor time that are more than an idle program's own
_PR_SET_PDEATHSIG = 1


def end_with_parent() -> None:
    """For `preexec_fn`: TERM comes when the process that started this one is gone.

    Linux only; elsewhere a killed run may leave its programs behind.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def wait_for(
    is_done: Callable[[], object],
    measure: Callable[[], object] = lambda: work_of(os.getpid(), is_included=False),
    *,
    pause: float = 0.03,
    report: Callable[[], object] = lambda: "",
) -> None:
    """Until it is done, as long as `measure` changes: by default while children work.

    Fails with `report` when nothing has changed for `STANDSTILL` seconds.
    """
    before, deadline = measure(), time.monotonic() + STANDSTILL
    while not is_done():
        if time.monotonic() > deadline:
            after = measure()
            assert after != before, f"nothing moves any more. {report()}"
            before, deadline = after, time.monotonic() + STANDSTILL
        time.sleep(pause)


def ask_until(is_done: Callable[[], object]) -> None:
    """Until a server's answer says so, for `TRIES` requests at most.

    Where the server is slow, so is each request.
    """
    for _ in range(TRIES):
        if is_done():
            return
        time.sleep(0.1)
    raise AssertionError(f"it wasn't done after {TRIES} requests")


def wait_while_moving(
    program: "subprocess.Popen[bytes]", log: Path, is_ready: Callable[[], bool]
) -> None:
    """Until it is ready, however long that takes, as long as it moves.

    It moves while its log grows or its processes compute. Fails with the log when it
    ends or stands still.
    """

    def is_done() -> bool:
        assert program.poll() is None, log.read_text()
        return is_ready()

    def measure() -> tuple[int, int]:
        return log.stat().st_size, work_of(program.pid)

    wait_for(is_done, measure, pause=0.05, report=log.read_text)


def wait_for_end(program: "subprocess.Popen[bytes]") -> int:
    """The exit status of a program, which may take as long as it computes."""
    wait_for(lambda: program.poll() is not None, lambda: work_of(program.pid))
    return program.returncode


def output_of(program: "subprocess.Popen[str]") -> tuple[str, str]:
    """Standard output and error to their end, for as long as somebody computes."""
    written: list[tuple[str, str]] = []

    def is_done() -> bool:
        with contextlib.suppress(subprocess.TimeoutExpired):
            written.append(program.communicate(timeout=0.1))
        return bool(written)

    wait_for(is_done, lambda: work_of(program.pid))
    return written[0]


def run_to_end(
    command: Sequence[str | Path], **options: Any
) -> "subprocess.CompletedProcess[str]":
    """As `subprocess.run` with its output as text, for as long as somebody computes."""
    program = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=end_with_parent,
        **options,
    )
    output, errors = output_of(program)
    return subprocess.CompletedProcess(command, program.returncode, output, errors)


def work_of(pid: int, *, is_included: bool = True) -> int:
    """Processor time of all that a process started, and its own, in steps of `SOME`."""
    total = 0.0
    with contextlib.suppress(psutil.Error):
        program = psutil.Process(pid)
        own = [program] if is_included else []
        for process in (*own, *program.children(recursive=True)):
            with contextlib.suppress(psutil.Error):
                times = process.cpu_times()
                total += times.user + times.system
    return int(total / SOME)
