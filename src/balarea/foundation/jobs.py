"""Stages jobs in the running transaction: a job exists only if that commits.

The row is the one that Procrastinate's `Task.defer` writes; its triggers notify the
workers. `defer` isn't used for two reasons. Inside a worker it uses the worker's own
connection and commits at once, so the job could run before its rows exist. And here the
row goes into the same statement as the operation's other rows; a statement of its own
took a tenth of the time of filing an application.
"""

import datetime as dt

from procrastinate.contrib.django.models import ProcrastinateJob

from balarea.foundation import unit_of_work


def stage(
    task: str,
    *,
    queue: str,
    lock: str,
    at: dt.datetime | None = None,
    priority: int = 0,
    **ids: str,
) -> None:
    """Run `task` after this transaction has committed, not before `at`.

    Args:
        lock: jobs with the same lock run one after the other.
        ids: the arguments of the task; ids only, never personal data.
    """
    unit_of_work.add(
        ProcrastinateJob(
            queue_name=queue,
            task_name=task,
            priority=priority,
            lock=lock,
            args=ids,
            status="todo",
            scheduled_at=at,
            attempts=0,
            abort_requested=False,
        )
    )
