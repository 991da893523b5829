"""A signer is unavailable for a while: no granted document is lost."""

import datetime as dt
import threading

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Job

from balarea.documents import (
    models,
    operations,
    providers,
    queries,
    rules,
    tasks,
    testing,
)
from balarea.documents.providers.base import Seal, SigningFailed, Validity
from balarea.documents.rules import State
from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM, Actor, operation

pytestmark = pytest.mark.django_db
LATER = rules.FORGOTTEN_AFTER + dt.timedelta(minutes=1)


class Away:
    """An unreachable signer."""

    def sign(self, pdf: bytes, *, seal: Seal, at: dt.datetime) -> bytes:
        raise SigningFailed("no answer")

    def validity(self) -> Validity:
        return Validity(
            dt.datetime.min.replace(tzinfo=dt.UTC),
            dt.datetime.max.replace(tzinfo=dt.UTC),
        )

    def roots(self) -> list[str]:
        return []


def state_of(document: models.IssuedDocument) -> str:
    row = queries.document_of(document.case)
    assert row is not None
    return row.state


def lose_jobs(status: str) -> None:
    """Set the status of all jobs, as if their worker died or they failed finally."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = %s", [status])


def waits(failures: int) -> list[float]:
    """Seconds from one try to the next."""
    seconds = []
    for attempts in range(failures):
        job = Job(
            id=1,
            queue="documents",
            lock="x",
            queueing_lock=None,
            task_name="documents.issue",
            attempts=attempts,
        )
        decision = tasks.RETRY.get_retry_decision(exception=SigningFailed(), job=job)
        assert decision is not None, f"given up after {attempts} failures"
        assert decision.retry_at is not None
        seconds.append((decision.retry_at - clock.now()).total_seconds())
    return seconds


def test_a_signer_that_is_away_is_asked_every_hour_and_never_given_up() -> None:
    seconds = waits(100)
    assert seconds[0] < 10
    assert max(seconds) <= 3600
    assert seconds[-1] > 3500


def test_a_document_waits_for_its_signer_and_is_signed_when_it_is_back(
    at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = testing.prepared(at=at)
    with monkeypatch.context() as away:
        away.setattr(providers, "signer", Away)
        with pytest.raises(SigningFailed):
            tasks.issue(document=str(document.id))
        assert state_of(document) == State.PREPARED
        lose_jobs("failed")
        assert operations.stage_waiting(by=SYSTEM, at=at + LATER) == 1
    job = ProcrastinateJob.objects.get(status="todo")
    assert job.args == {"document": str(document.id)}
    assert job.lock == f"document:{document.id}"
    tasks.issue(**job.args)
    assert state_of(document) == State.ISSUED
    lose_jobs("succeeded")
    assert operations.stage_waiting(by=SYSTEM, at=at + LATER) == 0


@pytest.mark.parametrize("status", ["todo", "doing"])
def test_a_document_whose_job_is_alive_gets_no_other(
    at: dt.datetime, status: str
) -> None:
    testing.prepared(at=at)
    lose_jobs(status)
    assert operations.stage_waiting(by=SYSTEM, at=at + LATER) == 0


def test_a_document_of_a_moment_ago_is_left_to_its_job(at: dt.datetime) -> None:
    testing.prepared(at=at)
    lose_jobs("failed")
    soon = at + rules.FORGOTTEN_AFTER
    assert operations.stage_waiting(by=SYSTEM, at=soon) == 0


def test_a_lost_document_is_staged_once(at: dt.datetime) -> None:
    testing.prepared(at=at)
    lose_jobs("failed")
    counts = [operations.stage_waiting(by=SYSTEM, at=at + LATER) for _ in range(2)]
    assert counts == [1, 0]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_stage_a_document_once(at: dt.datetime) -> None:
    testing.prepared(at=at)
    lose_jobs("failed")
    counts: list[int] = []

    def other() -> None:
        counts.append(operations.stage_waiting(by=SYSTEM, at=at + LATER))
        connection.close()

    @operation
    def one(*, by: Actor, at: dt.datetime) -> None:
        counts.append(operations.stage_waiting(by=by, at=at))
        thread = threading.Thread(target=other)  # before this transaction commits
        thread.start()
        thread.join()

    one(by=SYSTEM, at=at + LATER)
    other()
    assert counts == [1, 0, 0]


def test_a_failed_try_is_told_with_its_case(
    at: dt.datetime, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    document = testing.prepared(at=at)
    monkeypatch.setattr(providers, "signer", Away)
    with pytest.raises(SigningFailed):
        tasks.issue(document=str(document.id))
    (line,) = [line for line in caplog.records if line.name == tasks.__name__]
    assert (line.levelname, vars(line)["case"]) == ("ERROR", document.case)
    assert testing.HOLDER not in caplog.text


def test_the_job_that_looks_for_them_runs_every_few_minutes(at: dt.datetime) -> None:
    schedules = {
        task.task.name: task.cron
        for task in app.periodic_registry.periodic_tasks.values()
    }
    assert schedules["documents.stage_waiting"] == "*/5 * * * *"
    tasks.stage_waiting(timestamp=0)


def test_since_when_a_document_waits_is_known(at: dt.datetime) -> None:
    document = testing.prepared(at=at)
    row = queries.document_of(document.case)
    assert row is not None
    assert vars(row)["prepared_at"] == at
