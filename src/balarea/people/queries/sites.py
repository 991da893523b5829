"""The buildings where agencies serve."""

from balarea.people import models


def sites() -> list[tuple[models.Site, tuple[str, ...]]]:
    """Each building with the codes of the agencies that serve there, by name."""
    rows = models.Site.objects.prefetch_related("agencies").order_by("name", "code")
    return [
        (site, tuple(sorted(agency.code for agency in site.agencies.all())))
        for site in rows
    ]
