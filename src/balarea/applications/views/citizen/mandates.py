"""Acting for another: mandates that a citizen gave, and those that they hold."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from balarea.applications import forms
from balarea.applications.presenters import mandates as presenter
from balarea.applications.views.citizen import case_pages
from balarea.foundation import clock
from balarea.foundation.errors import NotFound, Refusal
from balarea.people import (
    auth,
    devices,
    duplicate_submissions,
    mandate_rules,
    networks,
    queries,
)
from balarea.people.operations import mandates, open_account
from balarea.people.queries import Account
from balarea.people.queries import mandates as mandate_queries
from balarea.people.views import signing
from balarea.ui.http_methods import require_http_methods, require_POST, require_safe

DONE = "mandate_done"
HOME = "applications:mandates"


def _person(request: HttpRequest) -> UUID:
    """The person of the session, who has an account.

    Raises:
        NotFound: they have none yet; the page offers to open one.
    """
    auth.require_citizen_session(request)
    if not isinstance(request.user, Account) or request.user.person_id is None:
        raise NotFound
    return request.user.person_id


@case_pages.citizen_page
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Who may act for oneself, for whom one acts, and what was offered."""
    session, at = auth.require_citizen_session(request), clock.of(request)
    today, language = clock.today(at), case_pages.language()
    has_account = isinstance(request.user, Account)
    own = mandate_queries.held_by(session.actor.id) if has_account else []
    offered = mandate_queries.offered_to(session.owners, today)
    context = {
        "given": presenter.given(
            mandate_queries.given_by(session.owners), today, language
        ),
        "held": presenter.own(own, today, language),
        "offered": presenter.offered(offered, today, language),
        "has_account": has_account,
        "done": request.session.pop(DONE, ""),
    }
    return render(request, "applications/citizen/mandates.html", context)


@duplicate_submissions.once
@case_pages.citizen_page
@require_POST
def become_representative(request: HttpRequest) -> HttpResponse:
    """Open an account, under which all acts for others stand, and go on."""
    session, at = auth.require_citizen_session(request), clock.of(request)
    open_account(contact=queries.contact(session.contact), by=session.actor, at=at)
    auth.sign_in_citizen(request, session.contact, at)
    return redirect("applications:mandate_ask")


def _form(request: HttpRequest) -> forms.MandateForm:
    titles = presenter.service_titles(case_pages.language())
    services = sorted(titles.items(), key=lambda one: one[1])
    today = clock.today(clock.of(request))
    return forms.MandateForm(request.POST or None, today, services)


def _show_form(
    request: HttpRequest, form: forms.MandateForm, page: str, contact_problem: str = ""
) -> HttpResponse:
    problems = [(name, texts[0]) for name, texts in form.errors.items()]
    if contact_problem:
        problems.append(("contact", contact_problem))
    today = clock.today(clock.of(request))
    context: dict[str, Any] = {
        "typed": request.POST,
        "problems": problems,
        "faults": dict(problems),
        "kinds": [(one.value, one.label) for one in mandate_rules.Kind],
        "services": form.services,
        "form": form,
        "days": mandate_rules.DEFAULT_DAYS,
        "default_day": mandate_rules.default_day(today),
        "last_day": mandate_rules.last_day(today),
    }
    return render(request, page, context, status=422 if problems else 200)


@duplicate_submissions.once
@case_pages.citizen_page
@sensitive_post_parameters("contact", "principal", "representative")
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask somebody for a mandate: a code with its terms is sent to their contact."""
    if not isinstance(request.user, Account):
        return render(request, "applications/citizen/mandate_account.html")
    form, page = _form(request), "applications/citizen/mandate_ask.html"
    if request.method != "POST":
        return _show_form(request, form, page)
    address, problem = signing.read_address(request.POST.get("contact", ""))
    if not form.is_valid() or address is None:
        return _show_form(request, form, page, problem)
    terms, language = form.terms(), case_pages.language()
    scope = presenter.services(terms.services, language) if terms.services else ""
    try:
        is_sent = signing.send(
            request,
            address,
            mandates.PURPOSE,
            "",
            mandate_rules.code_details(terms, _person(request), scope),
        )
    except Refusal as refusal:
        return _show_form(request, form, page, f"{refusal.why} {refusal.then}")
    if not is_sent:
        request.session[signing.AGAIN] = "UNDER_WAY"
    return redirect("applications:mandate_code")


@duplicate_submissions.once
@case_pages.citizen_page
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Type the code that the principal reads out; it gives the mandate."""
    person = _person(request)
    pending = signing.pending(request, mandates.PURPOSE)
    if pending is None:
        return redirect("applications:mandate_ask")
    if request.method != "POST":
        return _show_code(request, pending)
    device = devices.device_of(request, signing.address_of(request))
    try:
        proof, mandate = mandates.give_by_code(
            code=pending.code,
            typed=request.POST.get("code", ""),
            representative=person,
            network=device or networks.network_of(request),
            language=case_pages.language(),
            by=auth.require_citizen_session(request).actor,
            at=clock.of(request),
        )
    except Refusal as refusal:
        return _show_code(request, pending, f"{refusal.why} {refusal.then}")
    if mandate is None:
        return _show_code(request, pending, signing.problem_text(proof))
    del request.session[signing.PENDING]
    request.session[DONE] = "GIVEN"
    return redirect(HOME)


def _show_code(
    request: HttpRequest, pending: signing.Pending, problem: str = ""
) -> HttpResponse:
    problems: Sequence[tuple[str, str]] = [("code", problem)] if problem else []
    context = {
        "pending": pending,
        "problems": problems,
        "is_under_way": request.session.pop(signing.AGAIN, "") == "UNDER_WAY",
    }
    page = "applications/citizen/mandate_code.html"
    return render(request, page, context, status=422 if problem else 200)


@duplicate_submissions.once
@case_pages.citizen_page
@sensitive_post_parameters("contact", "principal", "representative")
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest) -> HttpResponse:
    """Let somebody act for oneself: they accept it once they have signed in."""
    form, page = _form(request), "applications/citizen/mandate_offer.html"
    if request.method != "POST":
        return _show_form(request, form, page)
    address, problem = signing.read_address(request.POST.get("contact", ""))
    if not form.is_valid() or address is None:
        return _show_form(request, form, page, problem)
    session = auth.require_citizen_session(request)
    try:
        mandates.offer(
            principal=session.contact,
            invited=address,
            terms=form.terms(),
            by=session.actor,
            at=clock.of(request),
        )
    except Refusal as refusal:
        return _show_form(request, form, page, f"{refusal.why} {refusal.then}")
    request.session[DONE] = "OFFERED"
    return redirect(HOME)


@duplicate_submissions.once
@case_pages.citizen_page
@require_POST
def accept(request: HttpRequest, mandate: UUID) -> HttpResponse:
    """Accept an offered mandate; opens an account first if there is none."""
    session, at = auth.require_citizen_session(request), clock.of(request)
    if not isinstance(request.user, Account):
        open_account(contact=queries.contact(session.contact), by=session.actor, at=at)
        auth.sign_in_citizen(request, session.contact, at)
        session = auth.require_citizen_session(request)
    mandates.accept(
        mandate=mandate,
        representative=_person(request),
        language=case_pages.language(),
        by=session.actor,
        at=at,
    )
    request.session[DONE] = "ACCEPTED"
    return redirect(HOME)


@duplicate_submissions.idempotent("what has ended ends no second time")
@case_pages.citizen_page
@require_POST
def end(request: HttpRequest, mandate: UUID) -> HttpResponse:
    """End a mandate that one gave or holds, or take back an offer."""
    session = auth.require_citizen_session(request)
    mandates.end(
        mandate=mandate,
        owners=session.owners,
        language=case_pages.language(),
        by=session.actor,
        at=clock.of(request),
    )
    request.session[DONE] = "ENDED"
    return redirect(HOME)


@case_pages.citizen_page
@require_safe
def paper(request: HttpRequest) -> HttpResponse:
    """The form of a mandate on paper, to print, fill in and sign."""
    context = {"days": mandate_rules.MAX_DAYS}
    return render(request, "applications/citizen/mandate_paper.html", context)
