"""What concerns all jobs, whatever room they come from."""

import logging

from procrastinate.contrib.django import app

from balarea.config import jobs, troubles

log = logging.getLogger(__name__)
LOST_AFTER = 30.0  # seconds


@app.periodic(cron="* * * * *")
@app.task(name="config.take_up_lost_jobs", queueing_lock="lost")
async def take_up_lost_jobs(timestamp: int) -> None:
    """Give jobs whose worker was killed to another one; each may run twice."""
    await jobs.take_up_lost(LOST_AFTER)


@app.periodic(cron="*/5 * * * *")
@app.task(name="config.tell_of_trouble", queueing_lock="trouble")
def tell_of_trouble(timestamp: int) -> None:
    """An alarm for each kind of job that failed, fails again and again, or waits."""
    for trouble in troubles.found():
        log.critical("Jobs are in trouble", extra={"job": trouble})
