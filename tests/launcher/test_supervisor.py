"""Restarts, pauses, logs and disks, without a mall: programs end on purpose."""

import json
import math
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from balarea.config.launcher import processes, web
from balarea.config.launcher.data_folder import DataFolder, Holder, open_folder
from balarea.config.launcher.database_roles import check
from balarea.config.launcher.embedded_database import EmbeddedDatabase
from balarea.config.launcher.errors import CannotRun
from balarea.config.launcher.processes import Program, Supervisor
from tests.children import end_with_parent, wait_for

SLEEP = "import time; time.sleep(300)"


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return open_folder(tmp_path / "data")


@pytest.fixture
def supervisor(folder: DataFolder) -> Iterator[Supervisor]:
    supervisor = Supervisor(folder)
    yield supervisor
    supervisor.stop()


def program(folder: DataFolder, code: str) -> Program:
    command = [sys.executable, "-c", code]
    return Program("It", command, folder.path / "logs" / "it.log", {**os.environ})


def kill(running: Program) -> None:
    assert running.process
    running.process.kill()
    running.process.wait()
    running.next_start = 0.0


@pytest.mark.parametrize(
    "failure", [CannotRun("old backends"), BlockingIOError(11, "no more processes")]
)
def test_tries_again_with_growing_pauses_and_says_so(
    supervisor: Supervisor,
    failure: Exception,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> None:
        raise failure

    running = program(supervisor.folder, SLEEP)
    supervisor.add(running)
    kill(running)
    monkeypatch.setattr(Program, "start", fail)
    announced: list[int] = []
    for _ in range(6):
        running.next_start, now = 0.0, time.monotonic()
        supervisor.check()
        pauses = re.findall(r"starting it again in (\d+) s", capsys.readouterr().out)
        announced += map(int, pauses)
        assert running.next_start >= now + announced[-1]
    assert announced == [0, 2, 4, 8, 16, 30, 30]


def test_being_killed_is_no_failure_of_its_own_however_often(
    supervisor: Supervisor,
) -> None:
    running = program(supervisor.folder, SLEEP)
    supervisor.add(running)
    for _ in range(processes.TRIES + 2):
        kill(running)
        supervisor.check()
        running.next_start = 0.0
        supervisor.check()
    assert running.process
    assert running.process.poll() is None


def test_ends_the_mall_for_a_program_that_never_runs_or_is_gone(
    supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "STEADY_AFTER", math.inf)  # a start may take long
    broken = program(supervisor.folder, "raise SystemExit('planned')")
    supervisor.add(broken)
    for _ in range(processes.TRIES - 1):
        assert broken.process
        broken.process.wait()
        supervisor.check()
        broken.next_start = 0.0
        supervisor.check()
    assert broken.process
    broken.process.wait()
    with pytest.raises(CannotRun, match="It doesn't start: planned"):
        supervisor.check()
    broken.command, broken.next_start = ["/gone"], 0.0
    with pytest.raises(OSError, match="/gone"):
        supervisor.check()

    # On a full disk even its log stays empty.
    disk = SimpleNamespace(free=3_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: disk)
    with pytest.raises(CannotRun, match=r"is full \(3 MB free, 32 MB needed"):
        broken.failure()


def test_nothing_that_a_program_started_lives_on_after_it(
    supervisor: Supervisor,
) -> None:
    stubborn = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEP}"
    parent = f"import subprocess as s, sys; s.run([sys.executable, '-c', {stubborn!r}])"
    running = program(supervisor.folder, parent)
    supervisor.add(running)
    assert running.process
    head = psutil.Process(running.process.pid)
    wait_for(head.children)
    children = head.children()
    kill(running)

    supervisor.check()

    wait_for(lambda: not any(map(processes.is_alive, children)))
    head = psutil.Process(running.process.pid)
    wait_for(head.children)
    children = head.children()
    running.end()
    wait_for(lambda: not any(map(processes.is_alive, children)))


def test_waits_for_the_end_of_what_a_kill_left_not_for_its_burial(
    folder: DataFolder,
) -> None:
    # Its parent never reaps it, like the first program of many a container.
    parent = (
        "import subprocess, sys, time\n"
        "left = subprocess.Popen([sys.executable, '-c', sys.argv[1]],"
        " env={sys.argv[2]: sys.argv[3]})\n"
        "print(left.pid, flush=True)\n"
        "time.sleep(300)"
    )
    arguments = [SLEEP, processes.MARK, str(folder.path)]
    with subprocess.Popen(
        [sys.executable, "-c", parent, *arguments],
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=end_with_parent,
    ) as lazy:
        assert lazy.stdout
        left = psutil.Process(int(lazy.stdout.readline()))
        wait_for(lambda: processes.marked(folder.path) == [left])

        assert processes.stop_marked(folder.path)

        assert left.status() == psutil.STATUS_ZOMBIE
        lazy.kill()


def test_rotates_a_log_while_its_program_appends(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "LOG_LIMIT", 20)
    writer = program(folder, "")
    with writer.log.open("ab", buffering=0) as log:
        for number in b"123":
            log.write(bytes([number]) * 30)
            writer.maintain()
        log.write(b"less")
        writer.maintain()
    assert writer.log.read_bytes() == b"less"
    assert writer.log.with_name("it.1.log").read_bytes() == b"3" * 30


def test_shows_the_last_lines_of_this_run(folder: DataFolder) -> None:
    running = program(folder, "")
    running.log.write_text("yesterday\none\ntwo\n\n  three\nfour.\nfive.\n")
    running.log_start = 10
    assert running.last_lines() == "two / four. / five"
    running.log.unlink()
    assert running.last_lines() == "it said nothing"


def test_stops_writing_on_a_full_disk_until_there_is_space(
    folder: DataFolder,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    database = EmbeddedDatabase(folder)
    database.log.touch()
    database.is_writable = True
    executed: list[str] = []
    monkeypatch.setattr(database, "_execute", executed.append)

    def free(megabytes: int) -> str:
        space = SimpleNamespace(free=megabytes * 1_000_000)
        monkeypatch.setattr(shutil, "disk_usage", lambda _: space)
        database.maintain()
        return capsys.readouterr().out

    assert free(250) == ""
    assert "150 MB free" in free(150)
    assert free(250) == "", "a little more isn't enough to go on"
    assert "the mall can be written to" in free(400)
    setting = "ALTER SYSTEM SET default_transaction_read_only = "
    assert executed[::2] == [f"{setting}on", f"{setting}off"]


def test_a_command_that_asks_who_runs_keeps_nobody_out(folder: DataFolder) -> None:
    holder = Holder(os.getpid())
    assert folder.holder() is None
    with folder.hold(holder):
        assert folder.holder() == holder
        with pytest.raises(CannotRun, match=rf"in use by .* \(number {holder.pid}\)"):
            folder.hold(holder).__enter__()


@pytest.mark.parametrize(
    "url",
    [
        "postgres://u:ge%heim@127.0.0.1:1/b",
        "postgres://u:p@geheim@127.0.0.1:1/b",
        "postgres://u:1/geheim@127.0.0.1:1/b",
        "postgres://u:1?geheim@127.0.0.1:1/b",
        "postgres://u:ge?heim=1@127.0.0.1/b",
        "postgres://u:ge#heim@127.0.0.1:1/b",
        "postgres://u:[geheim@127.0.0.1:1/b",
        "postgres://u:geheim",
        "postgres://u:geheim@127.0.0.1:one/b",
        "postgres://geheim:geheim@127.0.0.1:1/b?sslmode=disable&connect_timeout=2",
        "postgres://u@127.0.0.1:1/b?sslmode=geheim",
        "postgres://u@127.0.0.1:1/b?password=geheim",
    ],
)
def test_quotes_no_password_of_an_address(url: str) -> None:
    with pytest.raises(CannotRun, match="Can't reach the database") as refusal:
        check(url)
    assert "heim" not in str(refusal.value)


def test_granian_logs_a_line_of_json_an_event(
    capfd: pytest.CaptureFixture[str],
) -> None:
    code = (
        "import json, pathlib, sys\n"
        "from granian.log import LogLevels, configure_logging, logger\n"
        "text = pathlib.Path(sys.argv[1]).read_text()\n"
        "configure_logging(LogLevels.warning, json.loads(text))\n"
        "logger.info('Less')\n"
        "try: int('0812 and other data')\n"
        "except ValueError: logger.exception('Killing worker-2\\nafter it refused')\n"
    )
    subprocess.run([sys.executable, "-c", code, web.LOGGING], check=True)

    output = capfd.readouterr()
    [line] = (output.out + output.err).splitlines()
    fields = json.loads(line)
    assert fields["event"] == "Killing worker-2\nafter it refused"
    assert fields["level"] == "error"
    assert fields["exception"].startswith("builtins.ValueError")
    assert "0812" not in line


def test_a_worker_that_still_loads_ends_by_a_signal_that_its_server_ignores() -> None:
    code = (
        "import os, signal\n"
        "signal.signal(signal.SIGTERM, lambda *_: None)\n"  # as its server had it
        "import balarea.config.worker\n"
        "os.kill(os.getpid(), signal.SIGTERM)\n"
    )
    path = {"PYTHONPATH": str(Path(web.__file__).parents[3])}
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **path}, check=False
    )
    assert done.returncode == -signal.SIGTERM
