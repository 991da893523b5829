"""Editions of the catalogue: agencies, life events and the vocabulary in force.

An edition never changes: each is read and checked once in a process.
"""

import contextlib
import dataclasses
import datetime as dt
import functools
import hashlib
import logging
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from types import MappingProxyType

import msgspec
from django.db import connection

from balarea.catalogue import definition as engine
from balarea.catalogue.delegated import Delegated
from balarea.catalogue.vocabulary import Vocabulary
from balarea.foundation import opening_hours

log = logging.getLogger(__name__)

REVISION = "SELECT number, digest FROM catalogue_edition ORDER BY number DESC LIMIT 1"
_CONTENTS = "SELECT content FROM catalogue_edition WHERE digest = %s ORDER BY number"
_EARLIER = """
SELECT digest FROM catalogue_edition
WHERE number < %s AND encode(sha256(content), 'hex') = digest ORDER BY number DESC
"""


class Place(msgspec.Struct, frozen=True):
    """A building where agencies serve, as an edition publishes it."""

    name: str
    address: str
    agencies: tuple[str, ...]
    latitude: float | None = None
    longitude: float | None = None


class Content(msgspec.Struct, frozen=True):
    """The content of an edition, without the definitions."""

    agencies: tuple[engine.Agency, ...]
    life_events: tuple[engine.LifeEvent, ...]
    # The stored name of the field: the digest of an edition depends on it.
    vocabulary: Vocabulary = msgspec.field(name="wording")
    in_force: dict[str, str] = {}  # code → SHA-256 of its definition
    bundles: dict[str, str] = {}  # code → SHA-256 of the bundle
    delegations: tuple[Delegated, ...] = ()
    # ISO day → whether it is a working day, where the mall deviates from the official
    # calendar.
    calendar: dict[str, bool] = {}
    sites: tuple[Place, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Edition:
    """The catalogue without its services."""

    agencies: Mapping[str, engine.Agency]
    life_events: Mapping[str, engine.LifeEvent]
    vocabulary: Vocabulary
    bundles: Mapping[str, str] = MappingProxyType({})  # code → SHA-256
    delegations: tuple[Delegated, ...] = ()
    calendar: Mapping[dt.date, bool] = MappingProxyType({})
    sites: tuple[Place, ...] = ()


# The revision that the request at hand has read; None outside of requests.
_of_request: ContextVar[list[str] | None] = ContextVar("revision", default=None)


@contextlib.contextmanager
def one_revision() -> Iterator[None]:
    """Let everything within, a request, read one edition, looked up once.

    A page of an officer asks for it half a hundred times. Whoever publishes meanwhile
    is seen by the next request.
    """
    token = _of_request.set([])
    try:
        yield
    finally:
        _of_request.reset(token)


def revision() -> str:
    """A text that changes with each publication; empty before the first."""
    read = _of_request.get()
    if read:
        return read[0]
    latest = newest()
    newer = sound(*latest) if latest else ""
    if read is not None:
        read.append(newer)
    return newer


def forget_revision() -> None:
    """Look it up again: this request has just published."""
    read = _of_request.get()
    if read is not None:
        read.clear()


def newest() -> tuple[int, str] | None:
    """Number and digest of the newest edition, whether or not it is intact."""
    with connection.cursor() as cursor:
        cursor.execute(REVISION)
        row = cursor.fetchone()
    return (int(row[0]), str(row[1])) if row else None


@functools.lru_cache(maxsize=64)
def sound(number: int, digest: str) -> str:
    """The revision to show where `REVISION` answers with this number and digest.

    It is that of the newest intact edition: one that doesn't have its digest, or can't
    be decoded, is skipped with an alarm. Each edition is checked once a process.
    """
    if _content(digest) is not None:
        return digest
    log.critical("The newest edition of the catalogue is damaged: an earlier is shown.")
    with connection.cursor() as cursor:
        cursor.execute(_EARLIER, [number])
        earlier = dict.fromkeys(str(row[0]) for row in cursor.fetchall())
    return next((one for one in earlier if _content(one) is not None), "")


def _content(digest: str) -> Content | None:
    """The content with this digest, from any row that has it; None if none does."""
    with connection.cursor() as cursor:
        cursor.execute(_CONTENTS, [digest])
        rows = [bytes(row[0]) for row in cursor.fetchall()]
    for row in rows:
        if hashlib.sha256(row).hexdigest() == digest:
            try:
                content = msgspec.json.decode(row, type=Content)
            except (msgspec.MsgspecError, UnicodeError, RecursionError):
                return None
            # Pages can't show what publishing would refuse.
            is_sound = not any(
                any(opening_hours.contact_defects(agency))
                for agency in content.agencies
            )
            return content if is_sound else None
    return None


def edition() -> Edition:
    """Agencies, life events and the vocabulary in force."""
    return edition_of(revision())


@functools.lru_cache(maxsize=4)
def edition_of(digest: str) -> Edition:
    """The edition of a `revision()`; an empty one if there is none."""
    content = _content(digest)
    if content is None:
        return Edition({}, {}, Vocabulary())
    return Edition(
        {agency.code: agency for agency in content.agencies},
        {event.code: event for event in content.life_events},
        content.vocabulary,
        MappingProxyType(content.bundles),
        content.delegations,
        MappingProxyType(
            {
                dt.date.fromisoformat(day): is_open
                for day, is_open in content.calendar.items()
            }
        ),
        content.sites,
    )


def content_in_force() -> Content | None:
    """The content of the newest intact edition; None before any is published."""
    return _content(revision())
