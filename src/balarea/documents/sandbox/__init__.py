"""Uploaded files are parsed in a limited child process.

The child gets no environment except what Python needs to start (so no keys and no
database address), no open files except its input and output, and limits of memory,
processor time, file size and wall time. A file that breaks it does not affect the
worker.

Its first line of output says that it has started. A child that never writes it is a
fault of the installation, not of the file.
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
MAX_WAIT: Final = 10  # seconds that an upload waits for a free slot

STARTED: Final = b"begun\n"
LIBRARY_MISSING: Final = (
    69  # the child's status where a library is missing (EX_UNAVAILABLE)
)
# Where a Python that is linked to a shared library finds it.
LOADER_VARIABLES: Final = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")

# The child's module. Callers choose one of its jobs, never another program.
_PROGRAM: Final = __name__

log = logging.getLogger(__name__)
_SOURCE = Path(__file__).resolve().parents[3]
_slots = threading.BoundedSemaphore(max(2, os.cpu_count() or 2))


class Busy(Exception):
    message = "Too many files are being examined; try again in a moment."


class NotStarted(Exception):
    message = (
        "The child did not start, so the file was not examined: an installation fault."
    )


class Broken(Exception):
    message = "The child did not finish within its limits."


def run(job: str, content: bytes, **options: Any) -> tuple[dict[str, Any], bytes]:
    """Run one job of `sandbox.__main__` in a child.

    Args:
        job: a key of `JOBS`.
        content: the file, which the child reads from its input.
        options: arguments of the job, as JSON.

    Returns:
        The job's result, as a JSON object, and the bytes that it wrote.

    Raises:
        Busy: no slot became free in time.
        NotStarted: the child did not start, or lacks a library; this was logged.
        Broken: the child died, hung, or wrote no valid answer.
    """
    if not _slots.acquire(timeout=MAX_WAIT):
        raise Busy(Busy.message)
    try:
        with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as answer:
            given.write(content)
            given.seek(0)
            command = [sys.executable, "-s", "-P", "-B", "-m", _PROGRAM]
            status = _await([*command, job, json.dumps(options)], given, answer)
            answer.seek(0)
            output = answer.read(MAX_OUTPUT)
    finally:
        _slots.release()
    if status == LIBRARY_MISSING:
        log.error("A library of the program that examines files is missing or broken.")
        raise NotStarted(NotStarted.message)
    if not output.startswith(STARTED):
        log.error(
            "The program that examines files does not start. To see why, run as the "
            "user of the mall: "
            ".venv/bin/python -m balarea.documents.sandbox probe '{}' </dev/null"
        )
        raise NotStarted(NotStarted.message)
    if status != 0:
        raise Broken(Broken.message)
    head, _, body = output.removeprefix(STARTED).partition(b"\n")
    try:
        facts: dict[str, Any] = json.loads(head)
    except ValueError:
        raise Broken(Broken.message) from None
    return facts, body


def _await(command: list[str], given: Any, answer: Any) -> int | None:
    """The child's exit status; None if it did not start or was killed."""
    passed = {name: os.environ[name] for name in LOADER_VARIABLES if name in os.environ}
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
    except OSError:  # no such Python any more, or no memory for another process
        return None
    try:
        return child.wait(WALL_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        return None
