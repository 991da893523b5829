"""What keeps a mall open: a killed database with work under way, killed parents, a disk
that fills, logs that grow."""

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import Mock

import psutil
import psycopg
import pytest
from balarea.config.launcher.folder import open_folder

from balarea.config.launcher import cluster, disk, lastwords, processes
from balarea.config.launcher.errors import CannotRun, DiskFull, ProgramFailed
from balarea.config.launcher.processes import Program
from balarea.config.launcher.supervisor import LONGEST_PAUSE, TRIES, Kept, Supervisor

from .conftest import House, wait_for
from .test_running import _programs

BUSY = "SELECT count(*) FROM generate_series(1, 1000000000)"


def url(house: House) -> str:
    return f"postgresql://balarea@/balarea?host={house.place}/socket"


@contextlib.contextmanager
def busy_connections(house: House, count: int) -> Iterator[None]:
    """Connections whose backends compute for minutes and look at nothing else."""

    def compute(connection: psycopg.Connection[tuple[object, ...]]) -> None:
        with contextlib.suppress(psycopg.Error), connection:
            connection.execute(BUSY)

    threads = []
    for _ in range(count):
        connection = psycopg.connect(url(house))
        threads.append(threading.Thread(target=compute, args=[connection]))
        threads[-1].start()
    with psycopg.connect(url(house), autocommit=True) as look:
        busy = "SELECT count(*) FROM pg_stat_activity WHERE query = %s"
        wait_for(lambda: look.execute(busy, [BUSY]).fetchone() == (count,))
    yield
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive(), "an old backend works on"


def test_opens_again_when_the_database_is_killed_with_16_busy_connections(
    house: House,
) -> None:
    run = house.open()
    before = house.ask()
    for _ in range(3):
        with busy_connections(house, 16):
            house.database().kill()
        wait_for(lambda: house.ask() > before)  # noqa: B023 - used at once
        before = house.ask()
    assert run.poll() is None


def test_ends_the_workers_of_a_killed_parent(house: House) -> None:
    run = house.open()
    [parent] = _programs(house, run.pid, "web")
    workers = parent.children(recursive=True)
    assert len(workers) >= 2

    parent.kill()

    wait_for(lambda: _programs(house, run.pid, "web") not in ([], [parent]))
    wait_for(house.ask)
    assert [worker for worker in workers if processes.lives(worker)] == []


def test_the_database_reads_on_while_it_may_not_write_and_writes_again(
    house: House,
) -> None:
    house.open()
    before = house.ask()
    embedded = cluster.of(open_folder(house.path))
    with psycopg.connect(url(house), autocommit=True) as there_before:
        embedded.allow_writing(False)
        wait_for(lambda: not house.ask())
        count = there_before.execute("SELECT count(*) FROM visit").fetchone()
        assert count
        assert int(str(count[0])) >= before
        embedded.allow_writing(True)
        wait_for(house.ask)


def test_a_mall_that_was_killed_while_it_only_read_writes_again(house: House) -> None:
    run = house.open()
    cluster.of(open_folder(house.path)).allow_writing(False)
    wait_for(lambda: not house.ask())
    run.kill()
    run.wait(30)

    house.open()

    assert house.ask()


# The supervisor alone, with programs that end as they are told.


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    made = Supervisor(open_folder(tmp_path / "data"))
    yield made
    for kept in made.kept:
        if kept.process:
            kept.process.kill()
            kept.process.wait()


def program(supervisor: Supervisor, code: str) -> Program:
    log = supervisor.folder.logs / "program.log"
    return Program("It", [sys.executable, "-c", code], log, {**os.environ})


def fail_at_start(supervisor: Supervisor, failure: Exception) -> Kept:
    """A program that ran, was killed and now doesn't start again."""

    def begin() -> subprocess.Popen[bytes]:
        raise failure

    ran = program(supervisor, "import time; time.sleep(60)")
    kept = supervisor.keep(ran)
    assert kept.process
    kept.process.kill()
    kept.process.wait()
    kept.begin = begin
    return kept


@pytest.mark.parametrize(
    "failure",
    [
        ProgramFailed(name="The database", reason="old backends", log=Path("log")),
        DiskFull(path=Path("/"), free=0, needed=1),
        BlockingIOError(11, "no more processes"),
    ],
)
def test_tries_again_with_growing_pauses_and_says_so(
    supervisor: Supervisor, failure: Exception, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = fail_at_start(supervisor, failure)
    pauses = []
    for _ in range(9):
        before = kept.began
        kept.again_at = 0.0
        supervisor.look()
        assert kept.began > before
        pauses.append(round(kept.again_at - kept.began))
    assert pauses == sorted(pauses)
    assert pauses[0] < 5
    assert pauses[-1] == LONGEST_PAUSE
    assert capsys.readouterr().out.count("starting it again in") == 9


def test_what_no_pause_brings_back_ends_the_mall(supervisor: Supervisor) -> None:
    fail_at_start(supervisor, FileNotFoundError(2, "No such file", "/gone"))
    with pytest.raises(CannotRun, match="/gone"):
        supervisor.look()


def test_being_killed_is_no_refusal_however_often(supervisor: Supervisor) -> None:
    kept = supervisor.keep(program(supervisor, "import time; time.sleep(60)"))
    for _ in range(TRIES + 2):
        assert kept.process
        kept.process.kill()
        kept.process.wait()
        kept.again_at = 0.0
        supervisor.look()
        kept.again_at = 0.0
        supervisor.look()
    assert kept.process
    assert kept.process.poll() is None


def test_who_ends_for_want_of_the_database_is_started_again(
    supervisor: Supervisor,
) -> None:
    supervisor.keep_database(
        program(supervisor, ""),
        lambda: subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]),
    )
    kept = supervisor.keep(program(supervisor, "raise SystemExit(1)"))
    for _ in range(TRIES + 2):
        assert supervisor.database
        supervisor.database.began = kept.began + 1  # it came back only after that
        if kept.process:
            kept.process.wait()
        kept.again_at = 0.0
        supervisor.look()


def test_the_reason_is_looked_for_in_this_run_not_in_an_older_one(
    tmp_path: Path,
) -> None:
    log = tmp_path / "log"
    log.write_text("the reason of yesterday\n")
    since = log.stat().st_size
    assert lastwords.of(log, since=since) == "it said nothing"
    with log.open("a") as file:
        file.write("pre-existing shared memory block is still in use\n" + "x\n" * 5)
    assert "pre-existing shared memory" in lastwords.text_of(log, since)
    assert "yesterday" not in lastwords.text_of(log, since)


def test_nothing_of_an_ended_programs_session_lives_on() -> None:
    parent = (
        "import subprocess, sys\n"
        "stubborn = ('import signal, time;'"
        " 'signal.signal(signal.SIGTERM, signal.SIG_IGN);'"
        " 'print(flush=True); time.sleep(60)')\n"
        "for _ in range(2):\n"
        "    child = subprocess.Popen([sys.executable, '-c', stubborn],"
        " stdout=subprocess.PIPE)\n"
        "    child.stdout.readline()\n"
        "print(flush=True)\n"
        "input()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", parent],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    ) as run:
        assert run.stdout
        run.stdout.readline()
        children = psutil.Process(run.pid).children()
        run.kill()
        run.wait(30)

        assert processes.end_session(run.pid) == 2

        assert [child for child in children if processes.lives(child)] == []


# Logs and disks.


def test_a_log_is_rotated_while_its_program_writes_on(
    supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "LOG_LIMIT", 20)
    writes = (
        "import sys\n"
        "for line in sys.stdin:\n    print(line.strip(), 'x' * 30, flush=True)"
    )
    told = program(supervisor, writes)
    log = told.log
    with (
        log.open("ab") as output,
        subprocess.Popen(
            told.command, stdin=subprocess.PIPE, stdout=output, text=True
        ) as run,
    ):
        supervisor.kept.append(Kept(told, begin=Mock()))
        assert run.stdin
        for number in range(processes.LOGS_BEFORE + 3):
            run.stdin.write(f"{number}\n")
            run.stdin.flush()
            wait_for(lambda: log.stat().st_size > 20)
            supervisor._rotate_logs()
            assert log.stat().st_size == 0
        run.stdin.close()
    older = sorted(log.parent.glob("program.*.log"))
    assert [path.name for path in older] == [f"program.{n}.log" for n in range(1, 5)]
    newest = [path.read_text().strip("\0")[0] for path in older]
    assert newest == ["6", "5", "4", "3"]


class Disk:
    """A disk whose free room the test sets."""

    def __init__(self) -> None:
        self.free, self.now = 50 * disk.GIGABYTE, 0.0
        self.said: list[str] = []
        self.allowed: list[bool] = []
        self.watch = disk.Watch(
            (Path("/data"),),
            self.said.append,
            Path("/data"),
            self.allowed.append,
            room=lambda _path: disk.Room(100 * disk.GIGABYTE, 0, self.free),
            clock=lambda: self.now,
        )

    def look(self, megabytes: int) -> list[str]:
        """What a round says with so much room."""
        self.free = megabytes * disk.MEGABYTE
        self.said.clear()
        self.watch.look()
        return list(self.said)


def test_tells_before_a_disk_is_full_and_again_each_hour() -> None:
    made = Disk()
    assert made.look(50_000) == []
    [warning] = made.look(9_000)
    assert "WARNING: the disk of /data is nearly full (9000 MB free)" in warning
    assert made.look(8_900) == []
    made.now += disk.REMIND_AFTER
    assert len(made.look(8_800)) == 1
    assert made.look(50_000) == ["The disk of /data has room again."]
    assert made.allowed == []


def test_stops_writing_before_the_disk_is_full_and_goes_on_with_room() -> None:
    made = Disk()
    said = made.look(150)
    assert "the mall can be read" in said[-1]
    made.look(250)  # a little more isn't enough to go on
    assert made.allowed == [False]
    assert "takes in what it is sent" in made.look(400)[-1]
    assert made.allowed == [False, True]


def test_a_database_that_does_not_answer_is_told_in_the_next_round() -> None:
    made, asked = Disk(), []

    def refuse(is_allowed: bool) -> None:
        asked.append(is_allowed)
        if len(asked) == 1:
            raise psycopg.OperationalError

    made.watch.allow_writing = refuse
    made.look(100)
    assert made.watch.may_write
    made.look(100)
    assert asked == [False, False]
    assert not made.watch.may_write
