"""An officer's own account: rights, password, authenticator app, passkeys."""

from django.contrib.auth import password_validation, update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from balarea.foundation import clock
from balarea.people import (
    auth,
    duplicate_submissions,
    operations,
    passkeys,
    presenters,
    queries,
    reauthentication,
)
from balarea.people.queries import Account
from balarea.people.views import officer_signing
from balarea.people.views.reauthentication import APP, PASSKEY, RECOVERY, unconfirmed
from balarea.ui.http_methods import require_http_methods, require_POST, require_safe


def _account(request: HttpRequest) -> Account:
    return auth.require_officer_session(request).scope.officer.account


def _masthead(request: HttpRequest) -> dict[str, object]:
    officer = auth.require_officer_session(request).scope.officer
    return {"agency_name": officer.agency.short_name, "officer_name": officer.name}


@auth.officer_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Who I am here, what I may do, and how I sign in."""
    desk = auth.require_officer_session(request)
    account = _account(request)
    context = {
        **_masthead(request),
        "officer": desk.scope.officer,
        "position": presenters.position_name(desk.scope.officer),
        "agency": presenters.agency_name(desk.scope.officer.agency),
        "rights": presenters.rights(desk.scope, queries.agencies()),
        "passkeys": queries.passkeys(account),
        "has_app": queries.has_factor(account, "totp"),
        "contact": queries.contact_of(desk.scope.officer.contact_id),
        "done": request.session.pop("done", ""),
        "is_confirmed": reauthentication.is_confirmed(
            request, PASSKEY, clock.of(request)
        ),
    }
    return render(request, "people/officer/account.html", context)


@duplicate_submissions.once
@auth.officer_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Choose a new password by the present one; other sessions of this account end."""
    account, problems = _account(request), []
    if request.method == "POST":
        problems = _password_problems(request, account)
        if not problems:
            operations.change_password(
                account=account,
                password=request.POST["new"],
                by=auth.require_officer_session(request).actor,
                at=clock.of(request),
            )
            update_session_auth_hash(request, account)
            request.session["done"] = "PASSWORD"
            return redirect("people:officer_account")
    return render(
        request,
        "people/officer/password.html",
        {**_masthead(request), "problems": problems, "login": account.login},
        status=422 if problems else 200,
    )


def _password_problems(request: HttpRequest, account: Account) -> list[tuple[str, str]]:
    new, repeated = request.POST.get("new", ""), request.POST.get("repeated", "")
    right = operations.check_password(
        login=account.login,
        password=request.POST.get("old", "")[:1000],
        network=auth.network_of(request),
        by=auth.require_officer_session(request).actor,
        at=clock.of(request),
    )
    problems = []
    if right is None:
        problems.append(("old", _("Your present password is not right.")))
    try:
        password_validation.validate_password(new[:1000], account)
    except ValidationError as error:
        problems.extend(("new", message) for message in error.messages)
    if new != repeated:
        problems.append(("repeated", _("The two new passwords differ.")))
    return problems


@duplicate_submissions.once
@auth.officer_required
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def app(request: HttpRequest) -> HttpResponse:
    """Bind an authenticator app in place of the one before."""
    if away := unconfirmed(request, APP):
        return away
    account = _account(request)
    problems, secret = officer_signing.bind(request, account)
    if request.method == "POST" and not problems:
        by, at = auth.require_officer_session(request).actor, clock.of(request)
        operations.enrol_totp(account=account, secret=secret, by=by, at=at)
        reauthentication.spend(request)
        request.session["done"] = "APP"
        return redirect("people:officer_account")
    context = officer_signing.binding(account, secret, problems)
    context["is_change"] = True
    return render(
        request,
        "people/officer/set_up.html",
        context,
        status=422 if problems else 200,
    )


@duplicate_submissions.once_with_page
@auth.officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def recovery(request: HttpRequest) -> HttpResponse:
    """Ten new recovery codes, shown this once."""
    if away := unconfirmed(request, RECOVERY):
        return away
    if request.method != "POST":
        return render(request, "people/officer/new_codes.html", _masthead(request))
    reauthentication.spend(request)
    codes = operations.new_recovery_codes(
        account=_account(request),
        by=auth.require_officer_session(request).actor,
        at=clock.of(request),
    )
    context = {"codes": codes, "to": reverse("people:officer_account")}
    return render(request, "people/officer/recovery.html", context)


@auth.officer_required
@require_safe
def passkey_options(request: HttpRequest) -> HttpResponse:
    """What the browser needs to make a passkey."""
    if not reauthentication.is_confirmed(request, PASSKEY, clock.of(request)):
        return JsonResponse({"code": "CONFIRM_FIRST"}, status=403)
    return JsonResponse(passkeys.options_to_make(_account(request)))


@duplicate_submissions.once
@auth.officer_required
@require_POST
def add_passkey(request: HttpRequest) -> HttpResponse:
    """Keep a passkey that the browser has made."""
    if away := unconfirmed(request, PASSKEY):
        return away
    operations.add_passkey(
        account=_account(request),
        credential=passkeys.made(request.POST.get("credential", "")),
        by=auth.require_officer_session(request).actor,
        at=clock.of(request),
    )
    reauthentication.spend(request)
    request.session["done"] = "PASSKEY"
    return redirect("people:officer_account")


@duplicate_submissions.once
@auth.officer_required
@require_POST
def remove_passkey(request: HttpRequest, passkey: int) -> HttpResponse:
    """Forget one's passkey."""
    if away := unconfirmed(request, PASSKEY):
        return away
    operations.remove_passkey(
        account=_account(request),
        passkey=passkey,
        by=auth.require_officer_session(request).actor,
        at=clock.of(request),
    )
    reauthentication.spend(request)
    request.session["done"] = "PASSKEY_REMOVED"
    return redirect("people:officer_account")


@duplicate_submissions.once
@auth.officer_required
@require_POST
def sign_out_all(request: HttpRequest) -> HttpResponse:
    """End every session of this account, this one too."""
    operations.sign_out_all(
        account=_account(request),
        by=auth.require_officer_session(request).actor,
        at=clock.of(request),
    )
    auth.sign_out(request)
    return redirect("people:officer_sign_in")
