"""At the front desk: who opened a person's data, asking for a name, and its answer."""

import datetime as dt
from typing import NamedTuple
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from balarea.applications.operations import access_names
from balarea.applications.presenters import desk_openings as presenters
from balarea.applications.presenters.desk_openings import NameRequest
from balarea.applications.queries import access_requests
from balarea.applications.queries import front_desk as queries
from balarea.applications.views.officer import one_case
from balarea.foundation import clock, references
from balarea.foundation.errors import NotFound, NotPermitted, Refusal
from balarea.people import auth, duplicate_submissions
from balarea.people import queries as people
from balarea.people.name_rules import NAME_HOURS
from balarea.people.operations import name_requests as contact_names
from balarea.people.queries import name_requests
from balarea.people.rules import Action
from balarea.transparency.receipts import receipt_proofs
from balarea.ui.http_methods import require_http_methods, require_safe
from balarea.vault import queries as vault

PAGE = 40


class Reached(NamedTuple):
    """Whose openings a desk shows: those of contacts, and of cases that it takes in."""

    owner: people.CaseOwner
    cases: dict[UUID, str]  # case → reference

    @property
    def subjects(self) -> list[UUID]:
        return [*self.owner.owners, *self.cases]


def _reached(request: HttpRequest, owner: UUID) -> Reached:
    """The person at the desk, whose identity card was seen once.

    Raises:
        NotPermitted: the officer takes in nowhere.
        NotFound: there is no such person, or they were never identified.
    """
    scope = auth.require_officer_session(request).scope
    scope.require(Action.RECEIVE)
    match = people.case_owner(owner)
    if match is None or match.person is None or match.person.profile_id is None:
        raise NotFound
    rows = queries.applications_of(match, scope)
    return Reached(match, {row.id: references.pretty(row.reference) for row in rows})


@duplicate_submissions.once
@never_cache
@auth.officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def openings(request: HttpRequest, owner: UUID) -> HttpResponse:
    """Every single opening by others, newest first; by POST ask for a name."""
    reached, at = _reached(request, owner), clock.of(request)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            _ask(request, reached, _uuid(request.POST.get("access", "")), at)
        except (NotFound, NotPermitted):
            raise
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, _("Asked. The request is in the public log."))
            return redirect("applications:desk_openings", owner)
    before = _uuid(request.GET.get("sebelum", ""))
    rows = vault.openings(
        reached.subjects, today=clock.today(at), before=before, limit=PAGE + 1
    )
    sealed = receipt_proofs.published({row.entry for row in rows if row.entry})
    context = {
        "owner": owner,
        "rows": presenters.openings(
            rows[:PAGE], _requests(reached), reached.cases, sealed, at
        ),
        "hours": int(NAME_HOURS.total_seconds() // 3600),
        "has_contact": reached.owner.contact is not None,
        "refusal": refusal,
        "is_first": before is None,
        "older": rows[PAGE - 1].id if len(rows) > PAGE else None,
        **one_case.officer_part(request),
    }
    page = "applications/officer/desk_openings.html"
    status = refusal.status if refusal else 200
    return render(request, page, context, status=status)


def _ask(
    request: HttpRequest, reached: Reached, access: UUID | None, at: dt.datetime
) -> None:
    """Ask for the name of an opening of a case, or of contacts."""
    session = auth.require_officer_session(request)
    if access is None:
        raise NotFound
    row = vault.opening_among(access, cases=reached.subjects, today=clock.today(at))
    if row is None:
        raise NotFound
    if row.case in reached.cases:
        access_names.ask_name_at_desk(
            case=row.case,
            access=access,
            scope=session.scope,
            by=session.actor,
            at=at,
        )
        return
    contact_names.ask_name_at_desk(
        access=access,
        owner=reached.owner,
        scope=session.scope,
        by=session.actor,
        at=at,
    )


@never_cache
@auth.officer_required
@require_safe
def answer(request: HttpRequest, owner: UUID, access: UUID) -> HttpResponse:
    """The answer to a request, to be told or printed; each look is recorded."""
    reached, at = _reached(request, owner), clock.of(request)
    row = vault.opening_among(access, cases=reached.subjects, today=clock.today(at))
    name_request = next(
        (one for one in _requests(reached) if one.access == access), None
    )
    if row is None or name_request is None or name_request.ended_at is None:
        raise NotFound
    by = auth.require_officer_session(request).actor
    if row.case in reached.cases:
        own = [
            one
            for one in access_requests.names_of_cases([row.case])
            if one.access == access
        ]
        names = access_names.open_names(case=row.case, rows=own, by=by, at=at)
    else:
        contacts = [
            one for one in name_requests.names_of([row.case]) if one.access == access
        ]
        names = contact_names.open_names(rows=contacts, by=by, at=at)
    sealed = receipt_proofs.published([row.entry] if row.entry else [])
    shown = presenters.opening(row, name_request, reached.cases, sealed, at)
    context = {
        "owner": owner,
        "answer": presenters.answer(shown, name_request, name_request.ended_at, names),
        **one_case.officer_part(request),
    }
    return render(request, "applications/officer/desk_opening_name.html", context)


def _requests(reached: Reached) -> list[NameRequest]:
    return [
        *access_requests.names_of_cases(reached.cases),
        *name_requests.names_of(reached.owner.owners),
    ]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
