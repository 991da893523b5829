"""Every public page of the catalogue, as search engines list them (sitemaps.org)."""

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from balarea.catalogue import definition as engine
from balarea.catalogue import editions

if TYPE_CHECKING:
    from balarea.catalogue import models


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    """A page by its absolute address; `changed` where one publication decides it."""

    address: str
    changed: dt.datetime | None = None


def pages(
    base: str,
    services: Mapping[str, "models.Service"],
    definitions: Mapping[str, engine.Definition],
    edition: editions.Edition,
) -> Iterator[Page]:
    """The pages below `base`, which has no slash at its end."""
    for path in ("/", "/layanan/", "/layanan/instansi/", "/skema/"):
        yield Page(base + path)
    for code in edition.agencies:
        yield Page(f"{base}/layanan/instansi/{code}/")
    for code in edition.life_events:
        yield Page(f"{base}/layanan/peristiwa/{code}/")
    for code in edition.bundles:
        yield Page(f"{base}/layanan/paket/{code}/")
    for code, row in services.items():
        yield Page(f"{base}/layanan/{code}/", row.published_at)
        if definitions[code].eligibility:
            yield Page(f"{base}/layanan/{code}/cek/", row.published_at)
