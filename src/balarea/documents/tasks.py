"""What this room does later: arguments are ids, never content."""

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from balarea.documents import operations
from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM

# About a day of patience with a signer that is away: 5, 25, 125 … seconds apart.
PATIENCE = RetryStrategy(max_attempts=8, exponential_wait=5)


@app.task(name="documents.issue", queue="documents", retry=PATIENCE)
def issue(document: str) -> None:
    """Write and sign a prepared document."""
    operations.issue(document=UUID(document), by=SYSTEM, at=clock.now())
