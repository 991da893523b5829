"""Periodic jobs about all other jobs."""

import logging

from procrastinate.contrib.django import app

from balarea.config import failed_jobs, jobs

log = logging.getLogger(__name__)
LOST_AFTER = 30.0  # seconds


@app.periodic(cron="* * * * *")
@app.task(name="config.take_up_lost_jobs", queueing_lock="lost")
async def retry_lost_jobs(timestamp: int) -> None:
    """Retry jobs whose worker was killed; each may run twice."""
    await jobs.retry_stalled(LOST_AFTER)


@app.periodic(cron="*/5 * * * *")
# Names of tasks are stored with their jobs, so they stay.
@app.task(name="config.tell_of_trouble", queueing_lock="trouble")
def report_failed_jobs(timestamp: int) -> None:
    """An alarm for each task with jobs that failed, keep failing, or wait too long."""
    for row in failed_jobs.find():
        log.critical("Jobs are in trouble", extra={"job": row})
