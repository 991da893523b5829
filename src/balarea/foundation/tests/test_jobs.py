"""A staged job is the row that Procrastinate would have written."""

import datetime as dt
from typing import Any

import pytest
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob
from procrastinate.jobs import Job, JobDeferrer
from procrastinate.manager import JobManager

from balarea.foundation import jobs
from balarea.foundation.operation import SYSTEM, Actor, operation

NAMES = ("notices.send", "notices")

pytestmark = pytest.mark.django_db


@operation
def stage_and_fail(*, fails: bool, by: Actor, at: dt.datetime) -> None:
    task, queue = NAMES
    jobs.stage(task, queue=queue, lock="one", at=at, priority=3, message="m")
    if fails:
        raise LookupError


def fields(job: ProcrastinateJob) -> dict[str, Any]:
    events = ProcrastinateEvent.objects.filter(job=job).order_by("id")
    columns = {f.attname: getattr(job, f.attname) for f in job._meta.concrete_fields}
    return {**columns, "id": None, "events": [event.type for event in events]}


@pytest.mark.parametrize("later", [None, dt.timedelta(hours=1)])
def test_writes_the_same_row_and_events_as_procrastinate(
    at: dt.datetime, later: dt.timedelta | None
) -> None:
    task, queue = NAMES
    when = at + later if later else None
    jobs.stage(task, queue=queue, lock="one", at=when, priority=3, message="m")
    ours = ProcrastinateJob.objects.get()
    job = Job(
        task_name=task,
        queue=queue,
        priority=3,
        lock="one",
        queueing_lock=None,
        scheduled_at=when,
    )
    JobDeferrer(job_manager=JobManager(DjangoConnector()), job=job).defer(message="m")
    theirs = ProcrastinateJob.objects.exclude(id=ours.id).get()
    assert fields(ours) == fields(theirs)


@pytest.mark.parametrize("fails", [False, True])
def test_a_job_exists_if_and_only_if_its_operation_commits(
    at: dt.datetime, fails: bool
) -> None:
    try:
        stage_and_fail(fails=fails, by=SYSTEM, at=at)
    except LookupError:
        assert fails
    assert ProcrastinateJob.objects.exists() is not fails
