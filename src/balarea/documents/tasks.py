"""The jobs of this app. Their arguments are ids, never content."""

import logging
from uuid import UUID

from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from balarea.documents import operations, providers, queries, rules
from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM

log = logging.getLogger(__name__)
HOUR = 3600


class RetryForever(BaseRetryStrategy):
    """Tries again after 5, 25, 125 … seconds, then every hour, without an end.

    A citizen waits for the document: it comes within an hour after the signer is back.
    """

    def get_retry_decision(
        self, *, exception: BaseException, job: Job
    ) -> RetryDecision | None:
        seconds = min(HOUR, 5 ** min(job.attempts + 1, 6))
        return RetryDecision(retry_in={"seconds": seconds})


RETRY = RetryForever()


@app.task(name=operations.ISSUE, queue=operations.QUEUE, retry=RETRY)
def issue(document: str) -> None:
    """Write and sign a prepared document."""
    try:
        operations.issue(document=UUID(document), by=SYSTEM, at=clock.now())
    except Exception:
        # The queue logs what failed and how often; this logs which case waits.
        case = queries.case_of(UUID(document))
        log.exception("A document waits for its next try", extra={"case": case})
        raise


@app.periodic(cron="*/5 * * * *")
@app.task(
    name="documents.stage_waiting",
    queue=operations.QUEUE,
    queueing_lock="documents.stage_waiting",
)
def stage_waiting(timestamp: int) -> None:
    """Stage a new job for documents whose job was lost."""
    operations.stage_waiting(by=SYSTEM, at=clock.now())


@app.periodic(cron="30 6 * * *")
@app.task(
    name="documents.watch_signer",
    queue=operations.QUEUE,
    queueing_lock="documents.watch_signer",
)
def watch_signer(timestamp: int) -> None:
    """Log an alarm each day when the signer's certificates end within 60 days."""
    validity, at = providers.signer().validity(), clock.now()
    urgency = rules.urgency(validity.until, at)
    if not urgency:
        return
    log.critical(
        "The signer's certificates end on %s, in %s days; warning %s of %s. Without "
        "new ones no document is signed after that: see the handbook, signer.",
        validity.until.date().isoformat(),
        max(0, (validity.until - at).days),
        urgency,
        len(rules.SIGNER_WARNINGS),
    )
