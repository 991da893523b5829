"""Deletes expired codes and sessions, and ends proposals that nobody confirmed."""

from procrastinate.contrib.django import app

from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM
from balarea.people.operations import expiry, proposals


@app.periodic(cron="41 * * * *")
@app.task(name="people.forget", queue="people", queueing_lock="people.forget")
def forget(timestamp: int) -> None:
    """Delete expired codes in batches until none is left, then expired sessions."""
    at = clock.now()
    while expiry.forget_codes(by=SYSTEM, at=at):
        pass
    expiry.forget_sessions(by=SYSTEM, at=at)


@app.periodic(cron="17 * * * *")
@app.task(name="people.lapse", queue="people", queueing_lock="people.lapse")
def lapse(timestamp: int) -> None:
    """End proposals whose last day has passed, in batches until none is left."""
    at = clock.now()
    while proposals.lapse(by=SYSTEM, at=at):
        pass
