"""Who may not take a step because of one that they took before in the same case.

The database refuses the same, see migration 0081.
"""

from uuid import UUID

from balarea.applications import models
from balarea.people.rules import Action


def barred(application: models.Application, action: Action) -> set[UUID]:
    """The officers who may not take this step.

    Who countersigns didn't propose. Where the definition separates people, who checked
    or visited doesn't decide or sign, and who decided doesn't check.
    """
    taken: set[UUID] = set()
    if action == Action.COUNTERSIGN:
        taken |= _deciders(application)
    if not application.separates_people:
        return taken
    if action in {Action.DECIDE, Action.COUNTERSIGN, Action.HAND_OVER}:
        return taken | _checkers(application)
    return taken | _deciders(application)


def keeps_out(application: models.Application, officer: UUID, action: Action) -> bool:
    """Whether the definition separates people, and the officer took another step."""
    if not application.separates_people:
        return False
    return officer in barred(application, action)


def _checkers(application: models.Application) -> set[UUID]:
    checks = models.RequirementCheck.objects.filter(application=application)
    visits = models.Inspection.objects.filter(application=application)
    return set(
        checks.values_list("officer", flat=True).union(
            visits.values_list("officer", flat=True)
        )
    )


def _deciders(application: models.Application) -> set[UUID]:
    decisions = models.Decision.objects.filter(application=application)
    by_officers = decisions.filter(officer__isnull=False)
    return set(by_officers.values_list("officer", flat=True))
