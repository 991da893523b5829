"""The code of the public log on what a desk prints: a receipt, or a signed promise."""

import datetime as dt
from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse

from balarea.documents.document_content import LogCode
from balarea.transparency.models import Entry
from balarea.transparency.receipts import promises, receipt_format, receipt_proofs
from balarea.transparency.tlog.proofs import LogProof
from balarea.vault import log_promises

# Steps by which an application, or its correction, came in.
FILINGS = frozenset({"RECEIVED", "AMENDED"})


def of_filing(entries: Sequence[Entry]) -> LogCode | None:
    """The code of the newest filing among a case's steps; None if there is none.

    A receipt needs a cosigned checkpoint, which comes seconds after the filing. What is
    printed before carries the promise of the entry instead, with its deadline.
    """
    filings = [one for one in entries if one.type in FILINGS]
    if not filings:
        return None
    entry = filings[-1]
    site = _site()
    if (proof := receipt_of(entry)) is not None:
        return LogCode(receipt_format.qr_of(proof), site, index=proof.index)
    promise = log_promises.promise_of(entry)
    return LogCode(
        promises.qr_of(promise), site, deadline=_moment(log_promises.deadline(entry))
    )


def receipt_of(entry: Entry) -> LogProof | None:
    """The proof of an entry by its leaf alone; None until a checkpoint covers it."""
    if entry.id not in receipt_proofs.published([entry.id]):
        return None
    proof = receipt_proofs.receipt_of(entry.id)
    return LogProof.parse(proof) if proof is not None else None


def _site() -> str:
    """The address of the verification page, as people type it."""
    address = settings.BALAREA_BASE_URL.rstrip("/") + reverse("documents:verify")
    return address.partition("://")[2]


def _moment(seconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, tz=dt.UTC)
