"""Cases as visits name them: an application, or a draft whose file is prepared."""

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from django.urls import reverse
from django.utils.translation import get_language

from balarea.applications.queries import cases
from balarea.catalogue import queries as catalogue


class VisitedCase(NamedTuple):
    """Of one's own case only what a visit shows of it."""

    id: UUID
    title: str
    service: str
    address: str


def own(case: UUID, owners: Collection[UUID]) -> VisitedCase | None:
    """One's own application or draft; None for any other."""
    drafts = cases.drafts_of(owners).filter(id=case)
    applications = cases.applications_of(owners).filter(id=case)
    for rows in (applications, drafts):
        row = rows.values_list("service", flat=True).first()
        if row is not None:
            title = catalogue.titles(get_language() or "").get(row, row)
            return VisitedCase(
                case, title, row, reverse("applications:case", args=[case])
            )
    return None
