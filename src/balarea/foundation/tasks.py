"""Jobs that delete what has expired."""

from procrastinate.contrib.django import app

from balarea.foundation import clock, idempotency, rate_limits


@app.periodic(cron="29 * * * *")
@app.task(
    name="foundation.forget", queue="foundation", queueing_lock="foundation.forget"
)
def delete_expired(timestamp: int) -> None:
    """Delete old idempotency keys, stored answers and counts of tries, in batches."""
    at = clock.now()
    while idempotency.delete_old_keys(at):
        pass
    while idempotency.delete_expired_answers(at):
        pass
    while rate_limits.delete_old(at):
        pass
