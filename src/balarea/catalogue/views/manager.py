"""A manager's pages that name services: rights and delegations."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from balarea.catalogue import forms, queries
from balarea.foundation import clock
from balarea.foundation.errors import NotFound, Refusal
from balarea.people import auth, duplicate_submissions, manager_pages
from balarea.people import forms as people_forms
from balarea.people import queries as people
from balarea.people.operations import managing, proposed_delegations
from balarea.people.operations import proposed_powers as powers
from balarea.people.presenters import agency_name
from balarea.people.queries import managers
from balarea.people.rules import DELEGATION_LABELS, VILLAGE, Action, DelegationKind
from balarea.people.views.manager import pages
from balarea.people.views.manager.officers import context_of
from balarea.ui.http_methods import require_http_methods, require_safe

if TYPE_CHECKING:
    from balarea.people.models import Delegation


def services_of(agency: str) -> dict[str, str]:
    """The codes and titles of an agency's services."""
    titles = queries.titles(get_language() or "")
    codes = queries.agency_codes().get(agency, ())
    return {code: titles[code] for code in sorted(codes)}


@duplicate_submissions.once
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@auth.officer_required
def grant(request: HttpRequest, officer: UUID) -> HttpResponse:
    """Propose a right for an officer; `?instansi=` names whose services."""
    context, row = context_of(request, officer)
    scope = auth.require_officer_session(request).scope
    agencies = managers.managed_agencies(scope)
    code = request.GET.get("instansi", row.agency.code)
    if code not in agencies:
        raise NotFound
    form = forms.RightForm(request.POST or None, services_of(code))
    context |= {
        "code": code,
        "to": agency_name(agencies[code]),
        "agencies": [(one, agency_name(agency)) for one, agency in agencies.items()],
    }

    def page(refusal: Refusal | None = None) -> HttpResponse:
        return pages.form_page(
            request, "catalogue/manager/grant.html", context, form, refusal
        )

    def payload() -> powers.NewRight:
        typed = form.cleaned_data
        return powers.NewRight(
            officer=row.id,
            agency=code,
            actions=tuple(Action(one) for one in typed["actions"]),
            services=tuple(typed.get("services", ())),
        )

    if request.method != "POST" or not form.is_valid():
        return page()
    return pages.propose(request, "GRANT", payload, form.cleaned_data["why"], page)


def _row(one: "Delegation", titles: Mapping[str, str]) -> dict[str, Any]:
    return {
        "one": one,
        "title": titles.get(one.service, ""),
        "agency": agency_name(one.agency),
        "delegate": agency_name(one.delegate),
        "kind": DELEGATION_LABELS[DelegationKind(one.kind)],
        "actions": ", ".join(str(Action(code).label) for code in one.actions),
    }


def _in_reach(request: HttpRequest) -> list["Delegation"]:
    """The delegations in force or to come of agencies that the officer manages."""
    scope = auth.require_officer_session(request).scope
    return [
        one
        for one in people.delegations(clock.today(clock.of(request)))
        if managers.manages(scope, [one.agency.code])
        or managers.manages(scope, [one.delegate.code])
    ]


@require_safe
@never_cache
@auth.officer_required
def delegations(request: HttpRequest) -> HttpResponse:
    """Who decides or signs by another agency's authority."""
    context = pages.context_of(request, manager_pages.DELEGATIONS)
    titles = queries.titles(get_language() or "")
    context |= {"rows": [_row(one, titles) for one in _in_reach(request)]}
    return render(request, "catalogue/manager/delegations.html", context)


@duplicate_submissions.once
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@auth.officer_required
def delegate(request: HttpRequest) -> HttpResponse:
    """Propose a delegation."""
    context = pages.context_of(request)
    agencies = {
        code: agency_name(one)
        for code, one in managers.managed_agencies(
            auth.require_officer_session(request).scope
        ).items()
        if one.kind != VILLAGE
    }
    services = {
        code: title
        for agency in agencies
        for code, title in services_of(agency).items()
    }
    form = forms.DelegationForm(
        request.POST or None,
        services=services,
        agencies=agencies,
        today=clock.today(clock.of(request)),
    )

    def page(refusal: Refusal | None = None) -> HttpResponse:
        return pages.form_page(
            request, "catalogue/manager/delegate.html", context, form, refusal
        )

    if request.method != "POST" or not form.is_valid():
        return page()
    typed = form.cleaned_data
    return pages.propose(
        request, "DELEGATE", lambda: _delegation(form), typed["why"], page
    )


def _delegation(form: forms.DelegationForm) -> proposed_delegations.NewDelegation:
    typed = form.cleaned_data
    return proposed_delegations.NewDelegation(
        service=typed["service"],
        agency=queries.service(typed["service"]).agency,
        delegate=typed["delegate"],
        kind=DelegationKind(typed["kind"]),
        actions=tuple(Action(one) for one in typed["actions"]),
        office=typed["office"],
        office_translations=people_forms.translations(form, "office"),
        decree=typed["decree"],
        decree_on=typed["decree_on"],
        begins_on=typed["begins_on"],
        ends_on=typed["ends_on"],
    )


@duplicate_submissions.once
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@auth.officer_required
def end_delegation(request: HttpRequest, delegation: UUID) -> HttpResponse:
    """End a delegation, after asking."""
    context = pages.context_of(request)
    rows = {one.id: one for one in _in_reach(request)}
    if delegation not in rows:
        raise NotFound
    titles = queries.titles(get_language() or "")
    context |= {"row": _row(rows[delegation], titles)}

    def act() -> HttpResponse:
        managing.end_delegation(delegation=delegation, **pages.acting(request))
        messages.success(request, _("The delegation is ended."))
        return redirect("catalogue:manager_delegations")

    return pages.confirm(request, "catalogue/manager/end_delegation.html", context, act)
