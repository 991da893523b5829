"""A citizen's drafts and applications: list, begin, resume, discard."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from balarea.applications import errors, forms, permissions, queries
from balarea.applications.operations import discarding, drafting, mandated
from balarea.applications.presenters import bundles as bundle_presenter
from balarea.applications.presenters import listing, progress
from balarea.applications.presenters import mandates as mandate_presenter
from balarea.applications.presenters.tasks import address
from balarea.applications.rules import DRAFT_DAYS, PREPARED_DAYS
from balarea.applications.views.citizen import case_pages
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.catalogue.presenters import bundles
from balarea.documents import queries as documents
from balarea.foundation import clock, references
from balarea.people import auth, duplicate_submissions, resubmission
from balarea.people import errors as people_errors
from balarea.people import queries as people
from balarea.people.presenters import agency_name
from balarea.people.queries import mandates as mandate_queries
from balarea.ui.http_methods import require_http_methods, require_safe


@case_pages.citizen_page
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All drafts and applications of the citizen."""
    owners = auth.require_citizen_session(request).owners
    filed = list(queries.applications_of(owners).select_related("mandate"))
    context = {
        "bundles": [
            bundle_presenter.filed(one, queries.bundled(one), case_pages.language())
            for one in queries.bundle_filings(owners)
        ],
        "drafts": _drafts(request, owners),
        "applications": listing.applications(
            filed,
            case_pages.language(),
            documents.revoked([row.id for row in filed]),
            owners,
            suspended=documents.suspended_cases(
                [row.id for row in filed], clock.today(clock.of(request))
            ),
        ),
        "masked": auth.require_citizen_session(request).masked,
    }
    return render(request, "applications/citizen/mine.html", context)


def _drafts(request: HttpRequest, owners: frozenset[UUID]) -> list[listing.DraftRow]:
    rows = queries.drafts_of(owners)
    return listing.drafts(
        rows.select_related("mandate"),
        case_pages.language(),
        clock.of(request),
        owners,
    )


@duplicate_submissions.idempotent("the key of its form begins one draft")
@case_pages.uncached
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, code: str) -> HttpResponse:
    """What a service requires, takes and costs; by POST begin a draft."""
    identity = catalogue.form_identity(code)
    permissions.check_form_fileable(identity)
    definition = catalogue.definition(identity)
    session = auth.citizen_session_of(request)
    if request.method == "POST":
        key = request.POST.get("idempotency_key") or case_pages.fresh_key()
        if session is not None:
            return redirect("applications:case", _begin(request, session, code, key))
        resubmission.remember_start(request, code, key)
        first = reverse("applications:first", args=[code])
        return redirect(f"{reverse('people:sign_in')}?lanjut={first}")
    if (bundle := catalogue.bundle_of(identity)) is not None:
        return _start_bundle(request, bundle)
    context = {
        "definition": definition,
        "start": listing.start(definition, case_pages.language()),
        "draft_days": DRAFT_DAYS,
        "prepared_days": PREPARED_DAYS,
        "agency": agency_name(people.agencies().get(definition.agency)),
        "register": progress.register_name(definition),
        "is_desk": "SERVE" in definition.steps,
        "citizen": session,
        "begun": _begun(request, session, code),
        "key": case_pages.fresh_key(),
        "for_whom": _for_whom(request, session, code),
    }
    return render(request, "applications/citizen/start.html", context)


def _start_bundle(request: HttpRequest, bundle: engine.Bundle) -> HttpResponse:
    """What a bundle asks first, before anybody signs in."""
    session, language = auth.citizen_session_of(request), case_pages.language()
    context = {
        "card": bundles.card(bundle, language),
        "questions": [
            field.label.of(language) for field in bundle.form.pages[0].fields
        ],
        "members": bundles.members(bundle.members, catalogue.services(), language),
        "draft_days": DRAFT_DAYS,
        "citizen": session,
        "begun": _begun(request, session, bundle.code),
        "key": case_pages.fresh_key(),
    }
    return render(request, "applications/citizen/bundle_start.html", context)


def _for_whom(
    request: HttpRequest, session: auth.CitizenSession | None, code: str
) -> list[tuple[str, str]]:
    """Oneself, and each principal for whom this service may be begun; else empty."""
    if session is None:
        return []
    today = clock.today(clock.of(request))
    rows = mandate_queries.in_force(session.actor.id, today)
    others = mandate_presenter.options(rows, code)
    return [("", _("Myself")), *others] if others else []


def _begin_for(
    request: HttpRequest, session: auth.CitizenSession, code: str, key: str
) -> UUID:
    """Begin for the principal whom the page names."""
    try:
        mandate = UUID(request.POST["for"])
    except ValueError:
        raise people_errors.MandateOver from None
    case: UUID = mandated.begin(
        mandate=mandate,
        representative=session.actor.id,
        service=code,
        language=case_pages.language(),
        key=key,
        by=session.actor,
        at=clock.of(request),
    )
    return case


def _begin(
    request: HttpRequest, session: auth.CitizenSession, code: str, key: str
) -> UUID:
    if request.POST.get("for"):
        return _begin_for(request, session, code, key)
    case: UUID = drafting.begin(
        service=code,
        contact=session.contact,
        language=case_pages.language(),
        key=key,
        by=session.actor,
        at=clock.of(request),
    )
    return case


@case_pages.citizen_page
@require_safe
def first(request: HttpRequest, code: str) -> HttpResponse:
    """Begin the draft that was started before signing in, and show its first page.

    The start is stored in the session, since an address alone must begin nothing. If
    there is a draft of this service already, the start page asks which one is meant.
    """
    session = auth.require_citizen_session(request)
    key = resubmission.take_start(request, code)
    is_asked = _begun(request, session, code) is not None
    if not key or is_asked or _for_whom(request, session, code):
        return redirect("applications:start", code)
    case = _begin(request, session, code, key)
    return redirect(case_pages.open_draft(request, case).tasks.first)


def _begun(
    request: HttpRequest, session: auth.CitizenSession | None, code: str
) -> listing.DraftRow | None:
    """A draft of this service that the citizen may want to continue."""
    rows = _drafts(request, session.owners) if session is not None else []
    return next((row for row in rows if row.service == code), None)


@duplicate_submissions.once
@case_pages.citizen_page
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, case: UUID) -> HttpResponse:
    """Discard a draft after a question."""
    opened = case_pages.open_draft(request, case)
    if opened.draft.is_amendment:
        raise errors.CannotWithdraw
    refusal: errors.ChangedMeanwhile | None = None
    if request.method == "POST":
        session = auth.require_citizen_session(request)
        try:
            discarding.discard(
                case=case,
                owners=session.owners,
                seen_saved_at=request.POST.get("seen", ""),
                by=session.actor,
                at=clock.of(request),
            )
        except errors.ChangedMeanwhile as changed:
            refusal, opened = changed, case_pages.open_draft(request, case)
        else:
            return redirect("applications:mine")
    saved_at = opened.draft.saved_at
    context = {"opened": opened, "refusal": refusal, "seen": saved_at.isoformat()}
    code = refusal.status if refusal else 200
    return render(request, "applications/citizen/discard.html", context, status=code)


@duplicate_submissions.idempotent("it looks up and changes nothing")
@case_pages.uncached
@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest) -> HttpResponse:
    """Ask for the code of a draft."""
    form = forms.ResumeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect("applications:resume_case", form.cleaned_data["reference"])
    return _resume(request, form)


def _resume(request: HttpRequest, form: forms.ResumeForm) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(
        request, "applications/citizen/resume.html", {"form": form}, status=status
    )


@case_pages.citizen_page
@require_safe
def resume_case(request: HttpRequest, reference: str) -> HttpResponse:
    """Redirect to the draft of this code, if it belongs to the signed-in citizen."""
    form = forms.ResumeForm({"reference": reference})
    if form.is_valid():
        session = auth.require_citizen_session(request)
        stored = form.cleaned_data["reference"]
        case = queries.own_case(stored, session.owners)
        if case is not None:
            return redirect(address("case", case))
        text = _("There is no draft with this code under %(contact)s.")
        form.add_error("reference", text % {"contact": session.masked})
        form.data = {"reference": references.pretty(stored)}
    return _resume(request, form)
