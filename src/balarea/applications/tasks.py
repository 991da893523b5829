"""What time does to drafts."""

from procrastinate.contrib.django import app

from balarea.applications.operations import drafting
from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM


@app.periodic(cron="17 * * * *")
@app.task(
    name="applications.expire_drafts",
    queue="applications",
    queueing_lock="applications.expire_drafts",
)
def expire_drafts(timestamp: int) -> None:
    """Erase drafts that waited longer than 30 days; goes on until none is left."""
    while drafting.expire(by=SYSTEM, at=clock.now()):
        pass
