"""Strangers' files are opened in a child process that can't do much.

The child has no environment but what its Python needs to start (so no keys and no
database address), no open files but its own two, a bounded memory, processor time, file
size and wall time. Whatever a file does to it, the worker goes on.

Its first line says that it has begun. A child that never says so is a fault of the
house, and no file may be blamed for it.
"""

import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any, Final

MEMORY: Final = 900_000_000  # address space; a 40-megapixel picture fits in
CPU_SECONDS: Final = 10
WALL_SECONDS: Final = 20
MAX_OUTPUT: Final = 32_000_000
PATIENCE: Final = 10  # seconds that an upload waits for its turn

BEGUN: Final = b"begun\n"
LACKING: Final = 69  # the child's status where a library is missing (EX_UNAVAILABLE)
# Where a Python built with a library of its own finds that.
LOADING: Final = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")

# The child's program. No caller names one: a job is one of its own few, or nothing.
_PROGRAM: Final = __name__

log = logging.getLogger(__name__)
_SOURCE = Path(__file__).resolve().parents[3]
_turns = threading.BoundedSemaphore(max(2, os.cpu_count() or 2))


class Busy(Exception):
    """Too many files are being looked at; try again in a moment."""


class NotStarted(Exception):
    """The child did not start, so no file was looked at: a fault of the house."""


class Broken(Exception):
    """The child did not come to an end within its limits."""


def run(job: str, content: bytes, **options: Any) -> tuple[dict[str, Any], bytes]:
    """Do one job of `sandbox.__main__` in a child; gives its facts and its bytes.

    Raises:
        Busy: no turn became free in time.
        NotStarted: the child did not come so far as to look at the file; was logged.
        Broken: the child died, hung, or said nothing sensible.
    """
    if not _turns.acquire(timeout=PATIENCE):
        raise Busy(Busy.__doc__)
    try:
        with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as answer:
            given.write(content)
            given.seek(0)
            command = [sys.executable, "-s", "-P", "-B", "-m", _PROGRAM]
            status = _await([*command, job, json.dumps(options)], given, answer)
            answer.seek(0)
            said = answer.read(MAX_OUTPUT)
    finally:
        _turns.release()
    if status == LACKING:
        log.error("A library of the program that looks at files is missing or broken.")
        raise NotStarted(NotStarted.__doc__)
    if not said.startswith(BEGUN):
        log.error(
            "The program that looks at files does not start. To see why, run as the "
            "house: .venv/bin/python -m balarea.documents.sandbox look '{}' </dev/null"
        )
        raise NotStarted(NotStarted.__doc__)
    if status != 0:
        raise Broken(Broken.__doc__)
    head, _, body = said.removeprefix(BEGUN).partition(b"\n")
    try:
        facts: dict[str, Any] = json.loads(head)
    except ValueError:
        raise Broken(Broken.__doc__) from None
    return facts, body


def _await(command: list[str], given: Any, answer: Any) -> int | None:
    """The child's status at its end; None where it did not start or was stopped."""
    passed = {name: os.environ[name] for name in LOADING if name in os.environ}
    try:
        child = subprocess.Popen(  # noqa: S603 - our own module, and no shell
            command,
            stdin=given,
            stdout=answer,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={**passed, "PYTHONPATH": str(_SOURCE), "LC_ALL": "C.UTF-8"},
            start_new_session=True,
        )
    except OSError:  # no such Python any more, or no room for another process
        return None
    try:
        return child.wait(WALL_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        return None
