"""Strangers' files are opened in a child process that can't do much.

The child has no environment (so no keys and no database address), no open files but
its own two, a bounded memory, processor time, file size and wall time. Whatever a file
does to it, the worker goes on.
"""

import json
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

_SOURCE = Path(__file__).resolve().parents[3]
_turns = threading.BoundedSemaphore(max(2, os.cpu_count() or 2))


class Busy(Exception):
    """Too many files are being looked at; try again in a moment."""


class Broken(Exception):
    """The child did not come to an end within its limits."""


def run(job: str, content: bytes, **options: Any) -> tuple[dict[str, Any], bytes]:
    """Do one job of `sandbox.__main__` in a child; gives its facts and its bytes.

    Raises:
        Busy: no turn became free in time.
        Broken: the child died, hung, or said nothing sensible.
    """
    if not _turns.acquire(timeout=PATIENCE):
        raise Busy(Busy.__doc__)
    try:
        with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as answer:
            given.write(content)
            given.seek(0)
            command = [sys.executable, "-s", "-P", "-B", "-m", __name__]
            _await([*command, job, json.dumps(options)], given, answer)
            answer.seek(0)
            head, _, body = answer.read(MAX_OUTPUT).partition(b"\n")
    finally:
        _turns.release()
    try:
        facts: dict[str, Any] = json.loads(head)
    except ValueError:
        raise Broken(Broken.__doc__) from None
    return facts, body


def _await(command: list[str], given: Any, answer: Any) -> None:
    child = subprocess.Popen(  # noqa: S603 - our own module, and no shell
        command,
        stdin=given,
        stdout=answer,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={"PYTHONPATH": str(_SOURCE), "LC_ALL": "C.UTF-8"},
        start_new_session=True,
    )
    try:
        status = child.wait(WALL_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        raise Broken(Broken.__doc__) from None
    if status:
        raise Broken(Broken.__doc__)
