"""What a citizen says of an answer: that it is so, or why it isn't."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from balarea.applications import errors, queries
from balarea.applications.operations import answering
from balarea.applications.presenters import answers
from balarea.applications.rules import MIN_LETTERS
from balarea.applications.views.citizen import application_page, case_pages
from balarea.catalogue import queries as catalogue
from balarea.foundation import clock, references
from balarea.foundation.errors import Refusal
from balarea.people import auth, duplicate_submissions
from balarea.ui.http_methods import require_http_methods


@duplicate_submissions.once
@case_pages.citizen_page
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, case: UUID) -> HttpResponse:
    """The answer, with a form for yes and one for no."""
    if request.method != "POST":
        return _show(request, case)
    case_pages.application_of(request, case)  # of somebody else's nothing is said
    session, seen = auth.require_citizen_session(request), request.POST.get("revision")
    try:
        answering.reply(
            case=case,
            owners=session.owners,
            agrees=_agrees(request),
            text=request.POST.get("objection", ""),
            seen_revision=int(seen) if seen and seen.isdecimal() else None,
            by=session.actor,
            at=clock.of(request),
        )
    except (errors.ChangedMeanwhile, errors.ReasonsMissing, errors.TextTooLong) as no:
        return _show(request, case, no)
    return redirect("applications:case", case)


def _agrees(request: HttpRequest) -> bool:
    """The chosen answer.

    Raises:
        errors.OutcomeMissing: nothing was chosen.
    """
    if (chosen := request.POST.get("agrees", "")) not in {"YES", "NO"}:
        raise errors.OutcomeMissing
    return chosen == "YES"


def _show(
    request: HttpRequest, case: UUID, refusal: Refusal | None = None
) -> HttpResponse:
    application = case_pages.application_of(request, case)
    definition = catalogue.definition(application.definition)
    records, language = queries.records_of(application, None), case_pages.language()
    is_at_field = isinstance(refusal, errors.ReasonsMissing | errors.TextTooLong)
    context = {
        "application": application,
        "title": definition.title.of(language),
        "reference": references.pretty(application.reference),
        "answer": answers.answer(application, definition, records.decision, language),
        "texts": application_page.texts_of(request, application, records),
        "has_objected": queries.last_objection(application) is not None,
        "min_letters": MIN_LETTERS,
        "refusal": refusal,
        "fault": refusal.why if refusal and is_at_field else "",
        "typed": request.POST.get("objection", ""),
    }
    status = refusal.status if refusal else 200
    return render(request, "applications/citizen/reply.html", context, status=status)
