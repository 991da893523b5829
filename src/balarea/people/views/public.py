"""Signing in and out: a phone number or e-mail, a code, or a passkey."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from balarea.foundation import clock, rate_limits
from balarea.foundation.errors import NotPermitted, Refusal
from balarea.people import (
    auth,
    devices,
    duplicate_submissions,
    errors,
    operations,
    passkeys,
    queries,
    resubmission,
)
from balarea.people.views import signing
from balarea.ui.http_methods import require_http_methods, require_POST, require_safe
from balarea.vault import queries as vault

SIGN_IN = "SIGN_IN"
HOME = "/akun/"
OTHER = "lain"  # in an address: to another contact than the one that has a code


def _next(request: HttpRequest) -> str:
    given = request.POST.get("lanjut") or request.GET.get("lanjut", "")
    return auth.safe_path(given, HOME)


@duplicate_submissions.once
@never_cache
@sensitive_post_parameters("contact")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask where a code may be sent; the answer is the same for everybody."""
    to = _next(request)
    at = clock.of(request)
    visitor = auth.citizen_session_of(request)
    if request.method != "POST" and visitor and auth.is_recent(request, at):
        return redirect(to)
    goes_on = request.method != "POST" and OTHER not in request.GET
    if goes_on and signing.waits(request, SIGN_IN):
        signing.go_on_to(request, to if "lanjut" in request.GET else "")
        return redirect("people:code")
    problems = []
    if request.method == "POST":
        address, sentence = signing.read_address(request.POST.get("contact", ""))
        if address is not None:
            try:
                signing.send(request, address, SIGN_IN, to)
                return redirect("people:code")
            except Refusal as refusal:
                sentence = f"{refusal.why} {refusal.then}"
        problems = [("contact", sentence)]
    context = {
        "to": "" if to == HOME else to,
        "typed": request.POST.get("contact", ""),
        "problems": problems,
        "passkey_failed": request.session.pop("passkey_failed", False),
        "over": "" if visitor else resubmission.notice(request, auth.CONTACT),
    }
    return render(
        request, "people/sign_in.html", context, status=422 if problems else 200
    )


@duplicate_submissions.once
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Ask for the code that was sent; the right one opens the door."""
    waiting = signing.pending(request, SIGN_IN)
    if waiting is None:
        return redirect("people:sign_in")
    problems = []
    if request.method == "POST":
        try:
            proof = signing.prove(request, waiting)
            if proof.contact is not None:
                who = signing.address_of(request)
                auth.sign_in_citizen(request, proof.contact.id, clock.of(request))
                led = redirect(auth.safe_path(waiting.to, HOME))
                return devices.remember(request, led, who)
            problems = [("code", signing.trouble(proof))]
        except Refusal as refusal:
            problems = [("code", f"{refusal.why} {refusal.then}")]
    context = {
        "waiting": waiting,
        "problems": problems,
        "again": reverse("people:code_again"),
        "other": f"{reverse('people:sign_in')}?{OTHER}=1",
        "sent_again": request.session.pop(signing.AGAIN, ""),
    }
    return render(request, "people/code.html", context, status=422 if problems else 200)


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
    """The challenge that a passkey has to answer; each is kept in a session."""
    _count("passkey-start", request)
    return JsonResponse(passkeys.options_to_sign_in())


@duplicate_submissions.once
@require_POST
def passkey(request: HttpRequest) -> HttpResponse:
    """Sign in with a passkey: citizens and officers alike."""
    at = clock.of(request)
    for_officers = request.path.startswith("/petugas/")
    back = "people:officer_sign_in" if for_officers else "people:sign_in"
    try:
        _count("passkey", request)
        account, used = passkeys.signed_in(request.POST.get("credential", ""))
    except errors.PasskeyFailed:
        request.session["passkey_failed"] = True
        return redirect(back)
    by = queries.actor_of(account)
    if by is None:
        raise NotPermitted
    operations.use_passkey(passkey=used, by=by, at=at)
    if queries.officer_of(account) is not None:
        auth.sign_in_officer(request, account, at)
        given = request.POST.get("lanjut", "")
        return redirect(auth.safe_path(given, "/petugas/"))
    own = queries.contact_ids(by.id)
    auth.sign_in_citizen(request, own[0], at)
    return redirect(_next(request))


def _count(scope: str, request: HttpRequest) -> None:
    """One more try of this network; see `limits.take` for the refusal."""
    network = vault.blind_index("network", auth.network_of(request))
    most, window = operations.GUESSES_PER_NETWORK, operations.WINDOW
    rate_limits.take(scope, network, most, window, clock.of(request))


@duplicate_submissions.once
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """Leave; asked once, so that a link from elsewhere can't do it."""
    if request.method == "POST":
        was_officer = auth.SEEN in request.session
        auth.sign_out(request)
        return redirect("people:officer_sign_in" if was_officer else "/")
    return render(request, "people/sign_out.html", {"title": _("Sign out")})
