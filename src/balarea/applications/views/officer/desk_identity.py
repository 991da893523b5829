"""At the front desk: a person's contacts, their account, and their identity card."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from balarea.applications import forms
from balarea.applications.presenters import front_desk as presenter
from balarea.foundation import clock
from balarea.foundation.errors import NotFound, Refusal
from balarea.people import auth, duplicate_submissions, networks
from balarea.people import errors as people_errors
from balarea.people import queries as people
from balarea.people.operations import desk_contacts, persons
from balarea.people.queries import account_links
from balarea.people.rules import Action, Identity, desk_code_details
from balarea.people.views import signing
from balarea.ui.http_methods import require_http_methods

DONE = "desk_contact_done"


def _owner(request: HttpRequest, owner: UUID) -> people.CaseOwner:
    """The person at the desk, whose identity card was seen once.

    Raises:
        NotFound: there is no such person, or they were never identified.
    """
    auth.require_officer_session(request).scope.require(Action.RECEIVE)
    match = people.case_owner(owner)
    if match is None or match.person is None or match.person.profile_id is None:
        raise NotFound
    return match


def _identity(request: HttpRequest, owner: people.CaseOwner) -> Identity:
    session = auth.require_officer_session(request)
    identity = None
    if owner.person is not None:
        identity = persons.open_profile(
            person=owner.person, by=session.actor, at=clock.of(request)
        )
    if identity is None:
        raise NotFound
    return identity


def _common(request: HttpRequest, owner: people.CaseOwner) -> dict[str, Any]:
    officer = auth.require_officer_session(request).scope.officer
    today = clock.today(clock.of(request))
    return {
        "owner": owner.id,
        "person": presenter.match(owner, _identity(request, owner), today),
        "agency_name": officer.agency.short_name,
        "officer_name": officer.name,
    }


@duplicate_submissions.once
@never_cache
@auth.officer_required
@sensitive_post_parameters("contact")
@require_http_methods(["GET", "HEAD", "POST"])
def contacts(request: HttpRequest, owner: UUID) -> HttpResponse:
    """A person's contacts and account; send a code, take a contact off, separate."""
    shown = _owner(request, owner)
    if request.method != "POST":
        return _show_contacts(request, shown)
    session, step = (
        auth.require_officer_session(request),
        request.POST.get("step", "send"),
    )
    do: dict[str, Any] = {
        "scope": session.scope,
        "by": session.actor,
        "at": clock.of(request),
    }
    try:
        if step == "separate":
            desk_contacts.unlink_at_desk(person=shown.id, **do)
            request.session[DONE] = "SEPARATED"
        elif step == "send":
            if problem := _send(request, shown):
                return _show_contacts(request, shown, problem)
            return redirect("applications:desk_contact_code", shown.id)
        else:
            desk_contacts.remove_contact(person=shown.id, contact=_id(step), **do)
            request.session[DONE] = "REMOVED"
    except Refusal as refusal:
        return _show_contacts(request, shown, f"{refusal.why} {refusal.then}")
    return redirect("applications:desk_contacts", shown.id)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


def _send(request: HttpRequest, owner: people.CaseOwner) -> str:
    """Send a code to the typed contact; returns why it wasn't, else nothing."""
    address, problem = signing.read_address(request.POST.get("contact", ""))
    if address is None:
        return problem
    if request.POST.get("card") != "YES":
        return _("Look at the identity card first, and say so.")
    details = desk_code_details(owner.id)
    is_sent = signing.send(
        request, address, desk_contacts.PURPOSE, str(owner.id), details
    )
    if not is_sent:
        request.session[signing.AGAIN] = "UNDER_WAY"
    return ""


def _show_contacts(
    request: HttpRequest, owner: people.CaseOwner, problem: str = ""
) -> HttpResponse:
    rows = list(people.contacts_in(owner.owners))
    context = {
        **_common(request, owner),
        "contacts": [(row, row.person_id == owner.id) for row in rows],
        "link": account_links.of_person(owner.id),
        "typed": request.POST.get("contact", ""),
        "problems": [("contact", problem)] if problem else [],
        "done": request.session.pop(DONE, ""),
    }
    page, status = (
        "applications/officer/desk_contacts.html",
        422 if problem else 200,
    )
    return render(request, page, context, status=status)


@duplicate_submissions.once
@never_cache
@auth.officer_required
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def contact_code(request: HttpRequest, owner: UUID) -> HttpResponse:
    """Type the code that the person reads out; it proves the contact."""
    shown = _owner(request, owner)
    pending = signing.pending(request, desk_contacts.PURPOSE)
    if pending is None or pending.to != str(shown.id):
        return redirect("applications:desk_contacts", shown.id)
    if request.method != "POST":
        return _show_code(request, shown, pending)
    session = auth.require_officer_session(request)
    try:
        proof, outcome = desk_contacts.add_by_code(
            code=pending.code,
            typed=request.POST.get("code", ""),
            person=shown.id,
            network=networks.network_of(request),
            scope=session.scope,
            by=session.actor,
            at=clock.of(request),
        )
    except Refusal as refusal:
        return _show_code(request, shown, pending, f"{refusal.why} {refusal.then}")
    if outcome is None:
        return _show_code(request, shown, pending, signing.problem_text(proof))
    del request.session[signing.PENDING]
    request.session[DONE] = outcome.value
    return redirect("applications:desk_contacts", shown.id)


def _show_code(
    request: HttpRequest,
    owner: people.CaseOwner,
    pending: signing.Pending,
    problem: str = "",
) -> HttpResponse:
    context = {
        **_common(request, owner),
        "pending": pending,
        "problems": [("code", problem)] if problem else [],
        "is_under_way": request.session.pop(signing.AGAIN, "") == "UNDER_WAY",
    }
    page = "applications/officer/desk_contact_code.html"
    return render(request, page, context, status=422 if problem else 200)


@duplicate_submissions.idempotent("the same card changes nothing")
@never_cache
@auth.officer_required
@sensitive_post_parameters("nik", "name", "born_on")
@require_http_methods(["GET", "HEAD", "POST"])
def card(request: HttpRequest, owner: UUID) -> HttpResponse:
    """Add the NIK that was missing, or correct what was copied from the card."""
    shown = _owner(request, owner)
    identity, today = _identity(request, shown), clock.today(clock.of(request))
    typed = request.POST or {
        "name": identity.name,
        "born_on": identity.born_on.strftime("%d-%m-%Y"),
    }
    form = forms.PersonForm(typed, today)
    if request.method != "POST":
        return _show_card(request, shown, form, has_nik=bool(identity.nik))
    refusal = None
    if form.is_valid() and form.is_identity():
        refusal = _correct(request, shown, form, identity)
        if refusal is None:
            return redirect(f"{reverse('applications:desk_person', args=[shown.id])}")
        form.add_error("nik", f"{refusal.why} {refusal.then}")
    return _show_card(
        request,
        shown,
        form,
        has_nik=bool(identity.nik),
        is_other_day=isinstance(refusal, people_errors.NikOfAnotherDay),
        status=422,
    )


def _correct(
    request: HttpRequest,
    owner: people.CaseOwner,
    form: forms.PersonForm,
    before: Identity,
) -> Refusal | None:
    """Note the card; returns why it can't be. An empty NIK leaves the one on record."""
    session, typed = auth.require_officer_session(request), form.cleaned_data
    if owner.person is None:
        raise NotFound
    try:
        persons.correct(
            person=owner.person,
            identity=Identity(
                typed["name"], typed["born_on"], typed["nik"] or before.nik
            ),
            is_day_confirmed=request.POST.get("day") == "YES",
            scope=session.scope,
            by=session.actor,
            at=clock.of(request),
        )
    except Refusal as refusal:
        return refusal
    return None


def _show_card(
    request: HttpRequest,
    owner: people.CaseOwner,
    form: forms.PersonForm,
    *,
    has_nik: bool,
    is_other_day: bool = False,
    status: int = 200,
) -> HttpResponse:
    errors = form.errors if request.method == "POST" else {}
    context = {
        **_common(request, owner),
        "form": form,
        "form_errors": [(name, texts[0]) for name, texts in errors.items()],
        "has_nik": has_nik,
        "is_other_day": is_other_day,
    }
    page = "applications/officer/desk_card.html"
    return render(request, page, context, status=status)
