"""Loads each app's `tasks.py`, and decides when a failed job is retried."""

import contextlib
import importlib.util

from django.apps import apps
from procrastinate import App, BaseRetryStrategy, RetryDecision, exceptions
from procrastinate.contrib.django import app as current
from procrastinate.jobs import Job

from balarea.config import logs

HOUR = 3600


class ExponentialBackoff(BaseRetryStrategy):
    """Retry after 2, 4, 8 … seconds, then every hour, for ever.

    A job in state `failed` is a row that nobody reads; one that is retried is logged at
    each attempt, and as an alarm after three (`tasks.report_failed_jobs`).
    """

    def get_retry_decision(
        self, *, exception: BaseException, job: Job
    ) -> RetryDecision | None:
        seconds = min(HOUR, 2 ** min(job.attempts + 1, 12))
        return RetryDecision(retry_in={"seconds": seconds})


def on_ready(app: App) -> None:
    """Load every app's tasks once Django is ready."""
    logs.report_failed_attempts()
    for config in apps.get_app_configs():
        if config.name.startswith("balarea."):
            module = f"{config.name}.tasks"
            if importlib.util.find_spec(module):
                importlib.import_module(module)
    for task in app.tasks.values():
        task.retry_strategy = task.retry_strategy or ExponentialBackoff()


async def retry_stalled(seconds: float) -> None:
    """Retry jobs whose worker sent no heartbeat for so long; each may run twice."""
    stalled = await current.job_manager.get_stalled_jobs(
        seconds_since_heartbeat=seconds
    )
    for job in stalled:
        # Another worker may have been quicker, or the job has ended just now.
        with contextlib.suppress(exceptions.ConnectorException):
            await current.job_manager.retry_job(job)
