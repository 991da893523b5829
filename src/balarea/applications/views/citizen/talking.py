"""Questions between a citizen and the office, on the case's page and their own."""

import datetime as dt
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from balarea.applications import talk_rules
from balarea.applications.operations import noticing, talking
from balarea.applications.presenters import talk as presenters
from balarea.applications.rules import MAX_TEXT
from balarea.applications.views.citizen import case_pages
from balarea.catalogue import queries as catalogue
from balarea.foundation import clock, references
from balarea.foundation.errors import NotFound, Refusal
from balarea.foundation.operation import Actor
from balarea.people import auth, duplicate_submissions
from balarea.ui.http_methods import require_http_methods

if TYPE_CHECKING:
    from balarea.applications import models

PAGE = "applications/citizen/talk_page.html"


def part(request: HttpRequest, application: "models.Application") -> dict[str, Any]:
    """The context of the panel: what was asked and answered, and what may be asked."""
    by, case = auth.require_citizen_session(request).actor, application.id
    address = reverse("applications:talk", args=[case])
    return opened_part(application, address, by, clock.of(request))


def opened_part(
    application: "models.Application", address: str, by: Actor, at: dt.datetime
) -> dict[str, Any]:
    """The same for an owner whose forms go to this address."""
    opened = talking.open_talk(
        application=application, purpose="OWN_DATA", by=by, at=at
    )
    return {
        "talk": presenters.thread(opened.questions, opened.texts),
        "talk_address": address,
        "may_ask": talk_rules.may_ask(application.closed_at, at),
        "max_text": MAX_TEXT,
    }


def notice_part(
    request: HttpRequest, application: "models.Application"
) -> dict[str, Any]:
    """Record that the decision on this page is opened; since when it was known."""
    if not is_opening(request):
        return {}
    row = noticing.note_opened(
        application=application,
        by=auth.require_citizen_session(request).actor,
        at=clock.of(request),
    )
    return {"notice": presenters.notice(row)}


def is_opening(request: HttpRequest) -> bool:
    """Whether somebody looks: not HEAD, nor a browser that fetches links in advance."""
    purposes = (
        request.headers.get(name, "").lower()
        for name in ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
    )
    return request.method == "GET" and not any(
        word in purpose for purpose in purposes for word in ("prefetch", "preview")
    )


@duplicate_submissions.once
@case_pages.citizen_page
@require_http_methods(["GET", "HEAD", "POST"])
def talk(request: HttpRequest, case: UUID) -> HttpResponse:
    """Ask the office one thing, answer what it asks, or take a question back."""
    application = case_pages.application_of(request, case)
    session, at = auth.require_citizen_session(request), clock.of(request)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            take(request, case, session.owners, session.actor, at)
        except NotFound:
            raise
        except Refusal as refused:
            refusal = refused
        else:
            return redirect(f"{reverse('applications:case', args=[case])}#tanya")
    context = page_part(request, application, refusal) | {
        "back": reverse("applications:case", args=[case]),
        **part(request, application),
    }
    status = refusal.status if refusal else 200
    return render(request, PAGE, context, status=status)


def page_part(
    request: HttpRequest, application: "models.Application", refusal: Refusal | None
) -> dict[str, Any]:
    """The heading of the page of questions, and a refused form with its input."""
    definition = catalogue.definition(application.definition)
    step = request.POST.get("step", "") if refusal is not None else ""
    return {
        "title": definition.title.of(case_pages.language()),
        "reference": references.pretty(application.reference),
        "refusal": refusal,
        "faults": {step: refusal.why} if refusal is not None else {},
        "typed": {step: request.POST.get(f"{step}_text", "")},
        "is_asking": step == "ask",
    }


def take(
    request: HttpRequest,
    case: UUID,
    owners: frozenset[UUID],
    by: Actor,
    at: dt.datetime,
) -> None:
    """The step that a form of the panel asks for, by the owner of the case."""
    step = request.POST.get("step", "")
    text = request.POST.get(f"{step}_text", "")
    match step:
        case "ask":
            talking.ask_as_citizen(case=case, text=text, owners=owners, by=by, at=at)
        case "answer":
            talking.answer_as_citizen(
                case=case,
                question=question_id(request),
                text=text,
                owners=owners,
                by=by,
                at=at,
            )
        case "close":
            talking.close_as_citizen(
                case=case, question=question_id(request), owners=owners, by=by, at=at
            )
        case _:
            raise NotFound


def question_id(request: HttpRequest) -> UUID:
    """The question that a form is about."""
    try:
        return UUID(request.POST.get("question", ""))
    except ValueError:
        raise NotFound from None
