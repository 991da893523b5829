"""Where jobs are found: each room's `tasks.py`. And their failures: in the log."""

import contextlib
import importlib.util

from django.apps import apps
from procrastinate import App, BaseRetryStrategy, RetryDecision, exceptions
from procrastinate.contrib.django import app as current
from procrastinate.jobs import Job

from balarea.config import logs

HOUR = 3600


class Patience(BaseRetryStrategy):
    """Tries again after 2, 4, 8 … seconds, then every hour, and never gives up.

    A job that ends as failed is a row that nobody looks at; one that goes on failing
    is told at each try, and as an alarm after some (`tasks.tell_of_trouble`).
    """

    def get_retry_decision(
        self, *, exception: BaseException, job: Job
    ) -> RetryDecision | None:
        seconds = min(HOUR, 2 ** min(job.attempts + 1, 12))
        return RetryDecision(retry_in={"seconds": seconds})


def on_ready(app: App) -> None:
    """Load every room's tasks once Django is ready."""
    logs.tell_failed_tries()
    for config in apps.get_app_configs():
        if config.name.startswith("balarea."):
            module = f"{config.name}.tasks"
            if importlib.util.find_spec(module):
                importlib.import_module(module)
    for task in app.tasks.values():
        task.retry_strategy = task.retry_strategy or Patience()


async def take_up_lost(seconds: float) -> None:
    """Give jobs whose worker was silent for so long to another; each may run twice."""
    stalled = await current.job_manager.get_stalled_jobs(
        seconds_since_heartbeat=seconds
    )
    for job in stalled:
        # Another worker may have been quicker, or the job has ended just now.
        with contextlib.suppress(exceptions.ConnectorException):
            await current.job_manager.retry_job(job)
