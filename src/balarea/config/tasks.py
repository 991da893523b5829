"""What concerns all jobs, whatever room they come from."""

from procrastinate.contrib.django import app


@app.periodic(cron="* * * * *")
@app.task(name="config.take_up_lost_jobs", queueing_lock="lost")
async def take_up_lost_jobs(timestamp: int) -> None:
    """Give jobs whose worker was killed to another one; each may run twice."""
    for job in await app.job_manager.get_stalled_jobs():
        await app.job_manager.retry_job(job)
