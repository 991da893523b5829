"""Scheduled task: deletes encrypted files whose transaction was rolled back."""

from procrastinate.contrib.django import app

from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM
from balarea.vault import operations


# In UTC: 02.23 in Sumedang (UTC+7), when the disk has little load.
@app.periodic(cron="23 19 * * *")
@app.task(name="vault.sweep", queue="vault", queueing_lock="vault.sweep")
def sweep(timestamp: int) -> None:
    """Delete the files of transactions that were rolled back."""
    operations.sweep(by=SYSTEM, at=clock.now())
