"""Programs that tests start: they end with the run, and are awaited while they move."""

import ctypes
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

SILENCE = 120.0  # seconds without a sign of life after which a program has failed
_PR_SET_PDEATHSIG = 1


def end_with_parent() -> None:
    """For `preexec_fn`: TERM comes when the process that started this one is gone.

    Linux only; elsewhere a killed run may leave its programs behind.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def wait_while_moving(
    program: "subprocess.Popen[bytes]",
    log: Path,
    is_ready: Callable[[], bool],
) -> None:
    """Until it is ready, however long that takes, as long as its log grows.

    Fails with the log when the program ends or writes nothing for `SILENCE` seconds.
    """
    size, since = -1, time.monotonic()
    while not is_ready():
        assert program.poll() is None, log.read_text()
        if log.stat().st_size != size:
            size, since = log.stat().st_size, time.monotonic()
        assert time.monotonic() - since < SILENCE, log.read_text()
        time.sleep(0.2)
