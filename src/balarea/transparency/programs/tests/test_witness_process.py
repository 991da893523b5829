"""A witness as its operator runs it: it forgets nothing when it is killed."""

import http.client
import random
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.children import end_with_parent, run_to_end

from balarea.transparency.programs.tests.sample_log import (
    KEY,
    ORIGIN,
    SampleLog,
    numbered,
)
from balarea.transparency.programs.witness_service import origin_hash
from balarea.transparency.tlog import checkpoints, cosignatures, notes
from balarea.transparency.tlog.notes import VerifierKey
from balarea.transparency.tlog.witness_requests import AddCheckpoint

BALAREA = (sys.executable, "-m", "balarea", "witness", "--folder")


@contextmanager
def running(folder: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """The program and its port; killed in the end, if it lives."""
    command: list[str | Path] = [*BALAREA, folder, "run", "--listen", "127.0.0.1:0"]
    program = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, preexec_fn=end_with_parent
    )
    with program:
        try:
            assert program.stdout is not None
            match = re.search(r":(\d+)\.$", program.stdout.readline())
            assert match
            yield program, int(match[1])
        finally:
            program.kill()


def ask(port: int, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request(method, path, body or None)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def submit(port: int, log: SampleLog, old: int) -> tuple[int, bytes]:
    request = AddCheckpoint(old, tuple(log.proof(old)), log.note().format())
    return ask(port, "POST", "/add-checkpoint", request.format())


def grow_until_killed(port: int, log: SampleLog, size: int) -> int:
    """The last size that was cosigned before the program was gone."""
    try:
        while True:
            log.grow(numbered(len(log.entries), len(log.entries) + 7))
            status, answer = submit(port, log, size)
            if status == 409:
                size = int(answer)
                continue
            assert status == 200
            size = len(log.entries)
    except (OSError, http.client.HTTPException):
        return size


def test_remembers_all_that_it_cosigned_through_kills(tmp_path: Path) -> None:
    made = run_to_end([*BALAREA, tmp_path, "new", "w.example/log"])
    key = VerifierKey.parse(made.stdout.strip())
    (tmp_path / "witness.conf").write_text(f"log {KEY.vkey}\n")
    log, size = SampleLog(), 0
    chance = random.Random(3)
    for _ in range(3):
        with running(tmp_path) as (program, port):
            timer = threading.Timer(chance.uniform(0.1, 0.4), program.kill)
            timer.start()
            size = grow_until_killed(port, log, size)
            timer.join()
    assert size > 0
    with running(tmp_path) as (program, port):
        assert run_to_end([*BALAREA, tmp_path, "run"]).returncode == 1  # one at a time
        status, note = ask(port, "GET", f"/{origin_hash(ORIGIN)}/checkpoint")
        assert status == 200
        stored = checkpoints.parse(notes.open_note(note, [KEY.verifier]).text)
        assert stored.size >= size
        assert cosignatures.times(note, [key])[key.name] <= time.time()
        other = SampleLog(numbered(1, stored.size + 1))
        assert submit(port, other, stored.size)[0] == 422
        program.terminate()
        assert program.wait(20) == 0
