"""What the vault does at night."""

from procrastinate.contrib.django import app

from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM
from balarea.vault import operations


# Hours are UTC's, seven behind Sumedang's: this is 02.23 there, when few need the disk.
@app.periodic(cron="23 19 * * *")
@app.task(name="vault.sweep", queue="vault", queueing_lock="vault.sweep")
def sweep(timestamp: int) -> None:
    """Remove the files of transactions that were rolled back."""
    operations.sweep(by=SYSTEM, at=clock.now())
