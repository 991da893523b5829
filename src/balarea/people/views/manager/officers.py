"""Officers: the list, one of them, and what a manager does to them."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from balarea.foundation import normalization
from balarea.foundation.errors import NotFound
from balarea.people import auth, duplicate_submissions, manager_pages, rules
from balarea.people import manager_presenters as presenters
from balarea.people import presenters as people_presenters
from balarea.people.operations import managing, proposals
from balarea.people.queries import managers
from balarea.people.views.manager import pages
from balarea.people.views.manager.proposals import first_password
from balarea.ui.http_methods import require_http_methods, require_safe

if TYPE_CHECKING:
    from balarea.people import models


@require_safe
@never_cache
@auth.officer_required
def index(request: HttpRequest) -> HttpResponse:
    """Officers within reach, by name; `?q=` searches name, position and login."""
    context = pages.context_of(request, manager_pages.OFFICERS)
    scope = auth.require_officer_session(request).scope
    text = normalization.plain(request.GET.get("q", ""))[:120].strip()
    dismissed = request.GET.get("status") == "berhenti"
    agency = request.GET.get("instansi", "")[:10]
    rows = managers.managed_officers(
        scope, text=text, agency=agency, dismissed=dismissed
    )
    context |= {
        "rows": [
            {
                "officer": one,
                "position": people_presenters.position_name(one),
                "agency": people_presenters.agency_name(one.agency),
            }
            for one in rows[: managers.PAGE]
        ],
        "has_more": len(rows) > managers.PAGE,
        "most": managers.PAGE,
        "text": text,
        "agency": agency,
        "agencies": [
            (code, people_presenters.agency_name(one))
            for code, one in managers.managed_agencies(scope).items()
        ],
        "dismissed": dismissed,
    }
    return render(request, "people/manager/officers.html", context)


@require_safe
@never_cache
@auth.officer_required
def officer(request: HttpRequest, officer: UUID) -> HttpResponse:
    """One officer: office, contact, rights over time, what was proposed."""
    context, row = context_of(request, officer)
    scope = auth.require_officer_session(request).scope
    context |= {
        "rights": presenters.right_rows(managers.rights_over_time(row)),
        "proposals": [
            presenters.proposal_row(one, proposals.KINDS[one.kind].label)
            for one in managers.proposals_on(row, scope)
        ],
        "contact": row.contact.masked if row.contact else "",
        "is_unproved": row.contact is None and row.address_id is not None,
        "is_own": row.id == scope.officer.id,
    }
    return render(request, "people/manager/officer.html", context)


def context_of(
    request: HttpRequest, officer: UUID
) -> "tuple[dict[str, Any], models.Officer]":
    context = pages.context_of(request)
    scope = auth.require_officer_session(request).scope
    row = managers.managed_officer(officer, scope)
    context |= {
        "officer": row,
        "position": people_presenters.position_name(row),
        "agency": people_presenters.agency_name(row.agency),
        "role": rules.ROLE_LABELS[rules.Role(row.role)],
    }
    return context, row


@duplicate_submissions.once
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@auth.officer_required
def revoke(request: HttpRequest, officer: UUID, right: UUID) -> HttpResponse:
    """Take a right back, after asking."""
    context, row = context_of(request, officer)
    rights = {one.id: one for one in managers.rights_over_time(row)}
    if right not in rights:
        raise NotFound
    context |= {"right": presenters.right_rows([rights[right]])[0]}

    def act() -> HttpResponse:
        managing.revoke_right(officer=row.id, right=right, **pages.acting(request))
        messages.success(request, _("The right is taken back, from the next click on."))
        return redirect("people:manager_officer", row.id)

    return pages.confirm(request, "people/manager/revoke.html", context, act)


@duplicate_submissions.once
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@auth.officer_required
def dismiss(request: HttpRequest, officer: UUID) -> HttpResponse:
    """End an officer's time in office, after asking."""
    context, row = context_of(request, officer)

    def act() -> HttpResponse:
        managing.dismiss_officer(officer=row.id, **pages.acting(request))
        messages.success(
            request, _("They are dismissed. What they did stays on record.")
        )
        return redirect("people:manager_officer", row.id)

    return pages.confirm(request, "people/manager/dismiss.html", context, act)


@duplicate_submissions.once_with_page
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@auth.officer_required
def renew(request: HttpRequest, officer: UUID) -> HttpResponse:
    """A new first password, after asking; the answer alone shows it."""
    context, row = context_of(request, officer)

    def act() -> HttpResponse:
        outcome = managing.renew_sign_in(officer=row.id, **pages.acting(request))
        return first_password(request, outcome)

    return pages.confirm(request, "people/manager/renew.html", context, act)
