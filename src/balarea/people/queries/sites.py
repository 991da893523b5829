"""The buildings where agencies serve."""

from collections.abc import Collection
from uuid import UUID

from balarea.people import models


def sites() -> list[tuple[models.Site, tuple[str, ...]]]:
    """Each building with the codes of the agencies that serve there, by name."""
    rows = models.Site.objects.prefetch_related("agencies").order_by("name", "code")
    return [
        (site, tuple(sorted(agency.code for agency in site.agencies.all())))
        for site in rows
    ]


def site(code: str) -> models.Site | None:
    """A building by its code."""
    return models.Site.objects.filter(code=code).first()


def sites_of(ids: Collection[UUID]) -> list[models.Site]:
    """These buildings, by code."""
    return list(models.Site.objects.filter(id__in=ids).order_by("code"))
