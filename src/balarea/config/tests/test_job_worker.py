"""The job worker with a real database: separate pools, and recovery after a loss."""

import asyncio
import datetime as dt
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.db import connection, connections
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params
from tests.children import wait_for, work_of

from balarea.config import failed_jobs, job_worker, jobs, tasks
from balarea.foundation import clock
from balarea.foundation.jobs import stage

NEVER = 1e6  # seconds between what must not happen in a test
OTHERS = (
    "FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    " AND backend_type = 'client backend'"
)

SPARED: list[int] = []  # processes of connections that were there before


class Jobs:
    """Jobs for the worker under test, which record that they ran."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.go_on = threading.Event()
        self.begun = threading.Event()

    def note(self, name: str) -> None:
        self.done.append(name)

    def hang(self, name: str) -> None:
        self.begun.set()
        self.go_on.wait()
        self.done.append(name)

    def wait_for(self, name: str) -> None:
        """Until a job is done, as long as this process or any job goes on."""
        wait_for(
            lambda: name in self.done,
            lambda: (len(self.done), work_of(os.getpid())),
            report=lambda: f"{name} wasn't done: {self.done}",
        )

    def wait_until_one_hangs(self) -> None:
        wait_for(self.begun.is_set, lambda: work_of(os.getpid()))


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Iterator[Jobs]:
    # The worker's threads end with the test without closing their connections.
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
    # Browsers' tests have a connection of their own, which must outlive this test.
    SPARED[:] = [pid for (pid,) in sql(f"SELECT pid {OTHERS}")]
    done = Jobs()
    for function in (done.note, done.hang):
        app.task(name=f"test.{function.__name__}")(function)
    yield done
    for name in ("test.note", "test.hang"):
        app.tasks.pop(name)


@contextmanager
def worker(work: Jobs) -> Iterator[None]:
    """The worker as its program runs it, in a thread of its own."""
    started: list[Callable[[], object]] = []

    async def run() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        started.append(lambda: loop.call_soon_threadsafe(stop.set))
        await job_worker.work(app, stop)

    thread = threading.Thread(target=lambda: asyncio.run(run()))
    thread.start()
    try:
        yield
    finally:
        work.go_on.set()  # the worker waits for jobs that hang
        wait_for(lambda: started, lambda: work_of(os.getpid()))
        started[0]()
        wait_for(lambda: not thread.is_alive(), lambda: work_of(os.getpid()))
        # A connection that was cut while connecting stays referenced by pytest's record
        # of its exception.
        cut_all_connections()


def put(task: str, queue: str, name: str) -> None:
    stage(f"test.{task}", queue=queue, lock=name, name=name)


def sql(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def cut_all_connections() -> int:
    """End all other connections, as a restart of the database does."""
    spared = f"pid <> ALL (ARRAY{SPARED}::int[])"
    return len(sql(f"SELECT pg_terminate_backend(pid) {OTHERS} AND {spared}"))


def test_each_queue_has_one_pool() -> None:
    queues = [queue for pool in job_worker.pools(app) for queue in pool.queues]
    assert len(queues) == len(set(queues))
    assert {task.queue for task in app.tasks.values()} <= set(queues)


@pytest.mark.django_db(transaction=True)
def test_letters_that_hang_hold_up_neither_codes_nor_papers_nor_the_rest(
    work: Jobs,
) -> None:
    for number in range(12):
        put("hang", "letters-email", f"letter {number}")
    put("hang", "codes-email", "code by mail 1")
    put("hang", "codes-email", "code by mail 2")
    with worker(work):
        work.wait_until_one_hangs()
        for queue in ("codes-phone", "documents", "notices", "applications"):
            put("note", queue, queue)
            work.wait_for(queue)
        assert not [name for name in work.done if name.startswith("letter")]
        work.go_on.set()
        work.wait_for("letter 11")


@pytest.mark.django_db(transaction=True)
def test_goes_on_with_a_new_connector_after_its_connections_were_cut(
    work: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    # No heartbeat makes up for a loss that goes unnoticed.
    for interval in ("POLL_STALLED", "HEARTBEAT"):
        monkeypatch.setattr(job_worker, interval, NEVER)
    with worker(work):
        put("note", "codes-phone", "before")
        work.wait_for("before")
        for number in range(3):
            assert cut_all_connections()
            put("note", "codes-phone", f"after {number}")
            work.wait_for(f"after {number}")


@pytest.mark.django_db(transaction=True)
def test_a_job_that_hangs_holds_up_no_new_start_and_is_done(work: Jobs) -> None:
    with worker(work):
        put("hang", "codes-phone", "hanging")
        work.wait_until_one_hangs()
        assert cut_all_connections()
        put("note", "codes-phone", "after")
        work.wait_for("after")
        work.go_on.set()
        work.wait_for("hanging")


@pytest.mark.django_db(transaction=True)
def test_the_first_job_of_a_thread_after_a_loss_has_a_connection_that_lives() -> None:
    def ask() -> list[tuple[Any, ...]]:
        return sql("SELECT pg_backend_pid()")

    [(before,)] = ask()
    with psycopg.connect(**connector_params()) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [before])

    [(after,)] = job_worker.with_living_connection(ask, None, None)

    assert after != before


@pytest.mark.django_db(transaction=True)
def test_takes_up_the_job_of_a_killed_worker_in_seconds(work: Jobs) -> None:
    put("note", "codes-phone", "lost")
    sql(
        "WITH worker AS (INSERT INTO procrastinate_workers (last_heartbeat)"
        " VALUES (now() - interval '12 seconds') RETURNING id)"
        " UPDATE procrastinate_jobs SET status = 'doing', worker_id = worker.id"
        " FROM worker WHERE queue_name = 'codes-phone'"
    )
    with worker(work):
        work.wait_for("lost")


@pytest.mark.django_db(transaction=True)
def test_waits_while_nothing_may_be_written_and_goes_on_then(
    work: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[bool] = []
    may_write = job_worker._may_write

    async def count_tries() -> bool:
        tries.append(await may_write())
        return tries[-1]

    monkeypatch.setattr(job_worker, "_may_write", count_tries)
    name = connection.settings_dict["NAME"]
    setting = f'ALTER DATABASE "{name}" SET default_transaction_read_only = on'
    with worker(work):
        put("note", "codes-phone", "before")
        work.wait_for("before")
        sql(setting)
        cut_all_connections()
        sql("SET default_transaction_read_only = off")
        put("note", "codes-phone", "meanwhile")
        wait_for(lambda: tries.count(False) > 3, lambda: work_of(os.getpid()))
        assert "meanwhile" not in work.done
        sql(setting.replace("= on", "= off"))
        work.wait_for("meanwhile")


@pytest.mark.django_db
def test_every_job_is_tried_again_and_none_ends_in_silence() -> None:
    assert [n for n, task in app.tasks.items() if task.retry_strategy is None] == []
    strategy = jobs.ExponentialBackoff()
    for attempts in (0, 3, 100):
        job: Any = type("Job", (), {"attempts": attempts})()
        decision = strategy.get_retry_decision(exception=OSError(), job=job)
        assert decision
        assert decision.retry_at
        assert decision.retry_at <= clock.now() + dt.timedelta(hours=1)


@pytest.mark.django_db
def test_a_job_in_trouble_is_an_alarm_with_its_name_and_number(
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert failed_jobs.find() == []
    stage("documents.issue", queue="documents", lock="a", document="none")
    tasks.report_failed_jobs(timestamp=0)
    assert caplog.records == []
    sql("UPDATE procrastinate_jobs SET attempts = 3")

    tasks.report_failed_jobs(timestamp=0)

    [alarm] = caplog.records
    assert alarm.levelname == "CRITICAL"
    [row] = failed_jobs.find()
    assert (row["task_name"], row["failing"]) == ("documents.issue", 1)


@pytest.mark.django_db
def test_what_has_been_due_for_minutes_is_in_trouble_too(at: dt.datetime) -> None:
    due = at - dt.timedelta(minutes=6)
    stage("documents.issue", queue="documents", lock="a", at=due, document="none")
    assert [one["late"] for one in failed_jobs.find()] == [1]
