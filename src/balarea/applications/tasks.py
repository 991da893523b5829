"""Scheduled tasks: drafts and prepared files expire, reminders go out, unanswered
returns are decided."""

from procrastinate.contrib.django import app

from balarea.applications import draw_work
from balarea.applications.operations import (
    answering,
    asking_advice,
    discarding,
    lapsing,
    objection_outcomes,
    reminding,
    scanning,
    serving,
    unanswered_deficiencies,
    warning_heads,
)
from balarea.documents import operations as documents
from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM


@app.periodic(cron="17 * * * *")
@app.task(
    name="applications.expire_drafts",
    queue="applications",
    queueing_lock="applications.expire_drafts",
)
def expire_drafts(timestamp: int) -> None:
    """Discard expired drafts, until none is left."""
    while discarding.expire(by=SYSTEM, at=clock.now()):
        pass


# By the hour, while it is day in the regency: a run that was missed is made up for
# the same day, and no message is sent at night.
@app.periodic(cron=f"10 {clock.cron_hours(8, 16)} * * *")
@app.task(
    name="applications.remind",
    queue="applications",
    queueing_lock="applications.remind",
)
def remind(timestamp: int) -> None:
    """Send the reminders that are due, batch by batch, until none is left."""
    for reminder in reminding.REMINDERS:
        while reminder(by=SYSTEM, at=clock.now()):
            pass


# By the hour, so that a missed run is made up for; each head is told once a day.
@app.periodic(cron=f"20 {clock.cron_hours(7, 12)} * * *")
@app.task(
    name="applications.warn_heads",
    queue="applications",
    queueing_lock="applications.warn_heads",
)
def warn_heads(timestamp: int) -> None:
    """Tell heads of work that nobody can do."""
    warning_heads.warn_heads(by=SYSTEM, at=clock.now())


# By the hour as well, so that a missed run delays no application by a day.
@app.periodic(cron="5 * * * *")
@app.task(
    name="applications.take_up_unanswered",
    queue="applications",
    queueing_lock="applications.take_up_unanswered",
)
def take_up_unanswered(timestamp: int) -> None:
    """Move on returned applications that were not amended in time, one by one."""
    while unanswered_deficiencies.move_to_decision(by=SYSTEM, at=clock.now()):
        pass


@app.periodic(cron="25 * * * *")
@app.task(
    name="applications.lapse_prepared",
    queue="applications",
    queueing_lock="applications.lapse_prepared",
)
def lapse_prepared(timestamp: int) -> None:
    """End prepared files that were not brought to the desk in time, one by one."""
    while serving.lapse(by=SYSTEM, at=clock.now()):
        pass


@app.periodic(cron="35 * * * *")
@app.task(
    name="applications.close_unconfirmed",
    queue="applications",
    queueing_lock="applications.close_unconfirmed",
)
def close_unconfirmed(timestamp: int) -> None:
    """Close answers that nobody confirmed in time, one by one."""
    while answering.close_unconfirmed(by=SYSTEM, at=clock.now()):
        pass


@app.periodic(cron="45 * * * *")
@app.task(
    name="applications.pass_silent_advice",
    queue="applications",
    queueing_lock="applications.pass_silent_advice",
)
def pass_silent_advice(timestamp: int) -> None:
    """End in silence what advice nobody gave by its last day, one by one."""
    while asking_advice.pass_silent(by=SYSTEM, at=clock.now()):
        pass


@app.periodic(cron="50 * * * *")
@app.task(
    name="applications.sweep_scans",
    queue="applications",
    queueing_lock="applications.sweep_scans",
)
def sweep_scans(timestamp: int) -> None:
    """Delete links that are over, and photos that nobody used in time."""
    while scanning.expire(by=SYSTEM, at=clock.now()):
        pass
    while documents.remove_unused(by=SYSTEM, at=clock.now()):
        pass


@app.periodic(cron="2 * * * *")
@app.task(
    name="applications.grant_silent_objections",
    queue="applications",
    queueing_lock="applications.grant_silent_objections",
)
def grant_silent_objections(timestamp: int) -> None:
    """Grant objections and appeals that nobody decided in time, one by one."""
    while objection_outcomes.lapse(by=SYSTEM, at=clock.now()):
        pass


# Each hour, so that it follows midnight closely and a missed run is made up for.
@app.periodic(cron="1 * * * *")
@app.task(
    name="applications.record_lapses",
    queue="applications",
    queueing_lock="applications.record_lapses",
)
def record_lapses(timestamp: int) -> None:
    """Record the decisions whose last day has passed, one by one."""
    while lapsing.record_lapse(by=SYSTEM, at=clock.now()):
        pass


# Each minute, so that a case waits no longer than that for its next officer.
@app.periodic(cron="* * * * *")
@app.task(
    name="applications.draw_officers",
    queue="applications",
    lock="applications.draw_officers",
    queueing_lock="applications.draw_officers",
)
def draw_officers(timestamp: int) -> None:
    """Fix the day's rosters and draw officers, where two overseers are set."""
    draw_work.run(clock.now())
