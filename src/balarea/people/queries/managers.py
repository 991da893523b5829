"""What a manager of the mall, or of an agency, reaches; proposals that wait."""

from collections.abc import Collection
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from balarea.foundation.errors import NotFound, NotPermitted
from balarea.people import models
from balarea.people.proposal_rules import ProposalState
from balarea.people.queries.offices import in_office
from balarea.people.queries.scopes import Scope
from balarea.people.rules import Action

PAGE = 50


def managed(scope: Scope) -> frozenset[str] | None:
    """The codes of the agencies that an officer manages; None for the whole mall.

    That is whoever manages the agency that runs the mall. A grant that names services
    gives no right to manage.
    """
    reach = scope.reach(Action.MANAGE)
    codes = frozenset(code for code, services in reach.items() if not services)
    return None if settings.BALAREA_MALL.operator in codes else codes


def manages(scope: Scope, agencies: Collection[str]) -> bool:
    """Whether an officer manages all of these agencies; none named: the whole mall."""
    codes = managed(scope)
    return codes is None or bool(agencies and codes.issuperset(agencies))


def require_manager(scope: Scope) -> None:
    """Refuse an officer who manages nothing.

    Raises:
        NotPermitted: no grant has the action.
    """
    codes = managed(scope)
    if codes is not None and not codes:
        raise NotPermitted


def _officers(scope: Scope) -> QuerySet[models.Officer]:
    """The officers, also dismissed ones, of the agencies that a manager reaches."""
    codes = managed(scope)
    rows = models.Officer.objects.select_related("account", "agency", "contact")
    return rows if codes is None else rows.filter(agency__code__in=codes)


def managed_officer(officer: UUID, scope: Scope) -> models.Officer:
    """An officer within a manager's reach, also a dismissed one.

    Raises:
        NotPermitted: the reader manages nothing.
        NotFound: there is no such officer, or not within reach.
    """
    require_manager(scope)
    row = _officers(scope).filter(id=officer).first()
    if row is None:
        raise NotFound
    return row


def managed_officers(
    scope: Scope, *, text: str = "", agency: str = "", dismissed: bool = False
) -> list[models.Officer]:
    """Officers within reach by name, at most `PAGE` and one more; `text` stands in the
    name, position or login.

    Raises:
        NotPermitted: the reader manages nothing.
    """
    require_manager(scope)
    rows = _officers(scope).filter(dismissed_at__isnull=not dismissed)
    if text:
        rows = rows.filter(
            Q(name__icontains=text)
            | Q(position__icontains=text)
            | Q(account__login__icontains=text)
        )
    if agency:
        rows = rows.filter(agency__code=agency)
    return list(rows.order_by("name", "id")[: PAGE + 1])


def managed_agencies(scope: Scope) -> dict[str, models.Agency]:
    """The agencies within reach by code, those of villages last."""
    codes = managed(scope)
    rows = models.Agency.objects.order_by("name")
    if codes is not None:
        rows = rows.filter(code__in=codes)
    by_code = {row.code: row for row in rows}
    offices = {code: row for code, row in by_code.items() if not code[0].isdigit()}
    return offices | by_code


def rights_over_time(officer: models.Officer) -> list[models.Grant]:
    """All rights that an officer has or had, the newest first."""
    rows = models.Grant.objects.filter(officer=officer).select_related("agency")
    return list(rows.order_by("-granted_at", "-id"))


def reached_agencies(officer: models.Officer) -> frozenset[str]:
    """The codes of an officer's agency and of those on whose services they have rights.

    Who gets the officer's ways to sign in would get all of these.
    """
    rows = models.Grant.objects.filter(officer=officer, revoked_at__isnull=True)
    codes = rows.values_list("agency__code", flat=True)
    return frozenset({officer.agency.code, *codes})


def _proposals(scope: Scope) -> QuerySet[models.Proposal]:
    codes = managed(scope)
    rows = models.Proposal.objects.select_related(
        "officer__agency",
        "proposed_by__agency",
        "proposed_by__account",
        "ended_by__agency",
        "content__key",
    )
    if codes is not None:
        rows = rows.exclude(agencies=[]).filter(agencies__contained_by=sorted(codes))
    return rows


def waiting_proposals(scope: Scope) -> list[models.Proposal]:
    """Proposals within a manager's reach that wait for a second person, in order."""
    rows = _proposals(scope).filter(state=ProposalState.WAITING)
    return list(rows.order_by("proposed_at", "id"))


def ended_proposals(scope: Scope) -> list[models.Proposal]:
    """The last ones within reach that were confirmed, rejected or lapsed."""
    rows = _proposals(scope).exclude(state=ProposalState.WAITING)
    return list(rows.order_by("-ended_at", "-id")[:PAGE])


def proposals_on(officer: models.Officer, scope: Scope) -> list[models.Proposal]:
    """Those within reach that change an officer's rights, the newest first."""
    rows = _proposals(scope).filter(officer=officer)
    return list(rows.order_by("-proposed_at", "-id")[:PAGE])


def proposal(
    proposal: UUID, scope: Scope, *, is_locked: bool = False
) -> models.Proposal:
    """One proposal within a manager's reach.

    Raises:
        NotPermitted: the reader manages nothing.
        NotFound: there is no such proposal, or not within reach.
    """
    require_manager(scope)
    rows = _proposals(scope)
    if is_locked:
        rows = rows.select_for_update(of=("self",))
    row = rows.filter(id=proposal).first()
    if row is None:
        raise NotFound
    return row


def other_managers(agencies: Collection[str], besides: Collection[UUID]) -> bool:
    """Whether somebody in office besides these manages all of these agencies."""
    operator = settings.BALAREA_MALL.operator
    rows = in_office().filter(
        grants__revoked_at__isnull=True,
        grants__actions__contains=[Action.MANAGE],
        grants__services=[],
    )
    reach: dict[UUID, set[str]] = {}
    for officer, code in rows.values_list("id", "grants__agency__code"):
        reach.setdefault(officer, set()).add(code)
    return any(
        operator in codes or (agencies and codes.issuperset(agencies))
        for officer, codes in reach.items()
        if officer not in besides
    )
