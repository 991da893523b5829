"""Officers by what they may do: for handing out work."""

from collections.abc import Collection
from uuid import UUID

from balarea.people import models, queries, rules


def officers_with(
    action: rules.Action, *, agency: str, service: str
) -> list[models.Officer]:
    """The officers in office who may do this on this service, by name."""
    rights = models.Grant.objects.filter(
        agency__code=agency,
        revoked_at__isnull=True,
        actions__contains=[action],
        officer__dismissed_at__isnull=True,
        officer__account__is_active=True,
    )
    officers = {
        right.officer_id: right.officer
        for right in rights.select_related("officer__account", "officer__agency")
        if not right.services or service in right.services
    }
    return sorted(officers.values(), key=lambda one: (one.name, one.id))


def working_in(agency: str) -> list[models.Officer]:
    """The officers in office with a grant that opens this agency's cases, by name."""
    actions = [action.value for action in rules.Action if action.opens_cases]
    rows = queries.in_office().filter(
        grants__agency__code=agency,
        grants__revoked_at__isnull=True,
        grants__actions__overlap=actions,
    )
    return list(rows.order_by("name", "id").distinct())


def officers_by_id(ids_: Collection[UUID]) -> list[models.Officer]:
    """The officers of these ids, also those dismissed since."""
    return list(models.Officer.objects.filter(id__in=ids_).order_by("name", "id"))
