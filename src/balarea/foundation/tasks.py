"""What is kept for a while only."""

from procrastinate.contrib.django import app

from balarea.foundation import clock, idempotency, rate_limits


@app.periodic(cron="29 * * * *")
@app.task(
    name="foundation.forget", queue="foundation", queueing_lock="foundation.forget"
)
def forget(timestamp: int) -> None:
    """Forget keys, answers and counts of tries; goes on until none is left."""
    at = clock.now()
    while idempotency.forget_old(at):
        pass
    while idempotency.forget_answers(at):
        pass
    while rate_limits.forget_old(at):
        pass
