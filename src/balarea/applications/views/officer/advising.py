"""What other agencies ask: an adviser's worklist, one advice, and its files."""

import datetime as dt
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from balarea.applications import errors, queries
from balarea.applications.general_reasons import Use
from balarea.applications.operations import advising
from balarea.applications.presenters import advice as presenters
from balarea.applications.presenters import general_reasons, officer, questions
from balarea.applications.rules import MIN_LETTERS, AdviceOutcome
from balarea.applications.views import file_responses
from balarea.applications.views.officer import assigning
from balarea.applications.views.officer.worklist import cursor
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.documents import display
from balarea.documents import queries as document_queries
from balarea.foundation import calendar, clock, references
from balarea.foundation.errors import NotFound, NotPermitted, Refusal
from balarea.people import auth, duplicate_submissions, resubmission
from balarea.people import queries as people
from balarea.people.presenters import agency_name
from balarea.people.rules import Action
from balarea.ui.http_methods import require_http_methods, require_safe


@require_safe
@never_cache
@auth.officer_required
def advices(request: HttpRequest) -> HttpResponse:
    """What an officer may advise on, the most urgent first."""
    scope = auth.require_officer_session(request).scope
    if Action.ADVISE not in scope.actions:
        raise NotPermitted
    after = cursor(request.GET.get("sesudah", ""))
    items = queries.awaited_advices(scope, after=after, limit=queries.PAGE + 1)
    shown = items[: queries.PAGE]
    language, today = get_language() or "", clock.today(clock.of(request))
    overrides = calendar.overrides()
    context = {
        "agency_name": scope.officer.agency.short_name,
        "officer_name": scope.officer.name,
        "rows": [
            presenters.advice_row(
                item, catalogue.definition(item.definition), language, today, overrides
            )
            for item in shown
        ],
        "opens_next": assigning.opens_next(request),
        "is_first": after == queries.FIRST,
        "next": shown[-1].cursor if len(items) > queries.PAGE else None,
    }
    return render(request, "applications/officer/advices.html", context)


@duplicate_submissions.once
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@auth.officer_required
@auth.shows_input_again
def advice(request: HttpRequest, advice: UUID) -> HttpResponse:
    """The parts of a file that an adviser sees, with their questions."""
    if request.method != "POST":
        late = resubmission.take(request, request.path)
        typed = QueryDict(mutable=True)
        for name, values in (late or {}).items():
            typed.setlist(name, list(values))
        return _show(request, advice, typed, errors.SessionWasOver() if late else None)
    session, at, form = (
        auth.require_officer_session(request),
        clock.of(request),
        request.POST,
    )
    try:
        advising.advise(
            advice=advice,
            outcome=_outcome(form),
            answers=dict(form.lists()),
            text=form.get("text", ""),
            ready_reason=form.get("ready", ""),
            unmet=form.getlist("unmet"),
            scope=session.scope,
            by=session.actor,
            at=at,
        )
    except NotFound:
        raise
    except Refusal as refusal:
        if isinstance(refusal, errors.ForeignRequirement):
            advising.log_attempt(
                advice=advice,
                code=refusal.code,
                scope=session.scope,
                by=session.actor,
                at=at,
            )
        return _show(request, advice, form, refusal)
    messages.success(request, _("Your advice is on record."))
    if assigning.opens_next(request):
        if left := queries.awaited_advices(session.scope, limit=1):
            return redirect("applications:advice", left[0].id)
        assigning.say_none_is_left(request)
    return redirect("applications:advices")


def _outcome(form: QueryDict) -> AdviceOutcome:
    """The chosen outcome.

    Raises:
        errors.OutcomeMissing: none that a person gives was chosen.
    """
    chosen = form.get("outcome", "")
    if chosen not in {"AGREES", "CONDITIONS", "AGAINST"}:
        raise errors.OutcomeMissing
    return AdviceOutcome(chosen)


def _show(
    request: HttpRequest, advice: UUID, typed: QueryDict, refusal: Refusal | None
) -> HttpResponse:
    session, at = auth.require_officer_session(request), clock.of(request)
    opened = advising.open_advice(
        advice=advice, scope=session.scope, by=session.actor, at=at
    )
    language, today = get_language() or "id", clock.today(at)
    row, asking, definition = opened.row, opened.asking, opened.definition
    faults = _faults(refusal, asking, language, today)
    kind, words = presenters.OUTCOMES[row.outcome]
    law = {one.id: one.text for one in definition.standard.legal_basis}
    context = {
        "row": row,
        "reference": references.pretty(row.application.reference),
        "title": asking.title.of(language),
        "service": definition.title.of(language),
        "asking_agency": agency_name(people.agencies().get(row.application.agency)),
        "kind": kind,
        "words": words,
        "due": officer.due(row.due_on, today, calendar.overrides()),
        "is_pending": row.ended_at is None,
        "means_agreed": asking.silence.means == "AGREED",
        "law": law[asking.silence.legal_basis],
        "on_document": asking.on_document,
        "given": presenters.answered(asking, opened.given, language),
        "text": opened.text,
        "typed": typed,
        "unmet": typed.getlist("unmet"),
        "refusal": refusal,
        "faults": faults,
        "fault_list": list(faults.items()),
        "ready": general_reasons.options(Use.ADVISE),
        "min_letters": MIN_LETTERS,
        "agency_name": session.scope.officer.agency.short_name,
        "officer_name": session.scope.officer.name,
        **(_file(opened, today) if row.ended_at is None else {}),
        "questions": questions.questions(
            [engine.question_field(one) for one in asking.questions],
            dict(typed.lists()),
            faults,
            language,
            {},
            {},
        ),
    }
    code = refusal.status if refusal else 200
    return render(request, "applications/officer/advice.html", context, status=code)


def _file(opened: advising.OpenedAdvice, today: dt.date) -> dict[str, object]:
    """The parts of the file that the definition names: answers and files."""
    application, definition = opened.row.application, opened.definition
    as_of = application.filed_on
    pages = engine.seen_pages(definition, opened.asking, opened.answers, as_of=as_of)
    requirements = queries.seen_requirements(application, opened.asking, opened.answers)
    evidence = queries.counting_evidence(application, requirements)
    files = presenters.advice_files(opened.row.id, application.id, evidence, today)
    return {
        "sections": officer.sections_of(pages, opened.answers),
        "checks": officer.checks(definition, requirements, files, officer.Mark({}, {})),
    }


def _faults(
    refusal: Refusal | None, asking: engine.Advice, language: str, today: dt.date
) -> dict[str, str]:
    """Field → what is wrong with it."""
    match refusal:
        case errors.AdviceUnanswered():
            problems = refusal.params["problems"]
            return presenters.question_faults(asking, problems, language, today)
        case errors.OutcomeMissing():
            return {"outcome": _("Choose one of the answers.")}
        case errors.NoGroundAgainst() | errors.ForeignRequirement():
            return {"unmet": f"{refusal.why} {refusal.then}"}
        case errors.ReasonsMissing() | errors.TextTooLong():
            return {"text": f"{refusal.why} {refusal.then}"}
    return {}


@require_safe
@never_cache
@auth.officer_required
def file(request: HttpRequest, advice: UUID, evidence: UUID) -> HttpResponse:
    """Show a file that an adviser needs, after the access is logged."""
    session, at = auth.require_officer_session(request), clock.of(request)
    row = queries.advice_in_reach(advice, session.scope)
    if row is None or row.ended_at is not None:
        raise NotFound
    application = row.application
    definition = catalogue.definition(application.definition)
    sees = engine.advice_of(definition, row.advice).sees.requirements
    named = [one for one in definition.requirements if one.id in sees]
    files = queries.counting_evidence(application, named)
    if evidence not in {item.id for item in files}:
        raise NotFound
    content, content_type, _made = display.open_for_display(
        evidence=document_queries.evidence(evidence, case=application.id),
        by=session.actor,
        purpose="ADVISE",
        at=at,
        agency=application.agency,
        service=application.service,
    )
    return file_responses.inline(content, content_type)
