"""Definitions by code or hash. A definition never changes, so it is read once."""

import functools

from django.db import connection

from balarea.catalogue import definition as engine
from balarea.catalogue import models
from balarea.foundation.errors import NotFound

_CURRENT = (
    "SELECT current FROM catalogue_service WHERE code = %s AND withdrawn_at IS NULL"
)
_REVISION = (
    "SELECT coalesce(max(published_at)::text, ''), count(*) FROM catalogue_service"
)


@functools.lru_cache(maxsize=2000)
def definition(hash: str) -> engine.Definition:
    """A published definition by its SHA-256 (hex); kept in memory, as it is for good.

    Raises:
        NotFound: nothing with this hash was ever published.
    """
    row = models.ServiceVersion.objects.filter(hash=hash).values_list("content")
    found = row.first()
    if found is None:
        raise NotFound
    return engine.decode(bytes(found[0]))


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


def revision() -> str:
    """What changes whenever anything is published."""
    with connection.cursor() as cursor:
        cursor.execute(_REVISION)
        return "|".join(str(value) for value in cursor.fetchone())


def online_codes(agency: str) -> list[str]:
    """The codes of an agency's services that can be asked for online, in order."""
    rows = models.Service.objects.filter(agency=agency, is_online=True)
    return list(rows.order_by("code").values_list("code", flat=True))


def online_agencies() -> list[str]:
    """The codes of the agencies that serve online."""
    rows = models.Service.objects.filter(is_online=True)
    return list(rows.order_by("agency").values_list("agency", flat=True).distinct())
