"""Stage a job in the running transaction: it exists if, and only if, that commits.

The row is what Procrastinate's own `Task.defer` would write: its triggers wake the
workers and note the event. `defer` is not called, for two reasons. In a worker it goes
through the worker's own connection and commits at once, so that the job may run before
its rows exist; and here the job goes in one statement with all that the operation
writes, which `defer` would take a tenth of a filing's time to send by itself.
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
    """Let `task` run after this transaction's commit, not before `at`.

    Jobs with the same `lock` run one after the other. Its arguments are ids only:
    what is personal stays in its row.
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
