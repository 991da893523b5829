"""Where the news of an application goes: the proved contact, or another one."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from balarea.applications import errors
from balarea.applications.operations import message_address
from balarea.applications.presenters.tasks import address
from balarea.applications.views.citizen import case_pages
from balarea.catalogue import definition as engine
from balarea.foundation import clock
from balarea.people import auth, duplicate_submissions
from balarea.people import operations as people_operations
from balarea.people import queries as people
from balarea.people.queries import Account
from balarea.ui.http_methods import require_http_methods

if TYPE_CHECKING:
    from balarea.applications import models


@duplicate_submissions.once
@case_pages.citizen_page
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, case: UUID) -> HttpResponse:
    """Choose one of the citizen's contacts, or go to prove another one."""
    draft = case_pages.draft_of(request, case)
    if draft.is_amendment:
        raise errors.FiledAlready
    if request.method == "POST" and "other" in request.POST:
        return _prove_another(request, case)
    session = auth.require_citizen_session(request)
    if draft.mandate_id in session.owners:
        raise errors.NewsOfPrincipal
    contacts = list(people.contacts_in(session.owners))
    contact_id = request.POST.get("contact", "")
    chosen = next((one for one in contacts if str(one.id) == contact_id), None)
    if request.method == "POST" and chosen is not None:
        message_address.choose_contact(
            case=case,
            owners=session.owners,
            contact=chosen.id,
            by=session.actor,
            at=clock.of(request),
        )
        return redirect(address("case", case))
    fault = _("Choose where the news goes.") if request.method == "POST" else ""
    context = {
        "case": case,
        "options": [(str(one.id), one.masked) for one in contacts],
        "now": str(draft.contact_id or ""),
        "has_account": isinstance(request.user, Account),
        "errors": [("contact", fault)] if fault else [],
    }
    status = 422 if fault else 200
    return render(request, "applications/citizen/news.html", context, status=status)


def _prove_another(request: HttpRequest, case: UUID) -> HttpResponse:
    """Redirect to prove another contact; opens an account first if there is none."""
    session, at = auth.require_citizen_session(request), clock.of(request)
    if not isinstance(request.user, Account):
        people_operations.open_account(
            contact=people.contact(session.contact), by=session.actor, at=at
        )
        auth.sign_in_citizen(request, session.contact, at)
    request.session[auth.BACK] = address("news", case)
    return redirect("people:add_contact")


def proved(
    request: HttpRequest, draft: "models.Draft", page: engine.Page
) -> dict[str, list[str]]:
    """Field id → the proved contact, for the first question that asks for its kind."""
    owners = auth.require_citizen_session(request).owners
    if draft.contact_id is None or draft.mandate_id in owners:
        return {}  # a representative learns no contact of the principal
    contact = people.contact(draft.contact_id)
    fields = [field for field in page.fields if field.type == contact.kind]
    if not fields:
        return {}
    text = people_operations.own_address(
        contact=contact,
        by=auth.require_citizen_session(request).actor,
        at=clock.of(request),
    )
    return {fields[0].id: engine.raw(fields[0], text)}


def masked(draft: "models.Draft") -> str:
    """The masked contact that gets the messages; empty where there is none."""
    return people.contact(draft.contact_id).masked if draft.contact_id else ""
