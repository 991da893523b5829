"""What all of a manager's pages share."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from balarea.foundation import clock
from balarea.foundation.errors import NotFound, NotPermitted, Refusal
from balarea.people import auth, manager_pages
from balarea.people.operations import proposals
from balarea.people.operations.proposals import Payload
from balarea.people.queries import managers


def context_of(request: HttpRequest, here: str = "") -> dict[str, Any]:
    """Names for the head of the page, and the tabs.

    Raises:
        NotPermitted: the officer manages nothing.
    """
    scope = auth.require_officer_session(request).scope
    managers.require_manager(scope)
    return {
        "agency_name": scope.officer.agency.short_name,
        "officer_name": scope.officer.name,
        "tabs": manager_pages.tabs(here, len(managers.waiting_proposals(scope))),
    }


def acting(request: HttpRequest) -> dict[str, Any]:
    """Who acts, with which rights, and when: the arguments of an operation."""
    session = auth.require_officer_session(request)
    return {"scope": session.scope, "by": session.actor, "at": clock.of(request)}


def faults_of(form: Form | None) -> list[tuple[str, str]]:
    """(field, its label and the sentence) of each fault, for `<c-errors>`."""
    if form is None or not form.is_bound:
        return []
    return [
        (name, f"{form[name].label}: {one}")
        for name, many in form.errors.items()
        for one in many
    ]


def form_page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    form: Form,
    refusal: Refusal | None = None,
) -> HttpResponse:
    """The page with a form, and what is wrong with it."""
    is_faulty = form.is_bound and bool(form.errors)
    status = refusal.status if refusal else 422 if is_faulty else 200
    shown = {"form": form, "faults": faults_of(form), "refusal": refusal, **context}
    return render(request, template, shown, status=status)


def propose(
    request: HttpRequest,
    kind: str,
    payload: Callable[[], Payload],
    why: str,
    page: Callable[[Refusal | None], HttpResponse],
) -> HttpResponse:
    """Propose what a valid form says, and show the proposal; else `page` again."""
    try:
        row = proposals.propose(
            kind=kind, payload=payload(), why=why, **acting(request)
        )
    except (NotFound, NotPermitted):
        raise
    except Refusal as refusal:
        return page(refusal)
    messages.success(
        request, _("It is proposed. Nothing changes until another manager confirms it.")
    )
    return redirect("people:manager_proposal", row.id)


def confirm(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    act: Callable[[], HttpResponse],
) -> HttpResponse:
    """The page that asks first; after it was sent, what `act` answers."""
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            return act()
        except (NotFound, NotPermitted):
            raise
        except Refusal as refused:
            refusal = refused
    status = refusal.status if refusal else 200
    shown = context | {"refusal": refusal}
    return render(request, template, shown, status=status)
