"""Jobs: numbers end with their time."""

from procrastinate.contrib.django import app

from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM
from balarea.visits.operations import (
    arriving,
    booking,
    desks,
    estimating,
    reminding,
    remote,
    slots,
    wait_history,
)
from balarea.visits.queries import places

REMIND_HOURS = range(9, 20)  # of the regency's day: nobody is woken by a reminder


@app.periodic(cron="*/5 * * * *")
@app.task(name="visits.end_numbers", queue="visits", queueing_lock="visits.end_numbers")
def end_numbers(timestamp: int) -> None:
    """End numbers whose time to come back is over, and those of days before; close the
    desks that were left open.
    """
    at = clock.now()
    while arriving.end_missed(by=SYSTEM, at=at):
        pass
    while arriving.expire_before(day=clock.today(at), by=SYSTEM, at=at):
        pass
    desks.close_before(day=clock.today(at), by=SYSTEM, at=at)


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


@app.periodic(cron="* * * * *")
@app.task(name="visits.follow", queue="visits", queueing_lock="visits.follow")
def follow(timestamp: int) -> None:
    """Give unconfirmed times back, tell those who are called soon, end absent ones."""
    at = clock.now()
    while booking.expire_reserved(by=SYSTEM, at=at):
        pass
    reminding.call_soon(by=SYSTEM, at=at)
    while remote.end_absent(by=SYSTEM, at=at):
        pass


@app.periodic(cron="20 * * * *")
@app.task(name="visits.plan", queue="visits", queueing_lock="visits.plan")
def plan(timestamp: int) -> None:
    """Make the times of days to come, remind of tomorrow, end what wasn't used."""
    at = clock.now()
    for site in places.sites():
        for queue in places.queues(site):
            slots.make_ahead(queue=queue, by=SYSTEM, at=at)
    if clock.local(at).hour in REMIND_HOURS:
        while reminding.remind(by=SYSTEM, at=at):
            pass
    while booking.end_unused(day=clock.today(at), by=SYSTEM, at=at):
        pass


# By the hour of the early morning, so that a missed run is made up for.
@app.periodic(cron=f"40 {clock.cron_hours(1, 5)} * * *")
@app.task(name="visits.learn_waits", queue="visits", queueing_lock="visits.learn_waits")
def learn_waits(timestamp: int) -> None:
    """Add the days before today to the history of waiting times, in order."""
    at = clock.now()
    for site in places.sites():
        while wait_history.learn(site=site, before=clock.today(at), by=SYSTEM, at=at):
            pass
