"""A citizen's own account: contacts, language, passkeys, and who looked."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from balarea.foundation import clock
from balarea.foundation.errors import NotPermitted, Refusal
from balarea.people import (
    auth,
    duplicate_submissions,
    errors,
    operations,
    passkeys,
    presenters,
    queries,
    reauthentication,
)
from balarea.people.queries import Account
from balarea.people.views import signing
from balarea.people.views.reauthentication import CONTACT, PASSKEY, unconfirmed
from balarea.ui.http_methods import require_http_methods, require_POST, require_safe
from balarea.vault import presenters as turning

ADD = "ADD_CONTACT"


def _account(request: HttpRequest) -> Account:
    """The account of this visitor; who only proved a contact has none."""
    auth.require_citizen_session(request)
    if not isinstance(request.user, Account) or request.user.person_id is None:
        raise NotPermitted
    return request.user


def _on(request: HttpRequest) -> HttpResponse:
    """Back to the page that sent somebody here to prove a contact, else the account."""
    return redirect(request.session.pop(auth.BACK, "people:account"))


def _again(request: HttpRequest) -> HttpResponse | None:
    """Changing how one signs in asks for a fresh sign-in."""
    if auth.is_recent(request, clock.of(request)):
        return None
    return redirect(f"{reverse('people:sign_in')}?lanjut=/akun/")


@auth.citizen_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Everything about one's account on one page."""
    visitor = auth.require_citizen_session(request)
    account = request.user if isinstance(request.user, Account) else None
    context = {
        "visitor": visitor,
        "account": account,
        "contacts": queries.contacts_in(visitor.contacts),
        "can_part": len(visitor.contacts) > 1,
        "passkeys": queries.passkeys(account),
        "openings": presenters.openings(
            queries.looks(visitor.contacts, *turning.asked(request.GET))
        ),
        "languages": settings.LANGUAGES,
        "is_confirmed": reauthentication.is_confirmed(
            request, PASSKEY, clock.of(request)
        ),
        "done": request.session.pop("done", ""),
    }
    return render(request, "people/account.html", context)


@duplicate_submissions.once
@auth.citizen_required
@require_POST
def open_account(request: HttpRequest) -> HttpResponse:
    """Make an account of the proved contact and go on as its owner."""
    visitor, at = auth.require_citizen_session(request), clock.of(request)
    operations.open_account(
        contact=queries.contact(visitor.contact), by=visitor.actor, at=at
    )
    auth.sign_in_citizen(request, visitor.contact, at)
    request.session["done"] = "ACCOUNT"
    return redirect("people:account")


@duplicate_submissions.same("the same choice is kept")
@auth.citizen_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """In which language pages and messages speak."""
    wanted = request.POST.get("language", "")
    if wanted not in dict(settings.LANGUAGES):
        return redirect("people:account")
    if isinstance(request.user, Account):
        by = auth.require_citizen_session(request).actor
        operations.choose_language(
            account=request.user, language=wanted, by=by, at=clock.of(request)
        )
    return redirect(f"{reverse('people:account')}?bahasa={wanted}")


@duplicate_submissions.once
@auth.citizen_required
@sensitive_post_parameters("contact")
@require_http_methods(["GET", "HEAD", "POST"])
def add_contact(request: HttpRequest) -> HttpResponse:
    """Another phone or e-mail, by a code as well."""
    _account(request)
    if away := unconfirmed(request, CONTACT):
        return away
    problems = []
    if request.method == "POST":
        address, sentence = signing.read_address(request.POST.get("contact", ""))
        if address is not None:
            try:
                signing.send(request, address, ADD, "/akun/")
                return redirect("people:contact_code")
            except Refusal as refusal:
                sentence = f"{refusal.why} {refusal.then}"
        problems = [("contact", sentence)]
    context = {"typed": request.POST.get("contact", ""), "problems": problems}
    return render(
        request, "people/add_contact.html", context, status=422 if problems else 200
    )


@duplicate_submissions.once
@auth.citizen_required
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def contact_code(request: HttpRequest) -> HttpResponse:
    """The code that was sent to the new contact."""
    account = _account(request)
    waiting = signing.pending(request, ADD)
    if waiting is None or account.person_id is None:
        return redirect("people:add_contact")
    problems = []
    if request.method == "POST":
        try:
            proof = signing.prove(request, waiting)
            if proof.contact is not None:
                operations.link_contact(
                    contact=proof.contact,
                    person=account.person_id,
                    by=auth.require_citizen_session(request).actor,
                    at=clock.of(request),
                )
                del request.session[signing.PENDING]
                reauthentication.spend(request)
                request.session["done"] = "CONTACT"
                return _on(request)
            problems = [("code", signing.trouble(proof))]
        except Refusal as refusal:
            problems = [("code", f"{refusal.why} {refusal.then}")]
    context = {
        "waiting": waiting,
        "problems": problems,
        "again": reverse("people:contact_again"),
        "other": reverse("people:add_contact"),
        "sent_again": request.session.pop(signing.AGAIN, ""),
    }
    return render(request, "people/code.html", context, status=422 if problems else 200)


@duplicate_submissions.once
@auth.citizen_required
@require_POST
def contact_again(request: HttpRequest) -> HttpResponse:
    """Send another code to the new contact."""
    if signing.pending(request, ADD) is None:
        return redirect("people:add_contact")
    signing.send_again(request)
    return redirect("people:contact_code")


@duplicate_submissions.once
@auth.citizen_required
@require_POST
def part_contact(request: HttpRequest, contact: UUID) -> HttpResponse:
    """Take a contact off the account, except the one that is signed in."""
    account, visitor = _account(request), auth.require_citizen_session(request)
    if away := _again(request):
        return away
    if contact == visitor.contact or account.person_id is None:
        raise errors.LastContact
    operations.part_contact(
        contact=contact,
        person=account.person_id,
        by=visitor.actor,
        at=clock.of(request),
    )
    request.session["done"] = "PARTED"
    return redirect("people:account")


@auth.citizen_required
@require_safe
def passkey_options(request: HttpRequest) -> HttpResponse:
    """What the browser needs to make a passkey."""
    account = _account(request)
    if not reauthentication.is_confirmed(request, PASSKEY, clock.of(request)):
        return JsonResponse({"code": "CONFIRM_FIRST"}, status=403)
    return JsonResponse(passkeys.options_to_make(account))


@duplicate_submissions.once
@auth.citizen_required
@require_POST
def add_passkey(request: HttpRequest) -> HttpResponse:
    """Keep a passkey that the browser has made."""
    account = _account(request)
    if away := unconfirmed(request, PASSKEY):
        return away
    operations.add_passkey(
        account=account,
        credential=passkeys.made(request.POST.get("credential", "")),
        by=auth.require_citizen_session(request).actor,
        at=clock.of(request),
    )
    reauthentication.spend(request)
    request.session["done"] = "PASSKEY"
    return redirect("people:account")


@duplicate_submissions.once
@auth.citizen_required
@require_POST
def remove_passkey(request: HttpRequest, passkey: int) -> HttpResponse:
    """Forget one's passkey."""
    account = _account(request)
    if away := unconfirmed(request, PASSKEY):
        return away
    operations.remove_passkey(
        account=account,
        passkey=passkey,
        by=auth.require_citizen_session(request).actor,
        at=clock.of(request),
    )
    reauthentication.spend(request)
    request.session["done"] = "PASSKEY_REMOVED"
    return redirect("people:account")


@duplicate_submissions.once
@auth.citizen_required
@require_POST
def sign_out_all(request: HttpRequest) -> HttpResponse:
    """End every session of this account, this one too."""
    account = _account(request)
    operations.sign_out_all(
        account=account,
        by=auth.require_citizen_session(request).actor,
        at=clock.of(request),
    )
    auth.sign_out(request)
    return redirect("people:sign_in")
