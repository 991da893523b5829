"""Programs that tests start: they end with the run, and are awaited while they move."""

import contextlib
import ctypes
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil

STANDSTILL = 120.0  # seconds after which a program that doesn't move has failed
SOME = 2.0  # seconds of processor time that are more than a supervisor's own
_PR_SET_PDEATHSIG = 1


def end_with_parent() -> None:
    """For `preexec_fn`: TERM comes when the process that started this one is gone.

    Linux only; elsewhere a killed run may leave its programs behind.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def wait_while_moving(
    program: "subprocess.Popen[bytes]", log: Path, is_ready: Callable[[], bool]
) -> None:
    """Until it is ready, however long that takes, as long as it moves.

    It moves while its log grows or its processes compute. Fails with the log when it
    ends, or hasn't moved for `STANDSTILL` seconds.
    """
    size, seconds, since = -1, 0.0, time.monotonic()
    while not is_ready():
        assert program.poll() is None, log.read_text()
        if log.stat().st_size > size or computed(program.pid) > seconds + SOME:
            size, seconds = log.stat().st_size, computed(program.pid)
            since = time.monotonic()
        assert time.monotonic() - since < STANDSTILL, log.read_text()
        time.sleep(0.2)


def computed(pid: int) -> float:
    """Seconds of processor time of a process and of all that it started."""
    total = 0.0
    with contextlib.suppress(psutil.Error):
        program = psutil.Process(pid)
        for process in (program, *program.children(recursive=True)):
            with contextlib.suppress(psutil.Error):
                times = process.cpu_times()
                total += times.user + times.system
    return total
