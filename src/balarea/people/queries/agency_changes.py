"""What managers changed of agencies."""

import msgspec

from balarea.people import models
from balarea.people.agency_details import AgencyDetails


def changed_details() -> dict[str, AgencyDetails]:
    """Agency code → its details after the newest change; only what was ever changed."""
    rows = (
        models.AgencyChange.objects.select_related("agency")
        .order_by("agency", "-at", "-id")
        .distinct("agency")
    )
    return {row.agency.code: details_of(row) for row in rows}


def details_of(row: models.AgencyChange) -> AgencyDetails:
    """The details that a change stored."""
    return msgspec.convert(row.details, AgencyDetails)


def changes(code: str, limit: int = 50) -> list[models.AgencyChange]:
    """The changes of an agency, the newest first, with who made them."""
    rows = models.AgencyChange.objects.filter(agency__code=code)
    return list(rows.select_related("officer").order_by("-at", "-id")[:limit])
