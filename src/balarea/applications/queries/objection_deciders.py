"""Who may decide on an objection or appeal: nobody who had a part before."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from balarea.applications import models
from balarea.applications.objection_rules import Remedy
from balarea.applications.rules import FIRST_STATES
from balarea.people import queries as people
from balarea.people.models import Officer
from balarea.people.queries import Scope
from balarea.people.rules import Action

ACTIONS: Mapping[Remedy, Action] = {
    Remedy.OBJECTION: Action.DECIDE_OBJECTION,
    Remedy.APPEAL: Action.DECIDE_APPEAL,
}


def participants(application: models.Application) -> frozenset[UUID]:
    """The officers who had a part in what was decided so far.

    Who checked, visited, returned, advised, proposed, decided, countersigned, reviewed,
    or decided on an earlier objection. Not who took it in at a desk.
    """
    return participants_of([application.id])[application.id]


def participants_of(cases: Collection[UUID]) -> dict[UUID, frozenset[UUID]]:
    """The same of several applications, by a fixed number of statements."""
    rows: list[Iterable[tuple[UUID, UUID | None]]] = [
        _pairs(model.objects.filter(application__in=cases), "application", "officer")
        for model in (
            models.RequirementCheck,
            models.DeficiencyNotice,
            models.Inspection,
            models.Advice,
            models.Decision,
            models.ReviewOutcome,
            models.ObjectionOutcome,
        )
    ]
    countersigned = models.Countersignature.objects.filter(
        decision__application__in=cases
    )
    rows.append(_pairs(countersigned, "decision__application", "officer"))
    changes = models.StatusChange.objects.filter(
        application__in=cases, actor_kind="OFFICER"
    ).exclude(state__in=FIRST_STATES)
    rows.append(_pairs(changes, "application", "actor"))
    return _grouped(cases, rows)


def _participants_of_measures(
    measures: Collection[UUID],
) -> dict[UUID, frozenset[UUID]]:
    """Who proposed each measure, decided on it, or on an objection to it."""
    proposed = models.Measure.objects.filter(id__in=measures)
    decided = models.MeasureOutcome.objects.filter(measure__in=measures)
    earlier = models.ObjectionOutcome.objects.filter(objection__measure__in=measures)
    rows = [
        _pairs(proposed, "id", "officer"),
        _pairs(decided, "measure", "officer"),
        _pairs(earlier, "objection__measure", "officer"),
    ]
    return _grouped(measures, rows)


def _pairs(
    rows: QuerySet[Any], of: str, who: str
) -> Iterable[tuple[UUID, UUID | None]]:
    return rows.values_list(of, who)


def _grouped(
    keys: Collection[UUID], rows: Iterable[Iterable[tuple[UUID, UUID | None]]]
) -> dict[UUID, frozenset[UUID]]:
    officers: dict[UUID, set[UUID]] = defaultdict(set)
    for query in rows:
        for key, officer in query:
            if officer is not None:
                officers[key].add(officer)
    return {key: frozenset(officers[key]) for key in keys}


def participants_in(objection: models.Objection) -> frozenset[UUID]:
    """The officers who had a part in what an objection is about.

    Of a measure these are its two people, and who decided on the objection before an
    appeal: who once decided on the application had no part in it.
    """
    if objection.measure_id is not None:
        return _participants_of_measures([objection.measure_id])[objection.measure_id]
    return participants_of([objection.application_id])[objection.application_id]


def _officers(
    objections: Collection[models.Objection], actions: Collection[Action]
) -> dict[UUID, list[Officer]]:
    """Objection → who has one of these rights on it, and no part or conflict in it."""
    cases = {one.application_id for one in objections if one.measure_id is None}
    measures = {one.measure_id for one in objections if one.measure_id is not None}
    had_a_part = participants_of(cases) | _participants_of_measures(measures)
    excluded = defaultdict(set)
    rows = models.Exclusion.objects.filter(
        application__in={one.application_id for one in objections}
    )
    for case, officer in rows.values_list("application", "officer"):
        excluded[case].add(officer)
    with_right: dict[tuple[Action, str, str], list[Officer]] = {}
    result: dict[UUID, list[Officer]] = {}
    for one in objections:
        of = one.application
        barred = had_a_part[one.measure_id or of.id] | excluded[of.id]
        result[one.id] = []
        for action in actions:
            key = (action, of.agency, of.service)
            if key not in with_right:
                with_right[key] = people.officers_with(
                    action, agency=of.agency, service=of.service
                )
            result[one.id] += [who for who in with_right[key] if who.id not in barred]
    return result


def deciders(
    objection: models.Objection, application: models.Application
) -> list[Officer]:
    """Who is left that may decide on it by the right for its remedy."""
    objection.application = application
    return _officers([objection], [ACTIONS[Remedy(objection.remedy)]])[objection.id]


def undecidable(
    objections: Collection[models.Objection],
) -> dict[UUID, list[Officer]]:
    """Those of these objections on which nobody is left to decide → who steps in.

    For an objection the officers who decide on appeals, as the superior of the office;
    for an appeal nobody.
    """
    left: dict[UUID, list[Officer]] = {}
    for remedy, action in ACTIONS.items():
        of_remedy = [one for one in objections if one.remedy == remedy]
        if of_remedy:
            left |= _officers(of_remedy, [action])
    stuck = [one for one in objections if not left[one.id]]
    first = [one for one in stuck if one.remedy == Remedy.OBJECTION]
    superiors = _officers(first, [Action.DECIDE_APPEAL]) if first else {}
    return {one.id: superiors.get(one.id, []) for one in stuck}


def action_to_decide(
    scope: Scope, objection: models.Objection, application: models.Application
) -> Action | None:
    """By which right an officer may decide on it, whatever part they had; None: none.

    Who decides on appeals also decides on an objection on which nobody else is left.
    """
    agency, service = application.agency, application.service
    remedy = Remedy(objection.remedy)
    if scope.allows(ACTIONS[remedy], agency=agency, service=service):
        return ACTIONS[remedy]
    is_superior = remedy == Remedy.OBJECTION and scope.allows(
        Action.DECIDE_APPEAL, agency=agency, service=service
    )
    if is_superior and not deciders(objection, application):
        return Action.DECIDE_APPEAL
    return None


def may_decide(
    scope: Scope, objection: models.Objection, application: models.Application
) -> bool:
    """Whether an officer's rights let them decide on it, whatever part they had."""
    return action_to_decide(scope, objection, application) is not None
