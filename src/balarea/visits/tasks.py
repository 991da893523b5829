"""Jobs: numbers end with their time."""

from procrastinate.contrib.django import app

from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM
from balarea.visits.operations import arriving


@app.periodic(cron="*/5 * * * *")
@app.task(name="visits.end_numbers", queue="visits", queueing_lock="visits.end_numbers")
def end_numbers(timestamp: int) -> None:
    """End numbers whose time to come back is over, and those of days before."""
    at = clock.now()
    while arriving.end_missed(by=SYSTEM, at=at):
        pass
    while arriving.expire_before(day=clock.today(at), by=SYSTEM, at=at):
        pass
