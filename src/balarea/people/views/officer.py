"""An officer's own account: rights, password, authenticator app, passkeys."""

from django.conf import settings
from django.contrib.auth import password_validation, update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from balarea.foundation import clock
from balarea.people import (
    auth,
    duplicate_submissions,
    networks,
    operations,
    presenters,
    queries,
    reauthentication,
)
from balarea.people.queries import Account
from balarea.people.views import officer_signing, own_passkeys
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
    """The account page: position, rights and ways to sign in."""
    session = auth.require_officer_session(request)
    account = _account(request)
    context = {
        **_masthead(request),
        "officer": session.scope.officer,
        "position": presenters.position_name(session.scope.officer),
        "agency": presenters.agency_name(session.scope.officer.agency),
        "rights": presenters.rights(session.scope, queries.agencies()),
        "passkeys": queries.passkeys(account),
        "has_app": queries.has_factor(account, "totp"),
        "contact": queries.contact_of(session.scope.officer.contact_id),
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
    """Change the password after checking the present one; ends other sessions."""
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
        {
            **_masthead(request),
            "problems": problems,
            "login": account.login,
            "min_characters": settings.BALAREA_MIN_PASSWORD,
        },
        status=422 if problems else 200,
    )


def _password_problems(request: HttpRequest, account: Account) -> list[tuple[str, str]]:
    new, repeated = request.POST.get("new", ""), request.POST.get("repeated", "")
    checked = operations.check_password(
        login=account.login,
        password=request.POST.get("old", "")[:1000],
        network=networks.network_of(request),
        by=auth.require_officer_session(request).actor,
        at=clock.of(request),
    )
    problems = []
    if checked is None:
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
    """Replace the authenticator app."""
    if response := unconfirmed(request, APP):
        return response
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
    """Make ten new recovery codes; this response alone shows them."""
    if response := unconfirmed(request, RECOVERY):
        return response
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
    """What the browser needs to create a passkey."""
    return own_passkeys.options(request, _account(request))


@duplicate_submissions.once
@auth.officer_required
@require_POST
def add_passkey(request: HttpRequest) -> HttpResponse:
    """Add a passkey that the browser has created."""
    by = auth.require_officer_session(request).actor
    return own_passkeys.add(
        request, _account(request), by=by, account_page="people:officer_account"
    )


@duplicate_submissions.once
@auth.officer_required
@require_POST
def remove_passkey(request: HttpRequest, passkey: int) -> HttpResponse:
    """Delete one of the account's passkeys."""
    by, to = auth.require_officer_session(request).actor, "people:officer_account"
    return own_passkeys.remove(
        request, _account(request), passkey, by=by, account_page=to
    )


@duplicate_submissions.once
@auth.officer_required
@require_POST
def sign_out_all(request: HttpRequest) -> HttpResponse:
    """End every session of this account, including this one."""
    operations.sign_out_all(
        account=_account(request),
        by=auth.require_officer_session(request).actor,
        at=clock.of(request),
    )
    auth.sign_out(request)
    return redirect("people:officer_sign_in")
