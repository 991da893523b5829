"""The office of a village: its residents' cases in one list, and filing for them."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from balarea.applications import forms
from balarea.applications import queries as case_queries
from balarea.applications.operations import villages as operations
from balarea.applications.presenters import application_page, front_desk, progress
from balarea.applications.presenters import village_cases as presenter
from balarea.applications.queries import villages as queries
from balarea.applications.views import file_responses
from balarea.applications.views.citizen import case_pages
from balarea.catalogue import queries as catalogue
from balarea.documents import operations as documents
from balarea.documents import queries as document_queries
from balarea.foundation import clock, references
from balarea.foundation.errors import NotFound, NotPermitted, Refusal
from balarea.people import auth, duplicate_submissions
from balarea.people import errors as people_errors
from balarea.people import queries as people
from balarea.people.operations import persons, villages
from balarea.people.presenters import agency_name
from balarea.people.queries import villages as village_queries
from balarea.people.rules import Action, Identity
from balarea.ui.http_methods import require_http_methods, require_POST, require_safe

if TYPE_CHECKING:
    from balarea.applications import models
    from balarea.people.models import Agency


def _session(request: HttpRequest) -> auth.OfficerSession:
    """The session of an officer who files for a village."""
    session = auth.require_officer_session(request)
    session.scope.require(Action.ASSIST)
    return session


def _villages(request: HttpRequest) -> "list[Agency]":
    """The villages of this officer; refused without one, as in another agency."""
    rows = village_queries.villages_of(_session(request).scope)
    if not rows:
        raise NotPermitted
    return rows


def _officer(request: HttpRequest) -> dict[str, Any]:
    officer = _session(request).scope.officer
    return {"agency_name": officer.agency.short_name, "officer_name": officer.name}


@never_cache
@auth.officer_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All that this village began and filed, with what is missing."""
    scope, text = _session(request).scope, request.GET.get("q", "").strip()[:80]
    own, language = village_queries.villages_of(scope), case_pages.language()
    lists = {
        "drafts": presenter.drafts(queries.drafts(scope)[: queries.MAX_ROWS], language),
        "open": presenter.applications(
            queries.applications(scope, is_closed=False)[: queries.MAX_ROWS], language
        ),
        "closed": presenter.applications(
            queries.applications(scope, is_closed=True)[: queries.MAX_ROWS], language
        ),
    }
    if text:
        lists = {name: presenter.matching(rows, text) for name, rows in lists.items()}
    context = {
        "lists": lists,
        "is_empty": not any(lists.values()),
        "query": text,
        "villages": [agency_name(one) for one in own],
        **_officer(request),
    }
    return render(request, "applications/officer/villages.html", context)


@duplicate_submissions.idempotent("who is registered already is found")
@never_cache
@auth.officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Find or register a resident by what their identity card says."""
    own, at = _villages(request), clock.of(request)
    form = forms.PersonForm(request.POST or None, clock.today(at))
    if request.method != "POST":
        return _show(request, form, own)
    if not form.is_valid() or not form.is_identity():
        return _show(request, form, own, status=422)
    session, typed = _session(request), form.cleaned_data
    chosen = {str(one.id): one.id for one in own}.get(
        request.POST.get("village", ""), own[0].id
    )
    try:
        person = villages.register(
            village=chosen,
            identity=Identity(typed["name"], typed["born_on"], typed["nik"]),
            is_day_confirmed=request.POST.get("day") == "YES",
            scope=session.scope,
            by=session.actor,
            at=at,
        )
    except Refusal as refusal:
        return _show(request, form, own, refusal, refusal.status)
    return redirect("applications:village_person", chosen, person.id)


def _show(
    request: HttpRequest,
    form: forms.PersonForm,
    own: "list[Agency]",
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "form_errors": [(name, texts[0]) for name, texts in form.errors.items()],
        "refusal": refusal,
        "is_other_day": isinstance(refusal, people_errors.NikOfAnotherDay),
        "options": [(str(one.id), agency_name(one)) for one in own],
        "village": request.POST.get("village", str(own[0].id)),
        **_officer(request),
    }
    page = "applications/officer/village_register.html"
    return render(request, page, context, status=status)


@never_cache
@auth.officer_required
@require_safe
def person(request: HttpRequest, village: UUID, person: UUID) -> HttpResponse:
    """A resident: what the village filed for them, and the search for a service."""
    session, at, language = _session(request), clock.of(request), case_pages.language()
    resident = village_queries.resident(person, village, session.scope)
    identity = persons.open_profile(person=resident, by=session.actor, at=at)
    text = request.GET.get("q", "").strip()[:80]
    codes = queries.searched(text)[: front_desk.MAX_SERVICES] if text else []
    begun, filed = queries.of_person(person, village)
    context = {
        "resident": presenter.Resident(
            person,
            village,
            identity.name if identity else "",
            identity.born_on if identity else None,
        ),
        "query": text,
        "services": front_desk.services(codes, language),
        "drafts": presenter.drafts(begun, language),
        "cases": presenter.applications(filed, language),
        "key": case_pages.fresh_key(),
        **_officer(request),
    }
    return render(request, "applications/officer/village_person.html", context)


@duplicate_submissions.idempotent("the key of its form begins one draft")
@never_cache
@auth.officer_required
@require_POST
def begin(request: HttpRequest, village: UUID, person: UUID) -> HttpResponse:
    """Begin a draft of the chosen service for this resident."""
    session = _session(request)
    case = operations.begin(
        person=person,
        village=village,
        service=request.POST.get("service", ""),
        language=case_pages.language(),
        key=request.POST.get("idempotency_key") or case_pages.fresh_key(),
        scope=session.scope,
        by=session.actor,
        at=clock.of(request),
    )
    return redirect("applications:desk_form", case)


def _application(request: HttpRequest, case: UUID) -> "models.Application":
    application = queries.application(case, _session(request).scope)
    if application is None:
        raise NotFound
    return application


@never_cache
@auth.officer_required
@require_safe
def case(request: HttpRequest, case: UUID) -> HttpResponse:
    """Where a resident's case stands, what is missing, and what to print."""
    application, language = _application(request, case), case_pages.language()
    definition = catalogue.definition(application.definition)
    document = document_queries.document_of(case)
    card = application_page.document_card(document, language)
    is_revoked = card is not None and card.is_revoked
    word, kind = progress.word(application.state, is_revoked=is_revoked)
    agency = agency_name(people.agencies().get(application.agency))
    context = {
        "application": application,
        "title": definition.title.of(language),
        "reference": references.pretty(application.reference),
        "word": word,
        "kind": kind,
        "missing": presenter.missing(application),
        "progress": progress.progress(
            application,
            definition,
            case_queries.changes(application),
            agency,
            case_queries.public_record(application).revocation,
        ),
        "amendment": queries.amendment(case, _session(request).scope),
        "document": card,
        **_officer(request),
    }
    return render(request, "applications/officer/village_case.html", context)


@never_cache
@auth.officer_required
@require_safe
def document(request: HttpRequest, case: UUID) -> HttpResponse:
    """What was issued to the resident, to print."""
    issued = document_queries.document_of(_application(request, case).id)
    if issued is None:
        raise NotFound
    content = documents.open_document(
        document=issued,
        by=_session(request).actor,
        purpose="COUNTER",
        at=clock.of(request),
    )
    return file_responses.inline(content, "application/pdf")
