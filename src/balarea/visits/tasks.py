"""Jobs: numbers end with their time."""

from procrastinate.contrib.django import app

from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM
from balarea.visits.operations import arriving, estimating, wait_history
from balarea.visits.queries import places


@app.periodic(cron="*/5 * * * *")
@app.task(name="visits.end_numbers", queue="visits", queueing_lock="visits.end_numbers")
def end_numbers(timestamp: int) -> None:
    """End numbers whose time to come back is over, and those of days before."""
    at = clock.now()
    while arriving.end_missed(by=SYSTEM, at=at):
        pass
    while arriving.expire_before(day=clock.today(at), by=SYSTEM, at=at):
        pass


@app.periodic(cron="* * * * *")
@app.task(
    name="visits.estimate_waits",
    queue="visits",
    queueing_lock="visits.estimate_waits",
)
def estimate_waits(timestamp: int) -> None:
    """Estimate every waiting ticket anew, for the pages that show it."""
    at = clock.now()
    for site in places.sites():
        estimating.refresh(site=site, by=SYSTEM, at=at)


# By the hour of the early morning, so that a missed run is made up for.
@app.periodic(cron=f"40 {clock.cron_hours(1, 5)} * * *")
@app.task(name="visits.learn_waits", queue="visits", queueing_lock="visits.learn_waits")
def learn_waits(timestamp: int) -> None:
    """Add the days before today to the history of waiting times, in order."""
    at = clock.now()
    for site in places.sites():
        while wait_history.learn(site=site, before=clock.today(at), by=SYSTEM, at=at):
            pass
