"""Sending, outside of the steps that post. A job's only argument is an id."""

from uuid import UUID

from procrastinate.contrib.django import app

from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM
from balarea.notices import jobs, operations, rules


@app.task(name=rules.SEND, queue=jobs.QUEUE)
def send(message: str) -> None:
    """Try once; when and whether to try again is decided with the message itself."""
    try:
        operations.send(message=UUID(message), by=SYSTEM, at=clock.now())
    except Exception as fault:  # noqa: BLE001 - its text may hold an address or a code
        operations.note_fault(
            message=UUID(message),
            fault=type(fault).__name__,
            by=SYSTEM,
            at=clock.now(),
        )


@app.periodic(cron="* * * * *")
@app.task(name="notices.stage_forgotten", queue=jobs.QUEUE, queueing_lock="forgotten")
def stage_forgotten(timestamp: int) -> None:
    """Messages whose job was lost with its worker get another one."""
    operations.stage_forgotten(by=SYSTEM, at=clock.now())
