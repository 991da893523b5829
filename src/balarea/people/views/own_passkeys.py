"""Adding and removing passkeys of a signed-in account, for citizens and officers."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect

from balarea.foundation import clock
from balarea.foundation.operation import Actor
from balarea.people import operations, passkeys, reauthentication
from balarea.people.queries import Account
from balarea.people.views.reauthentication import PASSKEY, unconfirmed


def options(request: HttpRequest, account: Account) -> JsonResponse:
    """What the browser needs to create a passkey; 403 before reauthentication."""
    if not reauthentication.is_confirmed(request, PASSKEY, clock.of(request)):
        return JsonResponse({"code": "CONFIRM_FIRST"}, status=403)
    return JsonResponse(passkeys.registration_options(account))


def add(
    request: HttpRequest, account: Account, *, by: Actor, account_page: str
) -> HttpResponse:
    """Add the passkey that the browser has created; `account_page` is a URL's name."""
    if response := unconfirmed(request, PASSKEY):
        return response
    operations.add_passkey(
        account=account,
        credential=passkeys.verify_registration(request.POST.get("credential", "")),
        by=by,
        at=clock.of(request),
    )
    return _done(request, "PASSKEY", account_page)


def remove(
    request: HttpRequest,
    account: Account,
    passkey: int,
    *,
    by: Actor,
    account_page: str,
) -> HttpResponse:
    """Delete one of the account's passkeys; `account_page` is a URL's name."""
    if response := unconfirmed(request, PASSKEY):
        return response
    operations.remove_passkey(
        account=account, passkey=passkey, by=by, at=clock.of(request)
    )
    return _done(request, "PASSKEY_REMOVED", account_page)


def _done(request: HttpRequest, done: str, account_page: str) -> HttpResponse:
    reauthentication.spend(request)
    request.session["done"] = done
    return redirect(account_page)
