import contextlib
import datetime as dt
from typing import Any

import pytest
from django.db import transaction
from django.db.utils import DatabaseError
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from balarea.foundation.operation import SYSTEM, Actor
from balarea.notices import errors, models, operations, queries, rules, tasks
from balarea.notices.kinds import KINDS
from balarea.notices.rules import State
from balarea.notices.tests.conftest import CODE, PHONE, Post, jobs
from balarea.transparency.testing import entries_of
from balarea.vault import operations as vault

pytestmark = pytest.mark.django_db


def send(message: models.Message, at: dt.datetime) -> str:
    operations.send(message=message.id, by=SYSTEM, at=at)
    message.refresh_from_db()
    return message.state


def fail_after(post: Post) -> None:
    """A step that posts, and then fails."""
    with contextlib.suppress(ZeroDivisionError), transaction.atomic():
        post()
        assert len(jobs()) == 1
        raise ZeroDivisionError


def steps(message: models.Message) -> list[str]:
    return [d.step for d in queries.deliveries(message)]


def test_posting_stages_one_job_with_nothing_but_an_id(post: Post) -> None:
    message = post()
    [job] = jobs()
    assert job["task_name"] == "notices.send"
    assert job["args"] == {"message": str(message.id)}
    assert job["lock"] == f"notice:{message.id}"
    assert steps(message) == ["QUEUED"]
    assert [e.type for e in entries_of(message.case)] == ["ANNOUNCED"]


def test_a_step_that_fails_posts_nothing(post: Post) -> None:
    fail_after(post)
    assert jobs() == []
    assert not models.Message.objects.exists()


def test_a_job_joins_the_transaction_in_a_worker_too(post: Post) -> None:
    """A worker replaces its app's connector; ours must not go through that one."""
    connector: Any = app.connector
    with app.replace_connector(connector.get_worker_connector()):
        fail_after(post)
    assert jobs() == []


def test_the_staged_task_is_the_one_that_a_worker_knows() -> None:
    assert app.tasks["notices.send"] is tasks.send


def test_a_code_goes_before_everything_else(post: Post) -> None:
    post()
    post(kind="CODE", address=PHONE, hidden={"code": CODE})
    assert [job["priority"] for job in jobs()] == [0, 10]


def test_a_sent_message_is_sent_once_though_its_job_runs_twice(
    post: Post, at: dt.datetime
) -> None:
    message = post()
    assert send(message, at) == State.SENT
    assert send(message, at) == State.SENT
    assert message.attempts == 1
    assert steps(message) == ["QUEUED", "SENT"]
    assert models.Shown.objects.count() == 1


def test_a_channel_that_nobody_carries_fails_in_sight(
    post: Post, at: dt.datetime, settings: Any
) -> None:
    settings.BALAREA_NOTICE_PROVIDERS = {"EMAIL": "smtp", "PHONE": "smtp"}
    assert queries.channels() == {"EMAIL"}
    message = post(address=PHONE)
    assert send(message, at) == State.FAILED
    assert queries.deliveries(message)[-1].fault == "NoCarrier"
    assert list(queries.failed({"DPM": ()})) == [message]
    assert not queries.failed({"DUKCAPIL": ()}).exists()
    assert [e.type for e in entries_of(message.case)][-1] == "NOTICE_FAILED"


def test_an_officer_sends_a_failed_message_again(
    post: Post, at: dt.datetime, settings: Any, citizen: Actor
) -> None:
    settings.BALAREA_NOTICE_PROVIDERS = {}
    message = post()
    with pytest.raises(errors.NotFailed):
        operations.send_again(message=message, by=citizen, at=at)
    send(message, at)
    settings.BALAREA_NOTICE_PROVIDERS = {"EMAIL": "demo"}
    operations.send_again(message=message, by=citizen, at=at)
    assert send(message, at) == State.SENT
    assert steps(message) == ["QUEUED", "FAILED", "QUEUED", "SENT"]
    assert not queries.failed({"DPM": ()}).exists()
    assert queries.of_case(message.case) == [message]


def test_a_lost_job_is_staged_again(post: Post, at: dt.datetime) -> None:
    message = post()
    later = at + rules.JOB_LOST_AFTER + dt.timedelta(seconds=1)
    assert operations.stage_forgotten(by=SYSTEM, at=later) == 0  # it only waits long
    ProcrastinateJob.objects.all().delete()
    assert operations.stage_forgotten(by=SYSTEM, at=at) == 0
    assert operations.stage_forgotten(by=SYSTEM, at=later) == 1
    assert operations.stage_forgotten(by=SYSTEM, at=later) == 0
    assert len(jobs()) == 1
    assert send(message, later) == State.SENT


def test_a_message_to_an_erased_person_is_given_up(
    post: Post, at: dt.datetime, citizen: Actor
) -> None:
    message = post()
    vault.erase(case=message.recipient.key_id, by=citizen, at=at)
    assert send(message, at) == State.FAILED
    assert queries.deliveries(message)[-1].fault == "Erased"


def test_deliveries_are_never_edited(post: Post) -> None:
    post()
    with pytest.raises(DatabaseError):
        models.Delivery.objects.update(step="SENT")


def test_an_unknown_kind_or_channel_is_refused(post: Post) -> None:
    with pytest.raises(KeyError):
        post(kind="GOSSIP")
    with pytest.raises(ValueError):
        post(channel="PIGEON")


@pytest.mark.parametrize(("kind", "tries"), [("RECEIVED", 8), ("CODE", 3)])
def test_the_pauses_between_tries_grow_and_end(kind: str, tries: int) -> None:
    waits = [KINDS[kind].retry.wait_after(n) for n in range(1, tries + 1)]
    assert waits[-1] is None
    pauses = [wait for wait in waits if wait is not None]
    assert len(pauses) == tries - 1
    assert pauses == sorted(pauses)


def test_posting_costs_a_step_few_statements(
    post: Post, django_assert_max_num_queries: Any
) -> None:
    case = post().case
    # Five: message, delivery, key, log entry, job. The rest is the operation's own
    # frame (four) and sealing the test's address (eight).
    with django_assert_max_num_queries(17):
        post(case=case)
