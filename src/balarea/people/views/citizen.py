"""A citizen's own account: contacts, language, passkeys, and accesses to them."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from balarea.foundation import clock
from balarea.foundation.errors import NotPermitted
from balarea.people import (
    auth,
    duplicate_submissions,
    errors,
    operations,
    presenters,
    queries,
    reauthentication,
)
from balarea.people.operations import desk_contacts
from balarea.people.queries import Account, account_links
from balarea.people.queries import villages as village_queries
from balarea.people.views import own_passkeys, signing
from balarea.people.views.reauthentication import CONTACT, PASSKEY, unconfirmed
from balarea.ui.http_methods import require_http_methods, require_POST, require_safe
from balarea.vault import presenters as vault_presenters

if TYPE_CHECKING:
    from balarea.people.models import AccountLink, Contact

ADD = "ADD_CONTACT"


def _account(request: HttpRequest) -> Account:
    """The account of the session.

    Raises:
        NotPermitted: there is none, only a proved contact.
    """
    auth.require_citizen_session(request)
    if not isinstance(request.user, Account) or request.user.person_id is None:
        raise NotPermitted
    return request.user


def _next_page(request: HttpRequest) -> HttpResponse:
    """The page that asked for another contact, else the account page."""
    return redirect(request.session.pop(auth.BACK, "people:account"))


def _require_recent(request: HttpRequest) -> HttpResponse | None:
    """A redirect to sign in again, unless the sign-in is recent; see `auth.FRESH`."""
    if auth.is_recent(request, clock.of(request)):
        return None
    return redirect(f"{reverse('people:sign_in')}?lanjut=/akun/")


@auth.citizen_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The account page."""
    session = auth.require_citizen_session(request)
    account = request.user if isinstance(request.user, Account) else None
    contacts = list(queries.contacts_in(session.owners))
    context = {
        "citizen": session,
        "account": account,
        "contacts": contacts,
        "can_part": len(contacts) > 1,
        "passkeys": queries.passkeys(account),
        "accesses": presenters.accesses(
            queries.accesses(session.owners, *vault_presenters.page_params(request.GET))
        ),
        "languages": settings.LANGUAGES,
        "is_confirmed": reauthentication.is_confirmed(
            request, PASSKEY, clock.of(request)
        ),
        "done": request.session.pop("done", ""),
        "registration": _registration(account),
        "link": _link(account),
        "has_desk_data": account is None and queries.was_identified(session.contact),
    }
    return render(request, "people/account.html", context)


def _link(account: Account | None) -> "AccountLink | None":
    """With whom a desk joined the account, if it did."""
    if account is None or account.person_id is None:
        return None
    return account_links.of_person(account.person_id)


def _registration(account: Account | None) -> dict[str, object] | None:
    """With which village the citizen is registered, and since when."""
    if account is None or account.person_id is None:
        return None
    row = village_queries.registered(account.person_id)
    if row is None:
        return None
    return {"village": presenters.agency_name(row.village), "at": row.at}


@duplicate_submissions.once
@auth.citizen_required
@require_POST
def open_account(request: HttpRequest) -> HttpResponse:
    """Open an account for the proved contact and sign in to it."""
    session, at = auth.require_citizen_session(request), clock.of(request)
    operations.open_account(
        contact=queries.contact(session.contact), by=session.actor, at=at
    )
    auth.sign_in_citizen(request, session.contact, at)
    request.session["done"] = "ACCOUNT"
    return redirect("people:account")


@duplicate_submissions.idempotent("it stores the same choice")
@auth.citizen_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Choose the language of pages and messages."""
    chosen = request.POST.get("language", "")
    if chosen not in dict(settings.LANGUAGES):
        return redirect("people:account")
    if isinstance(request.user, Account):
        by = auth.require_citizen_session(request).actor
        operations.choose_language(
            account=request.user, language=chosen, by=by, at=clock.of(request)
        )
    return redirect(f"{reverse('people:account')}?bahasa={chosen}")


@duplicate_submissions.once
@auth.citizen_required
@sensitive_post_parameters("contact")
@require_http_methods(["GET", "HEAD", "POST"])
def add_contact(request: HttpRequest) -> HttpResponse:
    """Send a code to another phone number or e-mail address."""
    _account(request)
    if response := unconfirmed(request, CONTACT):
        return response
    problems = []
    if request.method == "POST":
        problem = signing.send_to_typed(request, ADD, "/akun/")
        if not problem:
            return redirect("people:contact_code")
        problems = [("contact", problem)]
    context = {"typed": request.POST.get("contact", ""), "problems": problems}
    return render(
        request, "people/add_contact.html", context, status=422 if problems else 200
    )


@duplicate_submissions.once
@auth.citizen_required
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def contact_code(request: HttpRequest) -> HttpResponse:
    """Check the code that was sent to the new contact, and link it."""
    person = _account(request).person_id
    pending = signing.pending(request, ADD)
    if pending is None or person is None:
        return redirect("people:add_contact")

    def link(contact: "Contact") -> HttpResponse:
        operations.link_contact(
            contact=contact,
            person=person,
            by=auth.require_citizen_session(request).actor,
            at=clock.of(request),
        )
        del request.session[signing.PENDING]
        reauthentication.spend(request)
        request.session["done"] = "CONTACT"
        return _next_page(request)

    return signing.code_page(
        request,
        pending,
        link,
        again=reverse("people:contact_again"),
        other=reverse("people:add_contact"),
    )


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
def unlink_contact(request: HttpRequest, contact: UUID) -> HttpResponse:
    """Take a contact off the account, except the one of this session."""
    account, session = _account(request), auth.require_citizen_session(request)
    if response := _require_recent(request):
        return response
    if contact == session.contact or account.person_id is None:
        raise errors.LastContact
    operations.unlink_contact(
        contact=contact,
        person=account.person_id,
        by=session.actor,
        at=clock.of(request),
    )
    request.session["done"] = "PARTED"
    return redirect("people:account")


@duplicate_submissions.idempotent("what is separated stays so")
@auth.citizen_required
@require_POST
def separate(request: HttpRequest) -> HttpResponse:
    """End what a desk joined: the account shows only its own cases again."""
    account, session = _account(request), auth.require_citizen_session(request)
    if account.person_id is not None:
        desk_contacts.unlink_own(
            account_person=account.person_id, by=session.actor, at=clock.of(request)
        )
    request.session["done"] = "SEPARATED"
    return redirect("people:account")


@auth.citizen_required
@require_safe
def passkey_options(request: HttpRequest) -> HttpResponse:
    """What the browser needs to create a passkey."""
    return own_passkeys.options(request, _account(request))


@duplicate_submissions.once
@auth.citizen_required
@require_POST
def add_passkey(request: HttpRequest) -> HttpResponse:
    """Add a passkey that the browser has created."""
    by = auth.require_citizen_session(request).actor
    return own_passkeys.add(
        request, _account(request), by=by, account_page="people:account"
    )


@duplicate_submissions.once
@auth.citizen_required
@require_POST
def remove_passkey(request: HttpRequest, passkey: int) -> HttpResponse:
    """Delete one of the account's passkeys."""
    by = auth.require_citizen_session(request).actor
    return own_passkeys.remove(
        request, _account(request), passkey, by=by, account_page="people:account"
    )


@duplicate_submissions.once
@auth.citizen_required
@require_POST
def sign_out_all(request: HttpRequest) -> HttpResponse:
    """End every session of this account, including this one."""
    account = _account(request)
    operations.sign_out_all(
        account=account,
        by=auth.require_citizen_session(request).actor,
        at=clock.of(request),
    )
    auth.sign_out(request)
    return redirect("people:sign_in")
