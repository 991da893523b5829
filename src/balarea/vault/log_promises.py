"""Promises that the public log will have an entry, signed by a key of the vault."""

import datetime as dt

from django.conf import settings

from balarea.transparency.models import Entry
from balarea.transparency.receipts import promises
from balarea.transparency.tlog.notes import KeyType, SigningKey
from balarea.vault import keys


def promise_of(entry: Entry) -> bytes:
    """The signed promise that the log has the entry within a day of its writing.

    It is the same at each call, so asking again postpones nothing.
    """
    promise = promises.LogPromise(
        origin=settings.BALAREA_LOG_ORIGIN,
        tag=bytes(entry.tag),
        commitment=bytes(entry.commitment),
        deadline=deadline(entry),
    )
    return promises.signed(promise, _key())


def deadline(entry: Entry) -> int:
    """By when the log has the entry, in seconds of Unix time."""
    written: dt.datetime = entry.written_at or entry.at
    return int(written.timestamp()) + promises.SECONDS


def verifier_key() -> str:
    """The published key by which anybody checks these promises."""
    return _key().vkey


def _key() -> SigningKey:
    name = promises.key_name(settings.BALAREA_LOG_ORIGIN)
    return SigningKey(name, KeyType.ED25519, keys.promise_seed())
