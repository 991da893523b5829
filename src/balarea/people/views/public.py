"""Signing in and out: a phone number or e-mail, a code, or a passkey."""

import datetime as dt
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from balarea.foundation import clock, rate_limits
from balarea.foundation.errors import NotPermitted
from balarea.people import (
    auth,
    devices,
    duplicate_submissions,
    errors,
    networks,
    operations,
    passkeys,
    queries,
    resubmission,
)
from balarea.people.operations import codes
from balarea.people.views import signing
from balarea.ui.http_methods import require_http_methods, require_POST, require_safe
from balarea.vault import queries as vault

if TYPE_CHECKING:
    from balarea.people.models import Contact

SIGN_IN = "SIGN_IN"
HOME = "/akun/"
OTHER = "lain"  # in an address: to ask for a code to another contact


@duplicate_submissions.once
@never_cache
@sensitive_post_parameters("contact")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Send a code to a contact; the response doesn't show whether it is known."""
    to = signing.next_path(request, HOME)
    at = clock.of(request)
    session = auth.citizen_session_of(request)
    if request.method != "POST" and session and auth.is_recent(request, at):
        return redirect(to)
    continues = request.method != "POST" and OTHER not in request.GET
    if continues and signing.has_pending_code(request, SIGN_IN):
        signing.set_next(request, to if "lanjut" in request.GET else "")
        return redirect("people:code")
    problems = []
    if request.method == "POST":
        problem = signing.send_to_typed(request, SIGN_IN, to)
        if not problem:
            return redirect("people:code")
        problems = [("contact", problem)]
    context = {
        "to": "" if to == HOME else to,
        "typed": request.POST.get("contact", ""),
        "problems": problems,
        "code_minutes": codes.LIFE // dt.timedelta(minutes=1),
        "passkey_failed": request.session.pop("passkey_failed", False),
        "over": "" if session else resubmission.sign_in_notice(request, auth.CONTACT),
    }
    return render(
        request, "people/sign_in.html", context, status=422 if problems else 200
    )


@duplicate_submissions.once
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Check the code that was sent, and sign in."""
    pending = signing.pending(request, SIGN_IN)
    if pending is None:
        return redirect("people:sign_in")

    def enter(contact: "Contact") -> HttpResponse:
        address = signing.address_of(request)
        auth.sign_in_citizen(request, contact.id, clock.of(request))
        response = redirect(auth.safe_path(pending.to, HOME))
        return devices.remember(request, response, address)

    return signing.code_page(
        request,
        pending,
        enter,
        again=reverse("people:code_again"),
        other=f"{reverse('people:sign_in')}?{OTHER}=1",
    )


@duplicate_submissions.once
@require_POST
def code_again(request: HttpRequest) -> HttpResponse:
    """Send another code to the same contact."""
    if signing.pending(request, SIGN_IN) is None:
        return redirect("people:sign_in")
    signing.send_again(request)
    return redirect("people:code")


@never_cache
@require_safe
def passkey_options(request: HttpRequest) -> JsonResponse:
    """A challenge for a passkey, stored in the session."""
    _count("passkey-start", request)
    return JsonResponse(passkeys.authentication_options())


@duplicate_submissions.once
@require_POST
def passkey(request: HttpRequest) -> HttpResponse:
    """Sign in with a passkey, both citizens and officers."""
    at = clock.of(request)
    for_officers = request.path.startswith("/petugas/")
    back = "people:officer_sign_in" if for_officers else "people:sign_in"
    try:
        _count("passkey", request)
        account, used = passkeys.verify_authentication(
            request.POST.get("credential", "")
        )
    except errors.PasskeyFailed:
        request.session["passkey_failed"] = True
        return redirect(back)
    by = queries.actor_of(account)
    if by is None:
        raise NotPermitted
    operations.use_passkey(passkey=used, by=by, at=at)
    if queries.officer_of(account) is not None:
        auth.sign_in_officer(request, account, at)
        next_path = request.POST.get("lanjut", "")
        return redirect(auth.safe_path(next_path, "/petugas/"))
    contact_ids = queries.contact_ids(by.id)
    auth.sign_in_citizen(request, contact_ids[0], at)
    return redirect(signing.next_path(request, HOME))


def _count(counter: str, request: HttpRequest) -> None:
    """Count a try of this network; raises as `rate_limits.hit` does."""
    network = vault.blind_index("network", networks.network_of(request))
    most, window = operations.GUESSES_PER_NETWORK, operations.WINDOW
    rate_limits.hit(counter, network, most, window, clock.of(request))


@duplicate_submissions.once
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out after a question, so that a link on another site can't do it."""
    if request.method == "POST":
        was_officer = auth.LAST_REQUEST in request.session
        auth.sign_out(request)
        return redirect("people:officer_sign_in" if was_officer else "/")
    return render(request, "people/sign_out.html", {"title": _("Sign out")})
