"""The jobs of this room, staged with the message that they send."""

import datetime as dt

from balarea.foundation import jobs

SEND = "notices.send"
QUEUE = "notices"
# Codes are waited for at a screen; everything else can stand behind them.
URGENT, NORMAL = 10, 0


def stage_send(message: str, *, at: dt.datetime, is_urgent: bool) -> None:
    """Send this message at `at`. The job's only argument is the message's id."""
    jobs.stage(
        SEND,
        queue=QUEUE,
        lock=f"notice:{message}",
        at=at,
        priority=URGENT if is_urgent else NORMAL,
        message=message,
    )
