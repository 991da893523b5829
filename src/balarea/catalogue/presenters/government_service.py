"""A service page as schema.org's `GovernmentService`, for search engines.

It stands in the page as microdata, in elements that show nothing, because pages contain
no script element, not even one of data. https://schema.org/GovernmentService
"""

import dataclasses
from typing import TYPE_CHECKING

from django.conf import settings

from balarea.catalogue import definition as engine
from balarea.catalogue import queries
from balarea.catalogue.presenters import words

if TYPE_CHECKING:
    from balarea.catalogue import models


@dataclasses.dataclass(frozen=True, slots=True)
class GovernmentService:
    """What the page's own texts don't say already.

    Addresses are absolute. `apply` is empty for a service that can't be filed online,
    `price` is in rupiah and None for a tariff, `processing_time` is ISO 8601.
    """

    address: str
    agency_address: str
    apply: str
    phone: str
    price: int | None
    processing_time: str


def government_service(
    row: "models.Service", agency: engine.Agency | None
) -> GovernmentService:
    """The values of a service in force."""
    base = settings.BALAREA_BASE_URL.rstrip("/")
    is_online = queries.is_row_fileable(row)
    return GovernmentService(
        address=f"{base}/layanan/{row.code}/",
        agency_address=f"{base}/layanan/instansi/{row.agency}/",
        apply=f"{base}/permohonan/baru/{row.code}/" if is_online else "",
        phone=(agency.phone if agency else None) or settings.BALAREA_MALL.phone,
        price=0 if row.fee == "FREE" else row.amount,
        processing_time=words.iso_duration(row.duration, row.unit),
    )
