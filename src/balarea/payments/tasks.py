"""Scheduled tasks: bills expire, reminders of unpaid bills go out."""

from procrastinate.contrib.django import app

from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM
from balarea.payments import operations


@app.periodic(cron="* * * * *")
@app.task(
    name="payments.expire_due", queue="payments", queueing_lock="payments.expire_due"
)
def expire_due(timestamp: int) -> None:
    """Close expired bills, batch by batch, until none is left."""
    while operations.expire_due(by=SYSTEM, at=clock.now()):
        pass


# By the hour, while it is day in the regency: a run that was missed is made up for
# the same day, and no message is sent at night.
@app.periodic(cron=f"20 {clock.cron_hours(8, 16)} * * *")
@app.task(
    name="payments.remind_due", queue="payments", queueing_lock="payments.remind_due"
)
def remind_due(timestamp: int) -> None:
    """Send reminders of unpaid bills, batch by batch, until none is left."""
    while operations.remind_due(by=SYSTEM, at=clock.now()):
        pass
