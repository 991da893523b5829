"""The front desk: find or begin a person, see their cases, begin one for them."""

import datetime as dt
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from balarea.applications import errors, forms
from balarea.applications.operations import front_desk
from balarea.applications.presenters import front_desk as presenter
from balarea.applications.presenters import mandates as mandate_presenter
from balarea.applications.queries import after_issue, talk
from balarea.applications.queries import front_desk as queries
from balarea.applications.talk_rules import Side
from balarea.applications.views.citizen import case_pages
from balarea.documents import queries as documents
from balarea.foundation import clock
from balarea.foundation.errors import NotFound, Refusal
from balarea.people import auth, duplicate_submissions
from balarea.people import errors as people_errors
from balarea.people import queries as people
from balarea.people.operations import persons
from balarea.people.rules import Action, Identity
from balarea.ui.http_methods import require_http_methods, require_POST, require_safe

if TYPE_CHECKING:
    from balarea.applications import models


@duplicate_submissions.idempotent("the index finds a person who was begun already")
@never_cache
@auth.officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Look for a person by NIK, phone, or name with birth date; begin one."""
    auth.require_officer_session(request).scope.require(Action.RECEIVE)
    form = forms.PersonForm(request.POST or None, clock.today(clock.of(request)))
    if request.method != "POST":
        return _show(request, form)
    if not form.is_valid():
        return _show(request, form, status=422)
    if request.POST.get("step") == "begin":
        return _begin(request, form)
    matches = _find(request, form)
    if len(matches) == 1:
        return redirect("applications:desk_person", matches[0].id)
    return _show(request, form, matches=matches, has_searched=True)


def _find(
    request: HttpRequest, form: forms.PersonForm, *, by_name: bool = False
) -> list[people.CaseOwner]:
    """Who is found by what was typed; `by_name`: by nothing but name and birth date."""
    session, typed = auth.require_officer_session(request), form.cleaned_data
    return persons.find(
        scope=session.scope,
        nik="" if by_name else typed["nik"],
        address="" if by_name else typed["address"],
        name=typed["name"],
        born_on=typed["born_on"],
        by=session.actor,
        at=clock.of(request),
    )


def _begin(request: HttpRequest, form: forms.PersonForm) -> HttpResponse:
    session, typed = auth.require_officer_session(request), form.cleaned_data
    if not form.is_identity():
        return _show(request, form, has_searched=True, status=422)
    try:
        person = persons.begin(
            identity=Identity(typed["name"], typed["born_on"], typed["nik"]),
            is_namesake=request.POST.get("namesake") == "YES",
            is_day_confirmed=request.POST.get("day") == "YES",
            scope=session.scope,
            by=session.actor,
            at=clock.of(request),
        )
    except people_errors.PersonExists as refusal:
        matches = _find(request, form, by_name=not refusal.params["is_certain"])
        return _show(
            request, form, matches=matches, refusal=refusal, status=refusal.status
        )
    except (people_errors.NotANik, people_errors.NikOfAnotherDay) as refusal:
        form.add_error("nik", str(refusal.reason))
        return _show(request, form, refusal=refusal, status=refusal.status)
    return redirect("applications:desk_person", person.id)


def _show(
    request: HttpRequest,
    form: forms.PersonForm,
    *,
    matches: list[people.CaseOwner] | None = None,
    has_searched: bool = False,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    session, at = auth.require_officer_session(request), clock.of(request)
    rows = [
        presenter.match(one, _identity(request, one), clock.today(at))
        for one in matches or ()
    ]
    context = {
        "form": form,
        "form_errors": [(name, texts[0]) for name, texts in form.errors.items()],
        "found": rows,
        "has_searched": has_searched,
        "refusal": refusal,
        "is_namesake": isinstance(refusal, people_errors.PersonExists)
        and not refusal.params["is_certain"],
        "is_other_day": isinstance(refusal, people_errors.NikOfAnotherDay),
        "to_tell": queries.to_tell(session.scope, clock.today(at))[
            : queries.TO_TELL
        ].count(),
        **_officer(request),
    }
    page = "applications/officer/front_desk.html"
    return render(request, page, context, status=status)


def _identity(request: HttpRequest, owner: people.CaseOwner) -> Identity | None:
    if owner.person is None:
        return None
    return persons.open_profile(
        person=owner.person,
        by=auth.require_officer_session(request).actor,
        at=clock.of(request),
    )


def _officer(request: HttpRequest) -> dict[str, str]:
    officer = auth.require_officer_session(request).scope.officer
    return {"agency_name": officer.agency.short_name, "officer_name": officer.name}


@never_cache
@auth.officer_required
@require_safe
def person(request: HttpRequest, owner: UUID) -> HttpResponse:
    """A person at the desk: who they are, their cases, and the search for a service."""
    session, at = auth.require_officer_session(request), clock.of(request)
    session.scope.require(Action.RECEIVE)
    match = people.case_owner(owner)
    if match is None:
        raise NotFound
    text = request.GET.get("q", "").strip()
    codes = queries.searched(text, session.scope) if text else []
    bundles = queries.bundles_searched(text, session.scope) if text else []
    language = case_pages.language()
    context = {
        "owner": match.id,
        "is_identified": match.person is not None
        and match.person.profile_id is not None,
        "person": presenter.match(match, _identity(request, match), clock.today(at)),
        "query": text,
        "services": presenter.services(codes[: presenter.MAX_SERVICES], language)
        + presenter.bundles(bundles, language),
        "drafts": presenter.drafts(queries.drafts_of(match, session.scope), language),
        "cases": _cases(queries.applications_of(match, session.scope), at),
        "key": case_pages.fresh_key(),
        "mandates": mandate_presenter.desk_options(
            queries.mandates_for(match, "", clock.today(at)), language
        ),
        **_officer(request),
    }
    return render(request, "applications/officer/front_desk_person.html", context)


def _cases(rows: "list[models.Application]", at: dt.datetime) -> list[presenter.Case]:
    """A person's applications, with what became of their documents."""
    ids, today = [row.id for row in rows], clock.today(at)
    return presenter.cases(
        rows,
        case_pages.language(),
        renewable=after_issue.renewable(rows, today),
        revoked=documents.revoked(ids),
        suspended=documents.suspended_cases(ids, today),
    )


@duplicate_submissions.idempotent("the key of its form begins one draft")
@never_cache
@auth.officer_required
@require_POST
def begin(request: HttpRequest, owner: UUID) -> HttpResponse:
    """Begin a draft of the chosen service for this person."""
    session = auth.require_officer_session(request)
    case = front_desk.begin(
        owner=owner,
        service=request.POST.get("service", ""),
        mandate=_mandate(request),
        language=case_pages.language(),
        key=request.POST.get("idempotency_key") or case_pages.fresh_key(),
        scope=session.scope,
        by=session.actor,
        at=clock.of(request),
    )
    return redirect("applications:desk_form", case)


def _mandate(request: HttpRequest) -> UUID | None:
    """Under which mandate who stands there acts; None where it is the person."""
    try:
        return UUID(text) if (text := request.POST.get("for", "")) else None
    except ValueError:
        raise NotFound from None


@duplicate_submissions.once
@never_cache
@auth.officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def to_tell(request: HttpRequest) -> HttpResponse:
    """Cases without a contact that went on since their owner was told; mark one."""
    session, at = auth.require_officer_session(request), clock.of(request)
    session.scope.require(Action.RECEIVE)
    refusal = None
    if request.method == "POST":
        try:
            front_desk.tell(
                case=UUID(request.POST.get("case", "")),
                seen_revision=int(request.POST.get("seen", "")),
                scope=session.scope,
                by=session.actor,
                at=at,
            )
        except ValueError:
            raise NotFound from None
        except errors.ChangedMeanwhile as changed:
            refusal = changed
        else:
            return redirect(f"{reverse('applications:desk_tell')}?diberi_tahu=1")
    today = clock.today(at)
    rows = list(queries.to_tell(session.scope, today)[: queries.TO_TELL])
    with_question = talk.waiting_since([row.id for row in rows], Side.OFFICE)
    context = {
        "rows": presenter.to_tell(
            rows,
            case_pages.language(),
            with_question.keys(),
            after_issue.renewable(rows, today),
        ),
        "refusal": refusal,
        "is_told": "diberi_tahu" in request.GET,
        "saved": _("Noted: they have been told."),
        **_officer(request),
    }
    status = refusal.status if refusal else 200
    page = "applications/officer/front_desk_tell.html"
    return render(request, page, context, status=status)
