"""An officer's contact for notifications: proved at the first sign-in, then changed."""

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from balarea.foundation import clock
from balarea.people import (
    auth,
    duplicate_submissions,
    operations,
    queries,
    reauthentication,
)
from balarea.people.views import officer_signing, signing
from balarea.people.views.reauthentication import CONTACT, unconfirmed
from balarea.ui.http_methods import require_http_methods, require_POST

if TYPE_CHECKING:
    from balarea.people.models import Contact

CHANGE = "OFFICER_CONTACT"


@duplicate_submissions.once
@auth.officer_required
@sensitive_post_parameters("contact")
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest) -> HttpResponse:
    """Send a code to another contact, after reauthentication."""
    if response := unconfirmed(request, CONTACT):
        return response
    officer, problems = auth.require_officer_session(request).scope.officer, []
    if request.method == "POST":
        problem = signing.send_to_typed(request, CHANGE, "")
        if not problem:
            return redirect("people:officer_contact_code")
        problems = [("contact", problem)]
    context = {
        "agency_name": officer.agency.short_name,
        "officer_name": officer.name,
        "typed": request.POST.get("contact", ""),
        "problems": problems,
    }
    status = 422 if problems else 200
    return render(request, "people/officer/contact.html", context, status=status)


@duplicate_submissions.once
@never_cache
@auth.officer_required
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def contact_code(request: HttpRequest) -> HttpResponse:
    """Check the code that was sent to the new contact, and store it."""
    session = auth.require_officer_session(request)
    pending = signing.pending(request, CHANGE)
    if pending is None:
        return redirect("people:officer_contact")

    def store(contact: "Contact") -> HttpResponse:
        operations.set_contact(
            officer=session.scope.officer,
            contact=contact,
            by=session.actor,
            at=clock.of(request),
        )
        del request.session[signing.PENDING]
        reauthentication.spend(request)
        request.session["done"] = "CONTACT"
        return redirect("people:officer_account")

    return signing.code_page(
        request,
        pending,
        store,
        again=reverse("people:officer_contact_again"),
        other=reverse("people:officer_contact"),
    )


@duplicate_submissions.once
@auth.officer_required
@require_POST
def contact_again(request: HttpRequest) -> HttpResponse:
    """Send another code to the new contact."""
    if signing.pending(request, CHANGE) is None:
        return redirect("people:officer_contact")
    signing.send_again(request)
    return redirect("people:officer_contact_code")


@duplicate_submissions.once
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def first(request: HttpRequest) -> HttpResponse:
    """At the first sign-in, check the code sent to the contact of the appointment."""
    account = officer_signing.waiting_account(request, clock.of(request))
    officer = queries.officer_of(account) if account else None
    pending = signing.pending(request, officer_signing.FIRST)
    if officer is None or pending is None:
        return redirect("people:officer_sign_in")

    def store(contact: "Contact") -> HttpResponse:
        by = queries.officer_actor(officer)
        operations.set_contact(
            officer=officer, contact=contact, by=by, at=clock.of(request)
        )
        del request.session[signing.PENDING]
        officer_signing.note_proved(request)
        return redirect("people:officer_set_up")

    return signing.code_page(
        request,
        pending,
        store,
        again=reverse("people:officer_first_again"),
        other=reverse("people:officer_sign_in"),
    )


@duplicate_submissions.once
@require_POST
def first_again(request: HttpRequest) -> HttpResponse:
    """Send another code to the contact of the appointment."""
    pending = signing.pending(request, officer_signing.FIRST)
    if pending is None or not officer_signing.waiting_account(
        request, clock.of(request)
    ):
        return redirect("people:officer_sign_in")
    signing.send_again(request)
    return redirect("people:officer_first_contact")
