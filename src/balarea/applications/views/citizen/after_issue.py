"""What an owner can do with an issued document: renew, replace, have it corrected."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from balarea.applications import errors
from balarea.applications.operations import (
    correcting,
    renewing,
    replacing,
    sealed_contents,
)
from balarea.applications.presenters import after_issue as presenters
from balarea.applications.queries import after_issue, corrections
from balarea.applications.rules import MAX_TEXT, MIN_LETTERS
from balarea.applications.views.citizen import case_pages
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.documents.rules import LinkKind
from balarea.foundation import clock, references
from balarea.foundation.errors import NotFound, Refusal
from balarea.people import auth, duplicate_submissions
from balarea.ui.http_methods import require_http_methods, require_POST

if TYPE_CHECKING:
    from balarea.applications import models


def part(
    request: HttpRequest,
    application: "models.Application",
    definition: engine.Definition,
) -> dict[str, Any]:
    """What the page of an issued case says of it, with the texts for the owner."""
    links = after_issue.links_of(application.id)
    if application.state != "ISSUED":
        return {"chain": presenters.chain(links)}
    session, at = auth.require_citizen_session(request), clock.of(request)
    today = clock.today(at)
    document = after_issue.current_document(application, today)
    rows = corrections.corrections_of(application)
    texts = correcting.open_texts(
        application=application, rows=rows, purpose="OWN_DATA", by=session.actor, at=at
    )
    is_pending = any(corrections.outcome_of(row) is None for row in rows)
    renewal = after_issue.renewal_of(definition, document, today)
    return {
        "chain": presenters.chain(links),
        "corrections": presenters.correction_requests(
            rows, definition, texts, case_pages.language()
        ),
        "choices": presenters.choices(
            application.id,
            may_replace=after_issue.replaceable(application, today) is not None,
            may_correct=document is not None and not is_pending,
            renewal=renewal,
            begun_renewal=after_issue.begun_successor(
                application, LinkKind.RENEWED, session.owners
            )
            if renewal
            else None,
            may_transfer=bool(application.owners & session.owners)
            and after_issue.transferable(application, definition, today) is not None,
        ),
        "renewal_key": case_pages.fresh_key(),
    }


@duplicate_submissions.once
@case_pages.citizen_page
@require_http_methods(["GET", "HEAD", "POST"])
def replace(request: HttpRequest, case: UUID) -> HttpResponse:
    """Ask for a lost document again, after a question."""
    application = case_pages.application_of(request, case)
    if request.method != "POST":
        return _replace_page(request, application)
    session = auth.require_citizen_session(request)
    try:
        replacing.replace_lost(
            case=case,
            owners=session.owners,
            is_confirmed=request.POST.get("lost") == "YES",
            seen_number=request.POST.get("seen", ""),
            by=session.actor,
            at=clock.of(request),
        )
    except NotFound:
        raise
    except Refusal as refusal:
        return _replace_page(request, application, refusal)
    return redirect("applications:case", case)


def _replace_page(
    request: HttpRequest,
    application: "models.Application",
    refusal: Refusal | None = None,
) -> HttpResponse:
    today = clock.today(clock.of(request))
    document = after_issue.replaceable(application, today)
    if document is None and refusal is None:
        raise errors.CannotReplace
    is_unticked = isinstance(refusal, errors.NotConfirmed)
    context = {
        **_heading(application),
        "document": document,
        "refusal": refusal,
        "fault": refusal.why if refusal and is_unticked else "",
    }
    status = refusal.status if refusal else 200
    return render(request, "applications/citizen/replace.html", context, status=status)


def _heading(application: "models.Application") -> dict[str, Any]:
    definition = catalogue.definition(application.definition)
    return {
        "application": application,
        "title": definition.title.of(case_pages.language()),
        "reference": references.pretty(application.reference),
    }


@duplicate_submissions.idempotent("it leads to the renewal that was begun first")
@case_pages.citizen_page
@require_POST
def renew_document(request: HttpRequest, case: UUID) -> HttpResponse:
    """Begin the renewal of a document with the earlier answers."""
    session = auth.require_citizen_session(request)
    begun = renewing.begin_renewal(
        case=case,
        owners=session.owners,
        key=request.POST.get("idempotency_key") or case_pages.fresh_key(),
        by=session.actor,
        at=clock.of(request),
    )
    return redirect("applications:case", begun)


@duplicate_submissions.once
@case_pages.citizen_page
@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: HttpRequest, case: UUID) -> HttpResponse:
    """Say what is wrong in a document."""
    application = case_pages.application_of(request, case)
    if request.method != "POST":
        if corrections.pending(application) is not None:
            return redirect("applications:case", case)
        return _correction_page(request, application)
    session = auth.require_citizen_session(request)
    try:
        correcting.ask_correction(
            case=case,
            owners=session.owners,
            field=request.POST.get("field", ""),
            text=request.POST.get("text", ""),
            by=session.actor,
            at=clock.of(request),
        )
    except errors.CorrectionWaits:  # sent twice, or by two windows
        return redirect("applications:case", case)
    except NotFound:
        raise
    except Refusal as refusal:
        return _correction_page(request, application, refusal)
    return redirect("applications:case", case)


def _correction_page(
    request: HttpRequest,
    application: "models.Application",
    refusal: Refusal | None = None,
) -> HttpResponse:
    today = clock.today(clock.of(request))
    document = corrections.correctable_document(application, today)
    if document is None and refusal is None:
        raise errors.CannotCorrect
    definition = catalogue.definition(application.definition)
    answers = sealed_contents.open_own_answers(
        application=application,
        by=auth.require_citizen_session(request).actor,
        at=clock.of(request),
    )
    fields = corrections.correctable_fields(definition, answers, application.filed_on)
    is_text = isinstance(refusal, errors.ReasonsMissing | errors.TextTooLong)
    context = {
        **_heading(application),
        "document": document,
        "lines": presenters.lines(definition, fields, case_pages.language()),
        "typed": request.POST,
        "min_letters": MIN_LETTERS,
        "max_text": MAX_TEXT,
        "refusal": refusal,
        "fault": refusal.why if refusal and is_text else "",
    }
    status = refusal.status if refusal else 200
    return render(
        request, "applications/citizen/correction.html", context, status=status
    )
