"""Cases that offices of villages filed for their residents."""

from uuid import UUID

from django.db.models import QuerySet

from balarea.applications import models
from balarea.applications.queries import cases
from balarea.applications.rules import CLOSED
from balarea.catalogue import queries as catalogue
from balarea.catalogue import search
from balarea.people.queries import Scope
from balarea.people.queries import villages as village_queries

MAX_ROWS = 200  # of each list


def reaches(case: models.Owned, scope: Scope) -> bool:
    """Whether a village of this officer filed the case."""
    return case.village_id in village_queries.owners(scope)


def village_of_officer(case: models.Owned, scope: Scope) -> UUID | None:
    """The village that filed it, if this officer serves there; for links back."""
    return case.village_id if reaches(case, scope) else None


def drafts(scope: Scope) -> QuerySet[models.Draft]:
    """New drafts and amendments of the officer's villages, the last saved first."""
    rows = models.Draft.objects.filter(village__in=village_queries.owners(scope))
    return rows.select_related("village").order_by("-saved_at", "id")


def applications(scope: Scope, *, is_closed: bool) -> QuerySet[models.Application]:
    """What the officer's villages filed: open ones by deadline, closed ones newest."""
    rows = models.Application.objects.filter(
        village__in=village_queries.owners(scope)
    ).select_related("village")
    if is_closed:
        return rows.filter(state__in=CLOSED).order_by("-closed_at", "id")
    return rows.exclude(state__in=CLOSED).order_by("due_on", "id")


def application(case: UUID, scope: Scope) -> models.Application | None:
    """One application that a village of this officer filed."""
    rows = cases.with_step_data(models.Application.objects.all())
    own = rows.filter(id=case, village__in=village_queries.owners(scope))
    return own.select_related("village", "answers__key", "contact").first()


def amendment(case: UUID, scope: Scope) -> models.Draft | None:
    """What is still being mended of one of these applications."""
    return drafts(scope).filter(id=case, is_amendment=True).first()


def of_person(
    person: UUID, village: UUID
) -> tuple[QuerySet[models.Draft], QuerySet[models.Application]]:
    """What this village began and filed for one resident."""
    begun = models.Draft.objects.filter(person=person, village=village)
    filed = models.Application.objects.filter(person=person, village=village)
    return begun.order_by("-saved_at"), filed.order_by("-submitted_at")


def searched(text: str) -> list[str]:
    """Codes of services that fit and can be filed."""
    services = catalogue.services()
    return [
        code
        for code in search.search(text).codes
        if code in services and catalogue.is_row_fileable(services[code])
    ]
