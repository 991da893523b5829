"""The jobs of this app, staged with the message that they send."""

import datetime as dt

from balarea.foundation import jobs
from balarea.notices.rules import JOB_LOCK, SEND, Channel

QUEUE = "notices"
# By channel, so that none waits for another's provider; codes apart, because people
# wait for them at a screen.
CODES = {channel: f"codes-{channel.lower()}" for channel in Channel}
LETTERS = {channel: f"letters-{channel.lower()}" for channel in Channel}
URGENT, NORMAL = 10, 0


def stage_send(
    message: str, *, channel: str, is_urgent: bool, at: dt.datetime | None = None
) -> None:
    """Send this message, not before `at` if given. The job's only argument is its id.

    A job without a time is due at once, whatever the database's clock says: if it lags
    by a minute, a job with a time would be late by that minute.
    """
    queues = CODES if is_urgent else LETTERS
    jobs.stage(
        SEND,
        queue=queues[Channel(channel)],
        lock=f"{JOB_LOCK}{message}",
        at=at,
        priority=URGENT if is_urgent else NORMAL,
        message=message,
    )
