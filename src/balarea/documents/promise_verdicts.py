"""Signed promises of the public log at /verifikasi/: genuine or not, and by when."""

import dataclasses
import datetime as dt

from balarea.transparency.receipts import promises
from balarea.transparency.tlog.notes import VerifierKey
from balarea.vault import log_promises


@dataclasses.dataclass(frozen=True, slots=True)
class ShownPromise:
    """A verdict on a promise; all but `is_valid` is only set of a genuine one.

    Attributes:
        is_over: the deadline has passed, so a receipt must exist.
        tag: by which the log's readers find the promised leaf, in hexadecimal.
    """

    is_valid: bool
    deadline: dt.datetime | None = None
    is_over: bool = False
    log: str = ""
    tag: str = ""


def shown(content: bytes, at: dt.datetime) -> ShownPromise:
    """The verdict on a promise's file, or on its QR code's text."""
    key = VerifierKey.parse(log_promises.verifier_key())
    try:
        promise = promises.opened(content, key)
    except promises.InvalidPromise:
        return ShownPromise(is_valid=False)
    deadline = dt.datetime.fromtimestamp(promise.deadline, tz=dt.UTC)
    return ShownPromise(
        is_valid=True,
        deadline=deadline,
        is_over=at > deadline,
        log=promise.origin,
        tag=promise.tag.hex(),
    )
