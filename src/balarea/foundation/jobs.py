"""Stage a job in the running transaction: it exists if, and only if, that commits.

Procrastinate's own `Task.defer` does so in a web process. In a worker the same call
goes through the worker's own connection and commits at once, so that the job may run
before its rows exist. Here Django's connection is named outright.
"""

import datetime as dt

from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import Job, JobDeferrer
from procrastinate.manager import JobManager


def stage(
    task: str,
    *,
    queue: str,
    lock: str,
    at: dt.datetime | None = None,
    priority: int = 0,
    **ids: str,
) -> None:
    """Let `task` run after this transaction's commit, not before `at`.

    Jobs with the same `lock` run one after the other. Its arguments are ids only:
    what is personal stays in its row.
    """
    job = Job(
        task_name=task,
        queue=queue,
        priority=priority,
        lock=lock,
        queueing_lock=None,
        scheduled_at=at,
    )
    JobDeferrer(job_manager=JobManager(DjangoConnector()), job=job).defer(**ids)
