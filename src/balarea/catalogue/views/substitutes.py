"""A manager's pages about substitutes: who stands in, naming one, ending it."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from balarea.catalogue import forms
from balarea.catalogue.views.manager import services_of
from balarea.foundation import clock
from balarea.foundation.errors import NotFound, Refusal
from balarea.people import auth, duplicate_submissions, manager_pages
from balarea.people import forms as people_forms
from balarea.people import queries as people
from balarea.people.manager_presenters import name_of
from balarea.people.operations import managing, proposed_substitutes
from balarea.people.presenters import agency_name, position_name
from balarea.people.queries import managers
from balarea.people.rules import Action
from balarea.people.substitute_rules import SubstituteKind
from balarea.people.views.manager import pages
from balarea.people.views.manager.officers import context_of
from balarea.ui.http_methods import require_http_methods, require_safe

if TYPE_CHECKING:
    from balarea.people.models import Substitution


def _in_reach(request: HttpRequest) -> list["Substitution"]:
    """Those in force or to come of agencies that the officer manages."""
    scope = auth.require_officer_session(request).scope
    return [
        one
        for one in people.substitutions(clock.today(clock.of(request)))
        if managers.manages(scope, [one.agency.code])
        or managers.manages(scope, [one.substitute.agency.code])
    ]


def _row(one: "Substitution") -> dict[str, Any]:
    return {
        "one": one,
        "office": f"{SubstituteKind(one.kind).prefix} {one.position}",
        "agency": agency_name(one.agency),
        "who": name_of(one.substitute),
        "services": ", ".join(one.services),
        "actions": ", ".join(str(Action(code).label) for code in one.actions),
    }


@require_safe
@never_cache
@auth.officer_required
def index(request: HttpRequest) -> HttpResponse:
    """Who stands in for an official, until when."""
    context = pages.context_of(request, manager_pages.SUBSTITUTES)
    context |= {"rows": [_row(one) for one in _in_reach(request)]}
    return render(request, "catalogue/manager/substitutes.html", context)


@duplicate_submissions.once
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@auth.officer_required
def propose(request: HttpRequest, officer: UUID) -> HttpResponse:
    """Propose an officer as a substitute; `?instansi=` names whose office."""
    context, row = context_of(request, officer)
    agencies = managers.managed_agencies(auth.require_officer_session(request).scope)
    code = request.GET.get("instansi", row.agency.code)
    if code not in agencies:
        raise NotFound
    form = forms.SubstituteForm(
        request.POST or None,
        officials={
            str(one.id): f"{one.name}, {position_name(one)}"
            for one in people.officers(code)
            if one.id != row.id
        },
        services=services_of(code),
        today=clock.today(clock.of(request)),
    )
    context |= {
        "code": code,
        "to": agency_name(agencies[code]),
        "agencies": [(one, agency_name(agency)) for one, agency in agencies.items()],
    }

    def page(refusal: Refusal | None = None) -> HttpResponse:
        return pages.form_page(
            request, "catalogue/manager/substitute.html", context, form, refusal
        )

    if request.method != "POST" or not form.is_valid():
        return page()
    why = form.cleaned_data["why"]
    return pages.propose(
        request, "SUBSTITUTE", lambda: _substitute(form, officer, code), why, page
    )


def _substitute(
    form: forms.SubstituteForm, officer: UUID, agency: str
) -> proposed_substitutes.NewSubstitute:
    typed = form.cleaned_data
    return proposed_substitutes.NewSubstitute(
        officer=officer,
        kind=SubstituteKind(typed["kind"]),
        agency=agency,
        replaced=UUID(typed["replaced"]) if typed["replaced"] else None,
        position=typed["position"],
        position_translations=people_forms.translations(form, "position"),
        actions=tuple(Action(one) for one in typed["actions"]),
        services=tuple(typed.get("services", ())),
        decree=typed["decree"],
        decree_on=typed["decree_on"],
        begins_on=typed["begins_on"],
        ends_on=typed["ends_on"],
    )


@duplicate_submissions.once
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@auth.officer_required
def end(request: HttpRequest, substitution: UUID) -> HttpResponse:
    """End a substitution, after asking."""
    context = pages.context_of(request)
    rows = {one.id: one for one in _in_reach(request)}
    if substitution not in rows:
        raise NotFound
    context |= {"row": _row(rows[substitution])}

    def act() -> HttpResponse:
        managing.end_substitution(substitution=substitution, **pages.acting(request))
        messages.success(request, _("The substitution is ended."))
        return redirect("catalogue:manager_substitutes")

    return pages.confirm(
        request, "catalogue/manager/end_substitution.html", context, act
    )
