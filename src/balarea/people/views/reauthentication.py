"""The page that asks for a factor before a change, for officers and citizens."""

from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from balarea.foundation import clock
from balarea.foundation.errors import Refusal
from balarea.people import (
    auth,
    duplicate_submissions,
    errors,
    operations,
    passkeys,
    queries,
    reauthentication,
)
from balarea.people.views import signing
from balarea.ui.http_methods import require_http_methods, require_POST

CONFIRM = "CONFIRM"
APP, RECOVERY, PASSKEY, CONTACT = "aplikasi", "cadangan", "kunci", "kontak"

type Changes = Mapping[str, tuple[str, str | Promise]]

# Change → (URL name of the page that makes it, its name on the page).
OFFICERS: Changes = {
    APP: ("people:officer_app", gettext_lazy("Bind another authenticator app")),
    RECOVERY: ("people:officer_recovery", gettext_lazy("Make new recovery codes")),
    PASSKEY: ("people:officer_account", gettext_lazy("Change my passkeys")),
    CONTACT: ("people:officer_contact", gettext_lazy("Change my contact")),
}
CITIZENS: Changes = {
    PASSKEY: ("people:account", gettext_lazy("Change my passkeys")),
    CONTACT: ("people:add_contact", gettext_lazy("Add a phone or e-mail")),
}


def unconfirmed(request: HttpRequest, change: str) -> HttpResponse | None:
    """A redirect to prove a factor, unless one was proved for this change."""
    if reauthentication.is_confirmed(request, change, clock.of(request)):
        return None
    side = "officer_confirm" if request.path.startswith("/petugas/") else "confirm"
    return redirect(f"people:{side}", change)


def _change(changes: Changes, change: str) -> tuple[str, str | Promise]:
    if change not in changes:
        raise Http404
    return changes[change]


@duplicate_submissions.once
@never_cache
@auth.officer_required
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def officer(request: HttpRequest, change: str) -> HttpResponse:
    """Confirm a change with a code of the authenticator app or a recovery code."""
    to, title = _change(OFFICERS, change)
    session, problems = auth.require_officer_session(request), []
    account = session.scope.officer.account
    if request.method == "POST":
        typed = "".join(request.POST.get("code", "").split())
        check = operations.check_recovery if len(typed) > 6 else operations.check_totp
        at = clock.of(request)
        try:
            if check(account=account, typed=typed, by=session.actor, at=at):
                reauthentication.confirm(request, change, at)
                return redirect(to)
            sentence = _(
                "This code is not right, or it was used. Wait for the next one."
            )
        except Refusal as refusal:
            sentence = f"{refusal.why} {refusal.then}"
        problems = [("code", sentence)]
    context = {
        "agency_name": session.scope.officer.agency.short_name,
        "officer_name": session.scope.officer.name,
        "layout": "ui/layout_officer.html",
        "back": reverse("people:officer_account"),
        "change": title,
        "asks_app": queries.has_factor(account, "totp"),
        "by_passkey": queries.passkeys(account)
        and reverse("people:officer_confirm_passkey", args=[change]),
        "problems": problems,
    }
    return _page(request, context)


@duplicate_submissions.once
@never_cache
@auth.citizen_required
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def citizen(request: HttpRequest, change: str) -> HttpResponse:
    """Confirm a change with a code sent to the contact of the session."""
    to, title = _change(CITIZENS, change)
    session, problems = auth.require_citizen_session(request), []
    purpose = f"{CONFIRM}-{change}"
    if request.method == "POST":
        try:
            pending = signing.pending(request, purpose)
            if "code" not in request.POST or pending is None:
                _send(request, session, purpose, to)
                return redirect("people:confirm", change)
            proof = signing.prove(request, pending)
            if proof.contact is not None and proof.contact.id in session.owners:
                del request.session[signing.PENDING]
                reauthentication.confirm(request, change, clock.of(request))
                return redirect(to)
            problems = [("code", signing.problem_text(proof))]
        except Refusal as refusal:
            problems = [("code", f"{refusal.why} {refusal.then}")]
    account = request.user if isinstance(request.user, queries.Account) else None
    context = {
        "layout": "ui/layout.html",
        "back": reverse("people:account"),
        "change": title,
        "pending": signing.pending(request, purpose),
        "masked": session.masked,
        "by_passkey": queries.passkeys(account)
        and reverse("people:confirm_passkey", args=[change]),
        "problems": problems,
    }
    return _page(request, context)


def _send(
    request: HttpRequest, session: auth.CitizenSession, purpose: str, to: str
) -> None:
    address = operations.open_contact_address(
        contact=session.contact, by=session.actor, at=clock.of(request)
    )
    signing.send(request, address, purpose, to)


def _page(request: HttpRequest, context: Mapping[str, object]) -> HttpResponse:
    failed = request.session.pop("passkey_failed", False)
    status = 422 if context["problems"] else 200
    context = {**context, "passkey_failed": failed}
    return render(request, "people/confirm.html", context, status=status)


@duplicate_submissions.once
@auth.officer_required
@require_POST
def officer_passkey(request: HttpRequest, change: str) -> HttpResponse:
    """Confirm an officer's change with a passkey."""
    to, _title = _change(OFFICERS, change)
    return _by_passkey(request, change, to, "people:officer_confirm")


@duplicate_submissions.once
@auth.citizen_required
@require_POST
def citizen_passkey(request: HttpRequest, change: str) -> HttpResponse:
    """Confirm a citizen's change with a passkey."""
    to, _title = _change(CITIZENS, change)
    return _by_passkey(request, change, to, "people:confirm")


def _by_passkey(request: HttpRequest, change: str, to: str, back: str) -> HttpResponse:
    at = clock.of(request)
    try:
        account, used = passkeys.verify_authentication(
            request.POST.get("credential", "")
        )
    except errors.PasskeyFailed:
        account, used = None, None
    by = queries.actor_of(request.user)
    if account is None or account != request.user or by is None or used is None:
        request.session["passkey_failed"] = True
        return redirect(back, change)
    operations.use_passkey(passkey=used, by=by, at=at)
    reauthentication.confirm(request, change, at)
    return redirect(to)
