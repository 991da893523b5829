"""Mandates at the front desk: seen on paper or given by both, listed, ended."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from balarea.applications import forms
from balarea.applications.operations import mandated
from balarea.applications.presenters import mandates as presenter
from balarea.applications.views.citizen import case_pages
from balarea.foundation import clock
from balarea.foundation.errors import NotFound, Refusal
from balarea.people import auth, duplicate_submissions, mandate_rules
from balarea.people import queries as people
from balarea.people.operations import mandates, persons
from balarea.people.queries import mandates as mandate_queries
from balarea.people.rules import Action
from balarea.ui.http_methods import require_http_methods, require_POST


@duplicate_submissions.once
@never_cache
@auth.officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def mandate(request: HttpRequest, owner: UUID) -> HttpResponse:
    """The mandates that a person gave, and the form to note another one."""
    session = auth.require_officer_session(request)
    session.scope.require(Action.RECEIVE)
    principal = people.case_owner(owner)
    if principal is None:
        raise NotFound
    form = _form(request)
    if request.method != "POST":
        return _show(request, principal, form)
    if not form.is_valid():
        return _show(request, principal, form)
    representative = _representative(request)
    if representative is None:
        return _show(request, principal, form, _not_on_record())
    sent, proof = request.FILES.get("paper"), request.POST.get("proof", "")
    if proof not in {"PAPER", "OFFICE"}:
        return _show(request, principal, form, ("proof", _("Choose what you saw.")))
    if proof == "PAPER" and sent is None:
        return _show(request, principal, form, ("paper", _("Add a scan of the paper.")))
    paper = None
    if proof == "PAPER" and sent is not None:
        paper = mandated.Paper(sent.name or "", sent.read())
    try:
        mandated.note_at_desk(
            principal=owner,
            representative=representative,
            terms=form.terms(),
            paper=paper,
            language=case_pages.language(),
            scope=session.scope,
            by=session.actor,
            at=clock.of(request),
        )
    except Refusal as refusal:
        name = "paper" if paper is not None else "contact"
        problem = (name, f"{refusal.why} {refusal.then}")
        return _show(request, principal, form, problem)
    return redirect(f"{request.path}?tercatat=1")


def _not_on_record() -> tuple[str, str]:
    return (
        "contact",
        _(
            "Nobody with an account has this phone or e-mail. They make an account"
            " first, or you identify them at the desk."
        ),
    )


def _representative(request: HttpRequest) -> UUID | None:
    """The person of the typed phone, e-mail or NIK; the look-up is logged."""
    session, typed = auth.require_officer_session(request), request.POST.get("contact")
    text = (typed or "").strip()[:120]
    is_nik = sum(sign.isdigit() for sign in text) == 16
    matches = persons.find(
        scope=session.scope,
        nik=text if is_nik else "",
        address="" if is_nik else text,
        by=session.actor,
        at=clock.of(request),
    )
    people_ = [match.person.id for match in matches if match.person is not None]
    return people_[0] if len(people_) == 1 else None


def _form(request: HttpRequest) -> forms.MandateForm:
    titles = presenter.service_titles(case_pages.language())
    services = sorted(titles.items(), key=lambda one: one[1])
    today = clock.today(clock.of(request))
    return forms.MandateForm(request.POST or None, today, services)


def _show(
    request: HttpRequest,
    principal: people.CaseOwner,
    form: forms.MandateForm,
    problem: tuple[str, str] | None = None,
) -> HttpResponse:
    scope = auth.require_officer_session(request).scope
    today = clock.today(clock.of(request))
    problems = [(name, texts[0]) for name, texts in form.errors.items()]
    problems += [problem] if problem else []
    context = {
        "owner": principal.id,
        "lines": presenter.given(
            mandate_queries.given_by(principal.owners), today, case_pages.language()
        ),
        "typed": request.POST,
        "problems": problems,
        "faults": dict(problems),
        "kinds": [(one.value, one.label) for one in mandate_rules.Kind],
        "services": form.services,
        "form": form,
        "proofs": [
            ("PAPER", _("The signed paper, with both identity cards")),
            ("OFFICE", _("Both people, with their identity cards")),
        ],
        "default_day": mandate_rules.default_day(today),
        "last_day": mandate_rules.last_day(today),
        "is_noted": "tercatat" in request.GET,
        "agency_name": scope.officer.agency.short_name,
        "officer_name": scope.officer.name,
    }
    page = "applications/officer/mandates.html"
    return render(request, page, context, status=422 if problems else 200)


@duplicate_submissions.idempotent("what has ended ends no second time")
@never_cache
@auth.officer_required
@require_POST
def end(request: HttpRequest, owner: UUID, mandate: UUID) -> HttpResponse:
    """End a mandate for its principal, who stands at the desk."""
    session = auth.require_officer_session(request)
    session.scope.require(Action.RECEIVE)
    principal = people.case_owner(owner)
    given = mandate_queries.given_by(principal.owners) if principal else []
    if mandate not in {one.id for one in given}:
        raise NotFound
    mandates.end_at_desk(
        mandate=mandate,
        language=case_pages.language(),
        scope=session.scope,
        by=session.actor,
        at=clock.of(request),
    )
    return redirect("applications:desk_mandates", owner)
