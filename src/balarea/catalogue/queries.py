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

from django.conf import settings
from django.db import connection

from balarea.catalogue import definition as engine
from balarea.catalogue import errors, models
from balarea.catalogue.definition import numbering
from balarea.catalogue.editions import edition as edition
from balarea.catalogue.editions import edition_of as edition_of
from balarea.catalogue.editions import revision as revision
from balarea.foundation import languages
from balarea.foundation.errors import NotFound

log = logging.getLogger(__name__)

_CURRENT = "SELECT current FROM catalogue_service WHERE code = %s"
_SERIES = """
SELECT DISTINCT s.code, s.agency,
  convert_from(v.content, 'UTF8')::jsonb #>> '{output,number_format}'
FROM catalogue_serviceversion v JOIN catalogue_service s ON s.id = v.service_id
WHERE convert_from(v.content, 'UTF8')::jsonb ? 'output'
ORDER BY s.code
"""


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
