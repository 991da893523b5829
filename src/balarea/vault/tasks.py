"""Scheduled task: deletes encrypted files whose transaction was rolled back."""

from procrastinate.contrib.django import app

from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM
from balarea.vault import operations


# At night, when the disk has little load.
@app.periodic(cron=f"23 {clock.cron_hours(2, 2)} * * *")
@app.task(name="vault.sweep", queue="vault", queueing_lock="vault.sweep")
def sweep(timestamp: int) -> None:
    """Delete the files of transactions that were rolled back."""
    operations.sweep(by=SYSTEM, at=clock.now())
