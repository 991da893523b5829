"""Stage a job in the running transaction: it exists if, and only if, that commits.

`Task.defer` does so in a web process. In a worker the same call goes through the
worker's own connection and commits at once, so that the job may run before its message
exists. Here Django's connection is named outright.
"""

import datetime as dt

from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import Job, JobDeferrer
from procrastinate.manager import JobManager

SEND = "notices.send"
QUEUE = "notices"
# Codes are waited for at a screen; everything else can stand behind them.
URGENT, NORMAL = 10, 0


def stage_send(message: str, *, at: dt.datetime, is_urgent: bool) -> None:
    """Send this message at `at`. The job's only argument is the message's id."""
    job = Job(
        task_name=SEND,
        queue=QUEUE,
        priority=URGENT if is_urgent else NORMAL,
        lock=f"notice:{message}",
        queueing_lock=None,
        scheduled_at=at,
    )
    manager = JobManager(DjangoConnector())
    JobDeferrer(job_manager=manager, job=job).defer(message=message)
