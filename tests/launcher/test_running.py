"""Starting, stopping, being killed: with real processes and a real PostgreSQL."""

import contextlib
import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from balarea.config.launcher import embedded_database
from balarea.config.launcher.data_folder import first_set_up, open_folder
from balarea.config.launcher.embedded_database import EmbeddedDatabase
from balarea.config.launcher.processes import as_account, is_alive
from tests.children import ask_until, end_with_parent, wait_for

from . import ordinary
from .conftest import IS_ROOT, TAKEN_OVER, Launched, free_port, needs_root

BUSY = "SELECT count(*) FROM generate_series(1, 1000000000)"


def url(mall: Launched) -> str:
    return f"postgresql://balarea@/balarea?host={mall.place}/socket"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_leaves_nothing_running_when_stopped_and_keeps_what_was_committed(
    mall: Launched, number: signal.Signals
) -> None:
    before, living = mall.visit(), mall.living()
    assert len(living) >= 4  # the database, web with two workers, jobs
    assert f"http://localhost:{mall.port}/" in mall.printed

    mall.stop(number)

    assert mall.living() == []
    assert not any(map(is_alive, living))
    mall.open()
    assert mall.visit() > before


def test_takes_over_after_the_supervisor_was_killed(mall: Launched) -> None:
    before, left = mall.visit(), mall.kill()

    mall.open()

    assert mall.visit() > before
    assert not any(map(is_alive, left))
    assert mall.errors == TAKEN_OVER


def test_takes_over_after_everything_was_killed(mall: Launched) -> None:
    before = mall.visit()
    for process in mall.kill():
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    wait_for(lambda: not mall.living())
    # As if the server's number had gone to another program of its account.
    account = pwd.getpwnam(embedded_database.ACCOUNT) if IS_ROOT else None
    with subprocess.Popen(
        ["sleep", "600"], preexec_fn=end_with_parent, **as_account(account)
    ) as other:
        for name in ("data/postmaster.pid", "socket/.s.PGSQL.5432.lock"):
            lock = mall.place / name
            _, *rest = lock.read_text().splitlines()
            lock.write_text("\n".join([str(other.pid), *rest]) + "\n")

        mall.open()

        other.kill()

    assert mall.visit() > before


def test_starts_well_after_a_kill_in_the_middle_of_the_first_start(
    fresh: Launched,
) -> None:
    run = fresh.start()
    wait_for(lambda: list(fresh.place.glob("data.new/base")))
    run.kill()
    run.wait()

    fresh.open()

    assert fresh.visit()
    # And anew where the first set-up of this very database was interrupted.
    fresh.stop()
    for name, rows in (("another", 4), (url(fresh), 2)):
        first_set_up(fresh.path, name).touch()
        fresh.open()
        assert fresh.visit() == rows  # the supervisor visits first
        fresh.stop()


@pytest.mark.parametrize("word", ["postgres", "granian", "time.sleep"])
def test_starts_again_what_dies_and_ends_its_workers(mall: Launched, word: str) -> None:
    [victim] = mall.heads(word)
    workers, before = victim.children(recursive=True), mall.visit()

    victim.kill()

    wait_for(lambda: mall.heads(word) not in ([], [victim]))
    ask_until(lambda: mall.visit() > before)
    assert mall.runs[-1].poll() is None
    assert not any(map(is_alive, workers))


@contextlib.contextmanager
def busy_connections(mall: Launched, count: int) -> Iterator[None]:
    """Connections whose backends compute for minutes and read no signal meanwhile."""

    def compute(connection: psycopg.Connection[tuple[object, ...]]) -> None:
        with contextlib.suppress(psycopg.Error), connection:
            connection.execute(BUSY)

    threads = []
    for _ in range(count):
        target = psycopg.connect(url(mall))
        threads.append(threading.Thread(target=compute, args=[target]))
        threads[-1].start()
    with psycopg.connect(url(mall), autocommit=True) as connection:
        query = "SELECT count(*) FROM pg_stat_activity WHERE query = %s"
        wait_for(lambda: connection.execute(query, [BUSY]).fetchone() == (count,))
    yield
    # As soon as the old backends have ended.
    wait_for(lambda: not any(thread.is_alive() for thread in threads))


def test_opens_again_when_the_database_is_killed_with_16_busy_connections(
    mall: Launched,
) -> None:
    before = mall.visit()
    with busy_connections(mall, 16):
        [database] = mall.heads("postgres")
        database.kill()
    ask_until(lambda: mall.visit() > before)
    assert mall.runs[-1].poll() is None


def test_reads_on_while_the_database_may_not_write_and_writes_after_a_kill(
    mall: Launched,
) -> None:
    embedded = EmbeddedDatabase(open_folder(mall.path))
    with psycopg.connect(url(mall), autocommit=True) as connection:
        embedded.allow_writing(False)
        ask_until(lambda: not mall.visit())
        assert connection.execute("SELECT count(*) FROM visit").fetchone() != (0,)
        embedded.allow_writing(True)
        ask_until(mall.visit)
        embedded.allow_writing(False)
        ask_until(lambda: not mall.visit())
    mall.kill()

    mall.open()

    assert mall.visit()


def test_says_which_program_does_not_start(mall: Launched) -> None:
    mall.stop()
    sentence = mall.refused(STANDIN_BROKEN="1")

    assert "The job worker doesn't start: planned" in sentence
    assert mall.living() == []


def test_the_database_is_durable_and_gets_no_secret(mall: Launched) -> None:
    [database] = mall.heads("postgres")
    assert "BALAREA_SECRET_KEY" not in database.environ()
    with psycopg.connect(url(mall)) as connection:
        names = ["fsync", "synchronous_commit", "full_page_writes"]
        query = "SELECT setting FROM pg_settings WHERE name = ANY(%s)"
        assert connection.execute(query, [names]).fetchall() == [("on",)] * 3
        # What search needs, by the unprivileged owner.
        connection.execute("CREATE EXTENSION pg_trgm; CREATE EXTENSION unaccent")
        connection.rollback()


@needs_root
def test_as_root_the_database_has_an_account_and_a_closed_place(
    mall: Launched,
) -> None:
    [database] = mall.heads("postgres")
    data = mall.place / "data"
    assert database.username() == data.owner() == embedded_database.ACCOUNT
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert (stat.S_IMODE(mall.path.stat().st_mode), mall.path.owner()) == (
        0o700,
        "root",
    )


@needs_root
def test_as_root_a_moved_folder_finds_its_database_and_a_copy_does_not(
    fresh: Launched,
) -> None:
    fresh.open()
    before = fresh.visit()
    fresh.stop()
    fresh.path = fresh.path.rename(fresh.path.with_name("moved"))
    fresh.open()
    assert fresh.visit() > before

    copy = fresh.at(fresh.path.with_name("copy"))
    shutil.copytree(fresh.path, copy.path)
    assert f"is that of {fresh.path}, whose copy it is" in copy.refused()
    assert fresh.visit() > before, "nothing of the original was stopped"

    fresh.stop()
    shutil.rmtree(fresh.place)
    assert f"{fresh.place}, is gone" in fresh.refused()


@pytest.fixture
def modest() -> Iterator[Launched]:
    """A folder of somebody without rights."""
    # Not in pytest's own folder, into which root lets nobody.
    home = Path(tempfile.mkdtemp(prefix="balarea-ordinary-"))
    try:
        outfit = ordinary.outfit(home)
        if not outfit.works():
            pytest.skip(f"{outfit.account.pw_name} can't run our Python here")
        launched = Launched(
            home / "data",
            free_port(),
            outfit.environment,
            outfit.python,
            home / "standin.py",
            outfit.account,
        )
        yield launched
        launched.clear_away()
    finally:
        shutil.rmtree(home)


@pytest.mark.skipif(not IS_ROOT, reason="all other tests run as an ordinary user")
def test_an_ordinary_user_starts_stops_and_takes_over(modest: Launched) -> None:
    modest.open()
    [database] = modest.heads("postgres")
    assert modest.account
    assert database.uids().effective == modest.account.pw_uid
    assert (modest.path / "postgres" / "data" / "PG_VERSION").exists()
    before, left = modest.visit(), modest.kill()

    modest.open()

    assert modest.visit() > before
    assert modest.errors == TAKEN_OVER
    assert not any(map(is_alive, left))
    modest.stop(signal.SIGINT)
    assert modest.living() == []
    os.chown(modest.path / "house.json", 0, 0)
    assert "Can't use the data folder" in modest.refused()
