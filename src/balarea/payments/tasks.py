"""What time does to bills."""

from procrastinate.contrib.django import app

from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM
from balarea.payments import operations


@app.periodic(cron="* * * * *")
@app.task(
    name="payments.expire_due", queue="payments", queueing_lock="payments.expire_due"
)
def expire_due(timestamp: int) -> None:
    """Close the bills whose time is over; goes on until none is left."""
    while operations.expire_due(by=SYSTEM, at=clock.now()):
        pass
