"""The program itself: killed in the middle of its work, it gives no number twice."""

import re
import signal
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.children import end_with_parent

from balarea.visits.programs import kiosk
from balarea.visits.programs.kiosk_numbers import Numbers
from balarea.visits.programs.kiosk_state import Lease

NUMBER = re.compile(r"B-K1-(\d{3})")


def prepare(folder: Path) -> None:
    """A key, a lease and a catalogue, as a kiosk has them when its mall goes away."""
    kiosk.make(folder)
    numbers = Numbers(folder, kiosk.read_key(folder))
    now = numbers.clock.wall()
    numbers.set_time(now)
    name = {"id": "KTP-el"}
    service = {"queue": "KTP", "name": name, "agency_name": name, "words": "ktp"}
    numbers.set_catalogue(
        {
            "url": "https://mal.example",
            "mall": {"id": "Mal"},
            "services": {"DKC-006": service},
            "queues": {"KTP": {}},
            "agencies": [{"code": "DKC", "name": name, "services": ["DKC-006"]}],
        }
    )
    numbers.add_lease(
        Lease("L", "KTP", "B-K1-", 1, 20, "2026-11-30", now, now + 24 * 3600)
    )
    numbers.journal.close()


@contextmanager
def running(folder: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The program and its address; its mall doesn't answer."""
    command = [sys.executable, "-m", "balarea", "kiosk", "--folder", str(folder), "run"]
    command += ["--mall", "http://127.0.0.1:9", "--code", "K1"]
    command += ["--listen", "127.0.0.1:0"]
    program = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, preexec_fn=end_with_parent
    )
    with program:
        try:
            assert program.stdout is not None
            yield program, program.stdout.readline().rpartition(" ")[2].strip()
        finally:
            program.kill()


def take(base: str, form_key: str) -> int:
    fields = {"service": "DKC-006", "form_key": form_key}
    data = urllib.parse.urlencode(fields).encode()
    with urllib.request.urlopen(f"{base}nomor/", data) as answer:
        match = NUMBER.search(answer.read().decode())
    assert match is not None
    return int(match[1])


def test_a_kiosk_that_is_killed_goes_on_with_the_next_number(tmp_path: Path) -> None:
    prepare(tmp_path)
    taken = []
    for start in range(2):
        with running(tmp_path) as (program, base):
            taken += [take(base, f"{start} {tap}") for tap in (1, 2, 2)]
            program.send_signal(signal.SIGKILL)
            program.wait()
    assert taken == [1, 2, 2, 3, 4, 4]
