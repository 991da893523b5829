"""Composing the leaf of an entry from its public columns, for the sequencer."""

import datetime as dt
from typing import Protocol
from uuid import UUID

from balarea.transparency.entries import commitments, leaves


class EntryRow(Protocol):
    """The columns of an entry that its leaf is made of."""

    @property
    def id(self) -> UUID: ...
    @property
    def scheme(self) -> int: ...
    @property
    def type(self) -> str: ...
    @property
    def agency(self) -> str: ...
    @property
    def service(self) -> str: ...
    @property
    def rules(self) -> str: ...
    @property
    def actor(self) -> str: ...
    @property
    def tag(self) -> "bytes | memoryview[int]": ...
    @property
    def commitment(self) -> "bytes | memoryview[int]": ...
    @property
    def link(self) -> "bytes | memoryview[int]": ...
    @property
    def at(self) -> dt.datetime: ...
    @property
    def written_at(self) -> dt.datetime | None: ...


def leaf_of(entry: EntryRow, previous_hash: bytes) -> leaves.Leaf:
    """The leaf of an entry.

    Args:
        previous_hash: the leaf hash of the same subject's leaf before it; empty if
            this is the first. An entry from before leaves existed has no link, so
            its leaf says nothing of the one before it.

    Raises:
        leaves.InvalidLeaf: a column does not fit the schema; the database's
            constraints refuse such an entry.
    """
    link = bytes(entry.link)
    return leaves.Leaf(
        version=entry.scheme,
        type=entry.type,
        agency=entry.agency,
        service=entry.service,
        tag=bytes(entry.tag),
        time=int(entry.at.timestamp()),
        actor=_unhex(entry.actor),
        commitment=bytes(entry.commitment),
        previous=commitments.previous(link, previous_hash) if link else b"",
        rules=_unhex(entry.rules),
        is_late=is_late(entry.at, entry.written_at),
    )


def is_late(at: dt.datetime, written_at: dt.datetime | None) -> bool:
    """Whether the claimed time lies too far from when the database wrote the entry.

    Unknown, and so not said, of entries from before the database noted the time.
    """
    if written_at is None:
        return False
    return abs(written_at - at) > dt.timedelta(seconds=leaves.LATE_AFTER)


def _unhex(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise leaves.InvalidLeaf("a hash is not spelled in hexadecimal") from None
