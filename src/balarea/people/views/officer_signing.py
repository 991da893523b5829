"""Officers sign in: password and authenticator app, or a passkey alone."""

import datetime as dt
from uuid import UUID

from allauth.mfa.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from balarea.foundation import clock, normalization
from balarea.foundation.errors import Refusal
from balarea.people import (
    auth,
    devices,
    duplicate_submissions,
    networks,
    operations,
    queries,
    resubmission,
    totp,
)
from balarea.people.queries import Account
from balarea.people.views import signing
from balarea.ui.http_methods import require_http_methods

SECOND, SECRET = "second", "secret"
# The most time between the password and the second factor.
SECOND_FACTOR_WITHIN = dt.timedelta(minutes=10)
HOME = "/petugas/"
FIRST = "OFFICER_FIRST"


@duplicate_submissions.once
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Check login and password, the first factor."""
    to, at = signing.next_path(request, HOME), clock.of(request)
    session = auth.officer_session_of(request)
    if request.method != "POST" and session and auth.is_recent(request, at):
        return redirect(to)
    problems = []
    if request.method == "POST":
        login = normalization.plain(request.POST.get("login", "")).lower()[:60]
        try:
            account = operations.check_password(
                login=login,
                password=request.POST.get("password", "")[:1000],
                network=devices.device_of(request, login)
                or networks.network_of(request),
                by=queries.anonymous_actor(),
                at=at,
            )
            if account is not None and queries.officer_of(account) is not None:
                return _second(request, account, to, at)
            sentence = _("The login or the password is not right.")
        except Refusal as refusal:
            sentence = f"{refusal.why} {refusal.then}"
        problems = [("login", sentence)]
    context = {
        "to": "" if to == HOME else to,
        "typed": request.POST.get("login", ""),
        "problems": problems,
        "passkey_failed": request.session.pop("passkey_failed", False),
        "idle_minutes": auth.OFFICER_IDLE // dt.timedelta(minutes=1),
        "passkey_only": request.session.pop("passkey_only", False),
        "over": ""
        if auth.officer_session_of(request)
        else resubmission.sign_in_notice(request, auth.LAST_REQUEST),
    }
    return render(
        request,
        "people/officer/sign_in.html",
        context,
        status=422 if problems else 200,
    )


def _second(
    request: HttpRequest, account: Account, to: str, at: dt.datetime
) -> HttpResponse:
    """Redirect to the second factor, in a session with nothing else in it."""
    resubmission.start_session(request, resubmission.owner_of(account, None))
    request.session[SECOND] = {
        "account": str(account.id),
        "at": at.timestamp(),
        "to": to,
    }
    if queries.has_factor(account, "totp"):
        return redirect("people:officer_code")
    if queries.has_factor(account, "webauthn"):
        del request.session[SECOND]
        request.session["passkey_only"] = True
        return redirect("people:officer_sign_in")
    return _set_up(request, account, at)


def _set_up(request: HttpRequest, account: Account, at: dt.datetime) -> HttpResponse:
    """Redirect to set up an app, first to prove the officer's contact if any."""
    officer = queries.officer_of(account)
    if officer is None:
        return redirect("people:officer_sign_in")
    by = queries.officer_actor(officer)
    address = operations.address_to_prove(officer=officer, by=by, at=at)
    if address is None:
        note_proved(request)
        return redirect("people:officer_set_up")
    signing.send(request, address, FIRST, "")
    return redirect("people:officer_first_contact")


def note_proved(request: HttpRequest) -> None:
    """Note that the officer's contact was proved, or that there is none."""
    request.session[SECOND] = request.session[SECOND] | {"proved": True}


def waiting_account(request: HttpRequest, at: dt.datetime) -> Account | None:
    """The account whose password was checked within `SECOND_FACTOR_WITHIN`."""
    pending = request.session.get(SECOND)
    if (
        pending is None
        or at.timestamp() - pending["at"] > SECOND_FACTOR_WITHIN.total_seconds()
    ):
        return None
    account = queries.account(UUID(pending["account"]))
    return account if account and queries.officer_of(account) else None


def _complete(request: HttpRequest, account: Account, at: dt.datetime) -> str:
    path = auth.safe_path(request.session[SECOND]["to"], HOME)
    auth.sign_in_officer(request, account, at)
    return path


@duplicate_submissions.once
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Check a code of the authenticator app, or a recovery code."""
    at = clock.of(request)
    account = waiting_account(request, at)
    if account is None:
        return redirect("people:officer_sign_in")
    if not queries.has_factor(account, "totp"):
        return redirect("people:officer_set_up")
    problems = []
    if request.method == "POST":
        by = queries.actor_of(account) or queries.anonymous_actor()
        typed = normalization.digits(request.POST.get("code", ""))
        # Codes of the app have six digits, recovery codes eight.
        check = operations.check_recovery if len(typed) > 6 else operations.check_totp
        try:
            if check(account=account, typed=typed, by=by, at=at):
                response = redirect(_complete(request, account, at))
                return devices.remember(request, response, account.login)
            sentence = _(
                "This code is not right, or it was used. Wait for the next one."
            )
        except Refusal as refusal:
            sentence = f"{refusal.why} {refusal.then}"
        problems = [("code", sentence)]
    return render(
        request,
        "people/officer/code.html",
        {"problems": problems},
        status=422 if problems else 200,
    )


@duplicate_submissions.once_with_page
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """At the first sign-in, bind an authenticator app and show recovery codes."""
    at = clock.of(request)
    account = waiting_account(request, at)
    if account is None or queries.has_factor(account, "webauthn"):
        return redirect("people:officer_sign_in")
    if queries.has_factor(account, "totp"):
        return redirect("people:officer_code")
    if not request.session[SECOND].get("proved"):
        return redirect("people:officer_first_contact")
    by = queries.actor_of(account) or queries.anonymous_actor()
    problems, secret = bind(request, account)
    if request.method == "POST" and not problems:
        operations.enrol_totp(account=account, secret=secret, by=by, at=at)
        codes = operations.new_recovery_codes(account=account, by=by, at=at)
        to = _complete(request, account, at)
        context = {"codes": codes, "to": to}
        return render(request, "people/officer/recovery.html", context)
    return render(
        request,
        "people/officer/set_up.html",
        binding(account, secret, problems),
        status=422 if problems else 200,
    )


def bind(request: HttpRequest, account: Account) -> tuple[list[tuple[str, str]], str]:
    """Problems with the typed code, and the secret of the app (in the session)."""
    secret = request.session.get(SECRET)
    if not secret:
        secret = request.session[SECRET] = totp.new_secret()
    if request.method != "POST":
        return [], secret
    typed = normalization.digits(request.POST.get("code", ""))
    if totp.matching_counter(secret, typed, clock.of(request)) is None:
        return [
            ("code", _("This code is not right. Check the time on your phone."))
        ], secret
    del request.session[SECRET]
    return [], secret


def binding(
    account: Account, secret: str, problems: list[tuple[str, str]]
) -> dict[str, object]:
    """The context of the page with the QR code."""
    return {
        "problems": problems,
        "code_seconds": totp.STEP,
        "secret": " ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        "uri": get_adapter().build_totp_url(account, secret),
    }
