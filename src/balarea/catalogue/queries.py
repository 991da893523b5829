"""Definitions by code or hash, and lists of services. What is published never changes,
so each version is read once."""

import dataclasses
import datetime as dt
import functools
import hashlib
import logging
from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType

import msgspec
from django.conf import settings
from django.db import connection

from balarea.catalogue import definition as engine
from balarea.catalogue import errors, models
from balarea.catalogue.definition import numbering
from balarea.catalogue.delegated import Delegated
from balarea.catalogue.vocabulary import Vocabulary
from balarea.foundation import languages, opening_hours
from balarea.foundation.errors import NotFound

log = logging.getLogger(__name__)

_CURRENT = "SELECT current FROM catalogue_service WHERE code = %s"
REVISION = "SELECT number, digest FROM catalogue_edition ORDER BY number DESC LIMIT 1"
_CONTENTS = "SELECT content FROM catalogue_edition WHERE digest = %s ORDER BY number"
_EARLIER = """
SELECT digest FROM catalogue_edition
WHERE number < %s AND encode(sha256(content), 'hex') = digest ORDER BY number DESC
"""

_SERIES = """
SELECT DISTINCT s.code, s.agency,
  convert_from(v.content, 'UTF8')::jsonb #>> '{output,number_format}'
FROM catalogue_serviceversion v JOIN catalogue_service s ON s.id = v.service_id
WHERE convert_from(v.content, 'UTF8')::jsonb ? 'output'
ORDER BY s.code
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


@dataclasses.dataclass(frozen=True, slots=True)
class Version:
    """One published version of a service."""

    hash: str
    version: int
    published_at: dt.datetime
    is_current: bool


@functools.lru_cache(maxsize=2000)
def definition(hash: str) -> engine.Definition:
    """A published definition by its SHA-256 (hex); cached, because it never changes.

    Of a bundle it is the form.

    Raises:
        NotFound: nothing with this hash was ever published.
    """
    text = _content_of(models.ServiceVersion, hash)
    if text is not None:
        return engine.decode(text)
    bundle = bundle_of(hash)
    if bundle is None:
        raise NotFound
    return bundle.form


@functools.lru_cache(maxsize=2000)
def bundle_of(hash: str) -> engine.Bundle | None:
    """A published bundle by its SHA-256 (hex); None where it is no bundle's.

    Raises:
        errors.Damaged: the stored content doesn't have this hash.
    """
    text = _content_of(models.BundleVersion, hash)
    return None if text is None else engine.decode_bundle(text)


def content(hash: str) -> bytes:
    """The canonical JSON whose SHA-256 is `hash`.

    Raises:
        NotFound: nothing with this hash was ever published.
        errors.Damaged: the stored content doesn't have this hash.
    """
    for table in (models.ServiceVersion, models.BundleVersion):
        text = _content_of(table, hash)
        if text is not None:
            return text
    raise NotFound


def _content_of(
    table: type[models.ServiceVersion | models.BundleVersion], hash: str
) -> bytes | None:
    row = table.objects.filter(hash=hash).values_list("content").first()
    if row is None:
        return None
    text = bytes(row[0])
    if hashlib.sha256(text).hexdigest() != hash:
        log.critical("A published definition isn't what its hash names: not used.")
        raise errors.Damaged
    return text


def identity(code: str) -> str:
    """The hash of a service's definition in force; raises `NotFound`."""
    with connection.cursor() as cursor:
        cursor.execute(_CURRENT, [code])
        row = cursor.fetchone()
    if row is None:
        raise NotFound
    return str(row[0])


def current(code: str) -> engine.Definition:
    """A service's definition in force; raises `NotFound`."""
    return definition(identity(code))


def bundles() -> dict[str, engine.Bundle]:
    """Every bundle in force by its code."""
    return bundles_of(revision())


def bundles_of(revision: str) -> dict[str, engine.Bundle]:
    """The same of a `revision()`."""
    named = edition_of(revision).bundles
    by_code = {code: bundle_of(hash) for code, hash in named.items()}
    return {code: one for code, one in by_code.items() if one is not None}


def form_identity(code: str) -> str:
    """The hash by which a service or a bundle is begun now; raises `NotFound`."""
    return edition().bundles.get(code) or identity(code)


def definitions() -> dict[str, engine.Definition]:
    """Every definition in force by the code of its service."""
    return {code: definition(row.current) for code, row in services().items()}


def revision() -> str:
    """A text that changes with each publication; empty before the first."""
    latest = newest()
    return sound(*latest) if latest else ""


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


def services() -> Mapping[str, models.Service]:
    """Every service in force by its code; read once an edition, never changed."""
    return services_of(revision())


@functools.lru_cache(maxsize=2)
def services_of(revision: str) -> Mapping[str, models.Service]:
    """The same of the newest `revision()`."""
    rows = models.Service.objects.order_by("code")
    return MappingProxyType({service.code: service for service in rows})


def titles(language: str) -> Mapping[str, str]:
    """Code → the title of the version in force; read once an edition."""
    return _titles(revision(), languages.code_of(language))


@functools.lru_cache(maxsize=2 * len(languages.CODES))
def _titles(digest: str, language: str) -> Mapping[str, str]:
    rows = services_of(digest).items()
    return MappingProxyType(
        {
            code: languages.translated(row.title, row.title_translations, language)
            for code, row in rows
        }
    )


def agency_codes() -> Mapping[str, tuple[str, ...]]:
    """Agency → the codes of all its services; read once an edition.

    Offline services are included: applications from the time when they were online
    may still be open.
    """
    return _agency_codes(revision())


@functools.lru_cache(maxsize=2)
def _agency_codes(digest: str) -> Mapping[str, tuple[str, ...]]:
    codes_of: dict[str, list[str]] = {}
    for code, row in services_of(digest).items():
        codes_of.setdefault(row.agency, []).append(code)
    return MappingProxyType(
        {agency: tuple(codes) for agency, codes in codes_of.items()}
    )


def is_fileable(*, online: bool, is_billed: bool) -> bool:
    """Whether an application for a service can be filed online now.

    One whose fee this mall bills needs a payment provider: otherwise it would be
    refused after everything was typed, or never finish once it is granted.
    """
    return online and (not is_billed or bool(settings.BALAREA_PAYMENT_PROVIDER))


def is_row_fileable(row: models.Service) -> bool:
    """The same of a service in force."""
    is_billed = row.fee != "FREE" and row.is_billed
    return is_fileable(online=row.is_online, is_billed=is_billed)


def ways() -> Counter[str]:
    """How many services in force end each way."""
    return Counter(row.way for row in services().values())


def lacking_provider() -> list[str]:
    """The codes of services that only lack a payment provider."""
    return [
        code
        for code, row in services().items()
        if row.is_online and not is_row_fileable(row)
    ]


def service(code: str) -> models.Service:
    """A service in force; raises `NotFound`."""
    try:
        return services()[code]
    except KeyError:
        raise NotFound from None


def versions(code: str) -> list[Version]:
    """Every published version of a service, the newest first; raises `NotFound`."""
    now = identity(code)
    rows = models.ServiceVersion.objects.filter(service__code=code)
    ordered = rows.order_by("-published_at", "-version")
    return [
        Version(hash, version, at, hash == now)
        for hash, version, at in ordered.values_list("hash", "version", "published_at")
    ]


def published_versions() -> dict[str, dict[int, set[str]]]:
    """Service → version → the hashes of its texts, of all that was ever published.

    More than one hash only from before that was refused.
    """
    rows = models.ServiceVersion.objects.values_list("service__code", "version", "hash")
    versions: dict[str, dict[int, set[str]]] = {}
    for code, version, hash in rows:
        versions.setdefault(code, {}).setdefault(version, set()).add(hash)
    return versions


def series() -> list[numbering.Series]:
    """Every number format that was ever published.

    Read as JSON, because today's code may not decode an old definition.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SERIES)
        return [numbering.Series(*row) for row in cursor.fetchall()]


def online_agencies() -> list[str]:
    """The codes of the agencies that serve online."""
    rows = models.Service.objects.filter(is_online=True)
    return list(rows.order_by("agency").values_list("agency", flat=True).distinct())
