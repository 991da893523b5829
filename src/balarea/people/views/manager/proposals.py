"""Proposals: those that wait, those that ended, one of them with its two buttons."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from balarea.foundation import clock
from balarea.foundation.errors import NotFound, NotPermitted, Refusal
from balarea.people import auth, duplicate_submissions, manager_pages
from balarea.people import manager_presenters as presenters
from balarea.people.operations import proposals
from balarea.people.operations.proposed_powers import FirstPassword
from balarea.people.proposal_rules import ProposalState
from balarea.people.queries import managers
from balarea.people.views.manager import pages
from balarea.ui.http_methods import require_http_methods, require_safe

if TYPE_CHECKING:
    from balarea.people import models


@require_safe
@never_cache
@auth.officer_required
def index(request: HttpRequest) -> HttpResponse:
    """A manager's start page: what waits for a second person."""
    context = pages.context_of(request, manager_pages.START)
    scope = auth.require_officer_session(request).scope
    rows = managers.waiting_proposals(scope)
    context |= {"rows": [_row(one) for one in rows]}
    return render(request, "people/manager/index.html", context)


@require_safe
@never_cache
@auth.officer_required
def ended(request: HttpRequest) -> HttpResponse:
    """The last proposals that were confirmed, rejected or lapsed."""
    context = pages.context_of(request, manager_pages.PROPOSALS)
    scope = auth.require_officer_session(request).scope
    rows = managers.ended_proposals(scope)
    context |= {"rows": [_row(one) for one in rows], "most": managers.PAGE}
    return render(request, "people/manager/proposals.html", context)


def _row(row: "models.Proposal") -> presenters.ProposalRow:
    return presenters.proposal_row(row, proposals.KINDS[row.kind].label)


@duplicate_submissions.once_with_page
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@auth.officer_required
def proposal(request: HttpRequest, proposal: UUID) -> HttpResponse:
    """One proposal; a second manager confirms or rejects it."""
    if request.method != "POST":
        return _show(request, proposal)
    acting, step = pages.acting(request), request.POST.get("step")
    try:
        if step == "reject":
            proposals.reject(proposal=proposal, **acting)
            messages.success(request, _("It is off the list. Nothing was changed."))
            return redirect("people:manager_proposal", proposal)
        if step != "confirm":
            return _show(request, proposal)
        outcome = proposals.confirm(proposal=proposal, **acting)
    except (NotFound, NotPermitted):
        raise
    except Refusal as refusal:
        return _show(request, proposal, refusal)
    if isinstance(outcome, FirstPassword):
        return first_password(request, outcome)
    messages.success(request, _("It is confirmed, and done."))
    return redirect("people:manager_proposal", proposal)


def first_password(request: HttpRequest, outcome: FirstPassword) -> HttpResponse:
    """The slip with a first password; this response alone shows it."""
    context = pages.context_of(request) | {
        "officer": outcome.officer,
        "password": outcome.password,
        "sign_in": request.build_absolute_uri("/petugas/masuk/"),
    }
    return render(request, "people/manager/first_password.html", context)


def _show(
    request: HttpRequest, proposal: UUID, refusal: Refusal | None = None
) -> HttpResponse:
    context = pages.context_of(request)
    acting = pages.acting(request)
    opened = proposals.open_proposal(proposal=proposal, **acting)
    row, own = opened.row, acting["scope"].officer.id
    today = clock.today(clock.of(request))
    is_open = row.state == ProposalState.WAITING and row.expires_on >= today
    excluded = {one for one in (row.proposed_by_id, row.officer_id) if one}
    context |= {
        "row": _row(row),
        "lines": opened.kind.lines(opened.payload),
        "why": opened.why,
        "officer_id": row.officer_id,
        "is_open": is_open,
        "is_own": own == row.proposed_by_id,
        "may_confirm": is_open and own not in excluded,
        "is_stuck": is_open and not managers.other_managers(row.agencies, excluded),
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "people/manager/proposal.html", context, status=status)
