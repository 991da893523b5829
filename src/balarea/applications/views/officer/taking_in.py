"""One draft at the front desk: all of its form on one page, saved and filed there."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from balarea.applications import errors, permissions
from balarea.applications import queries as case_queries
from balarea.applications.operations import (
    front_desk,
    officer_texts,
    sealed_contents,
)
from balarea.applications.presenters import checking, defects, nik_mismatch
from balarea.applications.presenters import front_desk as presenter
from balarea.applications.presenters import problems as problem_presenter
from balarea.applications.queries import front_desk as queries
from balarea.applications.queries import villages
from balarea.applications.views.citizen import bundle_parts, case_pages
from balarea.applications.views.officer import desk_files
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.documents import operations as documents
from balarea.foundation import clock, references
from balarea.foundation.errors import KeyReused, NotFound, Refusal
from balarea.people import auth, duplicate_submissions
from balarea.people import errors as people_errors
from balarea.ui.http_methods import require_http_methods

if TYPE_CHECKING:
    from balarea.applications import models

# Names of the form that are no questions.
SHOWN_FIELDS, SEEN, STEP = "_asked", "_seen", "_step"
FILE = desk_files.FILE
UNANSWERED = frozenset({"REQUIRED", "CHOOSE"})


class Shown(NamedTuple):
    """What the page shows beside the draft itself.

    `form`: what was typed, else the saved answers; `errors`: by question or
    requirement; `offer`: answers that were filled in from earlier cases.
    """

    form: Mapping[str, Sequence[str]] | None = None
    errors: Mapping[str, str] = {}
    refusal: Refusal | None = None
    offer: queries.Offer | None = None
    is_saved: bool = False
    status: int = 200


@duplicate_submissions.idempotent("the same answers are saved over themselves")
@never_cache
@auth.officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest, case: UUID) -> HttpResponse:
    """All questions and papers of a draft; by POST save it, fill it in, or file it."""
    scope = auth.require_officer_session(request).scope
    draft = queries.draft(case, scope)
    if draft is None:
        return _filed(request, case)
    permissions.check_not_expired(draft, clock.of(request))
    if request.method != "POST":
        return _show(request, case, Shown(is_saved="tersimpan" in request.GET))
    return _save(request, case)


def _filed(request: HttpRequest, case: UUID) -> HttpResponse:
    """To the receipt of what was filed.

    Raises:
        NotFound: nothing was, or nothing that the officer takes in.
    """
    scope = auth.require_officer_session(request).scope
    if queries.application(case, scope) is not None:
        return redirect("applications:desk_receipt", case)
    if queries.bundle_filing(case, scope) is not None:
        return redirect("applications:desk_bundle", case)
    raise NotFound


def _save(request: HttpRequest, case: UUID) -> HttpResponse:
    raw, session = _raw(request), auth.require_officer_session(request)
    step: dict[str, Any] = {
        "case": case,
        "scope": session.scope,
        "by": session.actor,
        "at": clock.of(request),
    }
    try:
        saved = front_desk.save_form(raw=raw, seen_saved_at=_one(request, SEEN), **step)
    except errors.SavedMeanwhile as refusal:
        front_desk.mark_papers(marks=desk_files.marks(request), **step)
        desk_files.attach(request, case)
        return _show(request, case, _both(request, case, raw, refusal))
    front_desk.mark_papers(marks=desk_files.marks(request), **step)
    file_errors = desk_files.attach(request, case)
    file_errors |= desk_files.press(request, case, _one(request, STEP))
    if _one(request, STEP) == "offer":
        return _show(request, case, _offered(request, saved, front_desk.offer(**step)))
    today = clock.today(clock.of(request))
    wrong = [
        one
        for one in saved.problems
        if one.field in _one(request, SHOWN_FIELDS).split()
        or one.code not in UNANSWERED
    ]
    is_filing = _one(request, STEP) == "file"
    if not is_filing and saved.is_finished:
        # An unfinished form is saved without being scolded for what is still empty.
        wrong = [one for one in wrong if one.code not in UNANSWERED]
    definition = catalogue.definition(saved.draft.definition)
    wrong_fields = presenter.sentences(definition, wrong, case_pages.language(), today)
    wrong_fields |= file_errors
    if wrong_fields or not saved.is_finished:
        status = 422 if wrong_fields else 200
        return _show(request, case, Shown(saved.form, wrong_fields, status=status))
    if not is_filing:
        return _after_saving(request, case)
    return _file(request, case, saved, step)


def _after_saving(request: HttpRequest, case: UUID) -> HttpResponse:
    """The same page, or that of the papers of the requirement whose button it was."""
    step, _separator, requirement = _one(request, STEP).partition("-")
    if step == "scan" and requirement:
        return redirect("applications:desk_scan", case, requirement)
    return redirect(f"{request.path}?tersimpan=1")


def _file(
    request: HttpRequest,
    case: UUID,
    saved: queries.SavedForm,
    step: Mapping[str, Any],
) -> HttpResponse:
    """File what was just saved; `saved` is what the officer has on the page."""
    evidence = case_queries.evidence_of(saved.draft)
    seen = case_queries.fingerprint(saved.draft.definition, saved.answers, evidence)
    try:
        front_desk.file(
            key=request.POST.get("idempotency_key") or case_pages.fresh_key(),
            seen_fingerprint=seen,
            is_mismatch_confirmed=_one(request, "confirmed") == "YES",
            **step,
        )
    except errors.Incomplete as refusal:
        definition, today = (
            catalogue.definition(saved.draft.definition),
            clock.today(clock.of(request)),
        )
        wrong_fields = presenter.sentences(
            definition, refusal.params["problems"], case_pages.language(), today
        )
        return _show(
            request, case, Shown(saved.form, wrong_fields, refusal, status=422)
        )
    except (
        errors.Unconfirmed,
        errors.NothingApplies,
        people_errors.MandateOver,
        errors.ChangedMeanwhile,
        KeyReused,
    ) as refusal:
        status = refusal.status
        return _show(request, case, Shown(saved.form, {}, refusal, status=status))
    return _filed(request, case)


def _one(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "")


def _raw(request: HttpRequest) -> dict[str, list[str]]:
    return {name: request.POST.getlist(name) for name in request.POST}


def _both(
    request: HttpRequest,
    case: UUID,
    raw: Mapping[str, Sequence[str]],
    refusal: errors.SavedMeanwhile,
) -> Shown:
    """What was typed here, and at each question that differs what was saved there."""
    (draft, answers), at = _opened(request, case), clock.of(request)
    fields, language = (
        catalogue.definition(draft.definition).fields,
        case_pages.language(),
    )
    typed = queries.read_form(draft, answers, raw, at).answers
    differing = {
        name: _("Saved meanwhile: %(answer)s")
        % {"answer": presenter.shown_answer(fields[name], answers.get(name), language)}
        for name in sorted({*typed, *answers})
        if typed.get(name) != answers.get(name)
    }
    return Shown(raw, differing, refusal, status=refusal.status)


def _offered(
    request: HttpRequest, saved: queries.SavedForm, offer: queries.Offer
) -> Shown:
    """The form with what is known filled in, to be looked at and saved."""
    definition = catalogue.definition(saved.draft.definition)
    form: dict[str, Sequence[str]] = dict(saved.form)
    for name, answer in offer.answers.items():
        if not any(form.get(name, ())):
            form |= presenter.form_values(definition.fields[name], answer)
    return Shown(form, offer=offer)


def _opened(request: HttpRequest, case: UUID) -> "tuple[models.Draft, dict[str, Any]]":
    session = auth.require_officer_session(request)
    draft = queries.draft(case, session.scope)
    if draft is None:
        raise NotFound
    answers = sealed_contents.open_own_answers(
        application=draft, by=session.actor, at=clock.of(request)
    )
    return draft, answers


def _show(request: HttpRequest, case: UUID, shown: Shown) -> HttpResponse:
    draft, answers = _opened(request, case)
    session, at = auth.require_officer_session(request), clock.of(request)
    definition, language = catalogue.definition(draft.definition), case_pages.language()
    as_of = case_queries.rules_as_of(draft, at)
    parts = presenter.parts(
        definition, answers, shown.form, shown.errors, language, as_of=as_of
    )
    context = {
        "draft": draft,
        "title": definition.title.of(language),
        "reference": references.pretty(draft.reference),
        "parts": parts,
        "papers": _papers(request, draft, answers, shown.errors),
        **bundle_parts.applying_here(draft, answers, as_of),
        "asked": " ".join(presenter.names(parts)),
        "seen": draft.saved_at.isoformat(),
        "deciding": " ".join(presenter.deciding(definition)),
        "fee": checking.fee(definition, answers, language, as_of=as_of),
        "exit": engine.exit_page(definition, answers, as_of=as_of),
        "errors": _named(definition, shown.errors, language),
        **_last_press(shown, language),
        "defects": _defects(request, draft, definition),
        "can_offer": queries.has_known_answers(draft),
        "is_untouched": draft.saved_at == draft.begun_at and request.method != "POST",
        "key": case_pages.fresh_key(),
        "differing": nik_mismatch.rows(
            case,
            definition,
            engine.contradictions(definition, answers, as_of=as_of),
            language,
        ),
        "owner": queries.owner_of(draft).id,
        "at_village": villages.village_of_officer(draft, session.scope),
        "agency_name": session.scope.officer.agency.short_name,
        "officer_name": session.scope.officer.name,
    }
    page = "applications/officer/taking_in.html"
    return render(request, page, context, status=shown.status)


def _papers(
    request: HttpRequest,
    draft: "models.Draft",
    answers: dict[str, Any],
    wrong: Mapping[str, str],
) -> list[presenter.Paper]:
    """The requirements that apply, with their marks, files, and what may be reused."""
    at = clock.of(request)
    definition, language = catalogue.definition(draft.definition), case_pages.language()
    as_of = case_queries.rules_as_of(draft, at)
    return presenter.papers(
        engine.requirements(definition, answers, as_of=as_of),
        queries.marks(draft.id),
        case_queries.current_evidence(draft.id),
        documents.evidence_names(
            case=draft.id,
            by=auth.require_officer_session(request).actor,
            purpose="COUNTER",
            at=at,
        ),
        wrong,
        language,
        filed=desk_files.filed_before(draft),
        offers=desk_files.offers(draft, answers, at),
    )


def _defects(
    request: HttpRequest, draft: "models.Draft", definition: engine.Definition
) -> list[defects.Defect]:
    """What is to be mended, where this is an amendment of a returned application."""
    deficiency = case_queries.deficiency_of(draft) if draft.is_amendment else None
    if deficiency is None:
        return []
    texts = officer_texts.open_texts(
        application=draft,
        sealed_texts=case_queries.OfficerRecords(deficiency).sealed_texts,
        purpose="COUNTER",
        by=auth.require_officer_session(request).actor,
        at=clock.of(request),
    )
    language = case_pages.language()
    return defects.defects(definition, texts["deficiency"], draft.id, language)


def _last_press(shown: Shown, language: str) -> dict[str, object]:
    """What the page says of the last press."""
    refusal = shown.refusal
    is_meanwhile = isinstance(refusal, errors.SavedMeanwhile)
    return {
        "refusal": refusal,
        "is_unconfirmed": isinstance(refusal, errors.Unconfirmed),
        "meanwhile": refusal if is_meanwhile else None,
        "offer": presenter.offer(shown.offer, language) if shown.offer else None,
        "is_saved": shown.is_saved,
    }


def _named(
    definition: engine.Definition, wrong_fields: Mapping[str, str], language: str
) -> list[tuple[str, str]]:
    """Links to what is wrong, each with the name of its question or paper."""
    requirements = {one.id: one for one in definition.requirements}
    return [
        (FILE + name, f"{requirements[name].title.of(language)}: {text}")
        if name in requirements
        else (
            name,
            problem_presenter.named(engine.label(definition, name, language), text),
        )
        for name, text in wrong_fields.items()
    ]
