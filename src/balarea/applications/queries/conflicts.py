"""Officers who have no part in a case."""

from balarea.applications import models
from balarea.people.models import Officer
from balarea.people.queries import Scope


def excluded_officers(application: models.Application) -> list[Officer]:
    """The officers whom a conflict of interest excludes, the first one first."""
    rows = models.Exclusion.objects.filter(application=application)
    return [row.officer for row in rows.select_related("officer").order_by("at", "id")]


def is_own_filing(application: models.Application, scope: Scope) -> bool:
    """Whether it was filed with the contact at which the officer gets notices."""
    contact = scope.officer.contact_id
    return contact is not None and contact == application.contact_id
