"""What the vault does at night."""

from procrastinate.contrib.django import app

from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM
from balarea.vault import operations


@app.periodic(cron="23 2 * * *")
@app.task(name="vault.sweep", queue="vault", queueing_lock="vault.sweep")
def sweep(timestamp: int) -> None:
    """Remove the files of transactions that were rolled back."""
    operations.sweep(by=SYSTEM, at=clock.now())
