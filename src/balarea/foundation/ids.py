"""Ids that are globally unique and sort by creation time (UUIDv7)."""

import secrets
import threading
import time
from uuid import UUID

_lock = threading.Lock()
_last = 0


def _moment() -> int:
    """60 bits: milliseconds and, in the last 12, fractions of one; grows at each call.

    So ids of one process sort in creation order within a millisecond too, which keeps
    the log entries of one operation in order (RFC 9562, 6.2, method 3).
    """
    global _last
    milliseconds, nanoseconds = divmod(time.time_ns(), 1_000_000)
    with _lock:
        _last = max(milliseconds << 12 | (nanoseconds << 12) // 1_000_000, _last + 1)
        return _last


def uuid7() -> UUID:
    """A UUID of version 7 (RFC 9562): 60 bits of time, then 62 random bits."""
    moment = _moment()
    high, low = moment >> 12, moment & 0xFFF
    return UUID(int=high << 80 | 7 << 76 | low << 64 | 2 << 62 | secrets.randbits(62))
