"""Who the visitor at the desk is: found by NIK, phone or name, then bound to it."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from balarea.foundation import clock
from balarea.foundation.errors import NotFound, Refusal
from balarea.people import auth, duplicate_submissions
from balarea.people import queries as people
from balarea.people.operations import persons
from balarea.people.rules import Action
from balarea.ui.http_methods import require_http_methods
from balarea.visits import errors
from balarea.visits.desk_forms import VisitorForm
from balarea.visits.operations import identifying
from balarea.visits.presenters import visitors as presenter
from balarea.visits.queries import places, tickets

if TYPE_CHECKING:
    from balarea.visits import models

# Of which ticket this officer has opened the visitor's cases; lasts while it is served.
OPENED = "visits-opened"


@duplicate_submissions.idempotent("who is bound twice is bound once")
@never_cache
@auth.officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def identify(request: HttpRequest) -> HttpResponse:
    """Look for the person, and bind the visit to whoever the officer identified."""
    session = auth.require_officer_session(request)
    session.scope.require(Action.CALL)
    session.scope.require(Action.RECEIVE)
    current = _current(session)
    step = request.POST.get("step", "")
    try:
        if step == "bind":
            identifying.bind_person(owner=_id(request, "owner"), **_acting(request))
        elif step == "about":
            identifying.bind_case(case=_id(request, "case"), **_acting(request))
        elif step == "open":
            identifying.open_cases(**_acting(request))
        else:
            return _search(request, current)
    except Refusal as refusal:
        return _show(request, current, refusal=refusal, status=refusal.status)
    request.session[OPENED] = str(current.id)
    return redirect("visits:desk")


def _current(session: auth.OfficerSession) -> "models.Ticket":
    own = places.open_session(session.actor.id)
    current = tickets.at_desk(own.desk_id) if own is not None else None
    if current is None:
        raise errors.NobodyAtDesk
    return current


def _id(request: HttpRequest, name: str) -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        raise NotFound from None


def _acting(request: HttpRequest) -> dict[str, Any]:
    session = auth.require_officer_session(request)
    try:
        version = int(request.POST.get("version", ""))
    except ValueError:
        raise NotFound from None
    return {
        "ticket": _id(request, "ticket"),
        "version": version,
        "scope": session.scope,
        "by": session.actor,
        "at": clock.of(request),
    }


def _search(request: HttpRequest, current: "models.Ticket") -> HttpResponse:
    if request.method != "POST":
        return _show(request, current)
    session, at = auth.require_officer_session(request), clock.of(request)
    form = VisitorForm(request.POST, clock.today(at))
    if not form.is_valid():
        return _show(request, current, form=form, status=422)
    typed = form.cleaned_data
    matches = persons.find(
        scope=session.scope,
        nik=typed["nik"],
        address=typed["address"],
        name=typed["name"],
        born_on=typed["born_on"],
        by=session.actor,
        at=at,
    )
    return _show(request, current, form=form, matches=matches)


def _show(
    request: HttpRequest,
    current: "models.Ticket",
    *,
    form: VisitorForm | None = None,
    matches: list[people.CaseOwner] | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    session, at = auth.require_officer_session(request), clock.of(request)
    officer = session.scope.officer
    rows = [
        presenter.match(
            one,
            persons.open_profile(person=one.person, by=session.actor, at=at)
            if one.person is not None
            else None,
        )
        for one in matches or ()
    ]
    form = form or VisitorForm(None, clock.today(at))
    context = {
        "agency_name": officer.agency.short_name,
        "officer_name": officer.name,
        "ticket": current,
        "form": form,
        "form_errors": [(name, texts[0]) for name, texts in form.errors.items()],
        "matches": rows,
        "has_searched": matches is not None,
        "refusal": refusal,
    }
    return render(request, "visits/officer/visitor.html", context, status=status)
