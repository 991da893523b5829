"""Deletes expired codes and sessions."""

from procrastinate.contrib.django import app

from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM
from balarea.people.operations import expiry


@app.periodic(cron="41 * * * *")
@app.task(name="people.forget", queue="people", queueing_lock="people.forget")
def forget(timestamp: int) -> None:
    """Delete expired codes in batches until none is left, then expired sessions."""
    at = clock.now()
    while expiry.forget_codes(by=SYSTEM, at=at):
        pass
    expiry.forget_sessions(by=SYSTEM, at=at)
