"""Scheduled task: the daily root over all rows that the log guards."""

from procrastinate.contrib.django import app

from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM
from balarea.transparency.state_root import taking


# At night, when the disk has little load.
@app.periodic(cron=f"41 {clock.cron_hours(2, 2)} * * *")
@app.task(
    name="transparency.take_state_root",
    queue="transparency",
    queueing_lock="transparency.take_state_root",
)
def take_state_root(timestamp: int | str) -> None:
    """List the rows of every guarded table, and log their root."""
    taking.take(by=SYSTEM, at=clock.now())
