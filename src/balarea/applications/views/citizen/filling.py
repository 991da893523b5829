"""Filling in: the task list, and one topic a page."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from balarea.applications import queries
from balarea.applications.operations import drafting, officer_texts
from balarea.applications.presenters import nik_mismatch, notices, problems, questions
from balarea.applications.views.citizen import case_pages, notice_address
from balarea.catalogue import definition as engine
from balarea.foundation import clock, references
from balarea.foundation import errors as foundation_errors
from balarea.people import auth, duplicate_submissions, resubmission
from balarea.ui.http_methods import require_http_methods, require_safe

ASKED = "_asked"  # the hidden field that tells which questions the page showed
DIFFERS = "beda"  # in the address: the last answers differ from each other
MORE = "tambahan"  # in the address: the last answers brought further questions


@case_pages.own
@require_safe
def tasks(request: HttpRequest, case: UUID) -> HttpResponse:
    """The task list of an amendment; a new draft's is at its own address."""
    return task_list(request, case)


def task_list(request: HttpRequest, case: UUID) -> HttpResponse:
    """What is done and what is left."""
    writing = case_pages.writing(request, case)
    context = {
        "writing": writing,
        "reference": references.pretty(writing.draft.reference),
        "defects": defects(request, writing),
        "masked": auth.require_citizen_session(request).masked,
        "news_to": notice_address.masked(writing.draft),
    }
    return render(request, "applications/citizen/tasks.html", context)


def defects(request: HttpRequest, writing: case_pages.Writing) -> list[notices.Defect]:
    """What the one notice lists, if this is an amendment."""
    notice = queries.deficiency(writing.draft) if writing.draft.is_amendment else None
    if notice is None:
        return []
    session = auth.require_citizen_session(request)
    texts = officer_texts.open_texts(
        application=writing.draft,
        things=queries.Written(notice).things,
        purpose="OWN_DATA",
        by=session.actor,
        at=clock.of(request),
    )
    return notices.defects(
        writing.definition,
        texts["deficiency"],
        writing.draft.id,
        case_pages.language(),
    )


@duplicate_submissions.idempotent("the same answers are saved over themselves")
@case_pages.own
@auth.shows_input_again
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, case: UUID, page: str) -> HttpResponse:
    """One topic: its questions, saved at each POST whatever is wrong with some."""
    if request.method == "POST":
        return _save(request, case, page)
    writing = case_pages.writing(request, case)
    shown = _shown(writing, page)
    late = resubmission.take(request, request.path)
    raw = _saved_answers(shown, writing.answers) | dict(late)
    since = {} if late else _worded(request, writing, _since(writing, shown))
    if shown.id not in writing.draft.pages_done and not late:
        raw = notice_address.proved(request, writing.draft, shown) | {
            name: typed for name, typed in raw.items() if any(typed)
        }
    return _form(request, writing, shown, raw, since, is_late=bool(late))


def _save(request: HttpRequest, case: UUID, name: str) -> HttpResponse:
    """Save one page, then lead on, or show it again with what is wrong."""
    raw = {name: request.POST.getlist(name) for name in request.POST}
    session, at = auth.require_citizen_session(request), clock.of(request)
    try:
        saved = drafting.save_page(
            case=case,
            contacts=session.contacts,
            page=name,
            raw=raw,
            by=session.actor,
            at=at,
        )
    except foundation_errors.NotFound:
        case_pages.draft_of(request, case)  # leads on if it was filed meanwhile
        raise
    writing = case_pages.writing_of(saved.draft, saved.answers, at)
    [page] = [one for one in writing.definition.pages if one.id == name]
    fields = engine.visible_fields(writing.definition, page, writing.answers)
    new = _new(fields, raw)
    wrong = [p for p in saved.problems if not (p.field in new and p.code == "REQUIRED")]
    if wrong:
        return _form(request, writing, page, raw, _worded(request, writing, wrong))
    if new:
        return redirect(f"{request.path}?{MORE}=1#{MORE}")
    differing = _differing(writing.definition, saved.answers, page)
    if differing - _differing(writing.definition, saved.before, page):
        return redirect(f"{request.path}?{DIFFERS}=1#{DIFFERS}")
    if "list" in request.POST:
        return redirect(writing.home)
    return redirect(writing.tasks.after(name))


def _since(writing: case_pages.Writing, page: engine.Page) -> list[engine.Problem]:
    """What became wrong with a page that was in order, by answers to another one."""
    if page.id not in writing.draft.pages_done:
        return []
    return [p for p in writing.problems if p.page == page.id and p.code != "REQUIRED"]


def _differing(
    definition: engine.Definition, answers: Mapping[str, Any], page: engine.Page
) -> set[engine.Contradiction]:
    """NIKs and days of birth that differ, if one of them is asked on this page."""
    contradictions = engine.contradictions(definition, answers)
    return {one for one in contradictions if page.id in (one.page, one.birth_page)}


def _shown(writing: case_pages.Writing, name: str) -> engine.Page:
    """The page, if the answers so far lead to it."""
    for page in engine.visible_pages(writing.definition, writing.answers):
        if page.id == name:
            return page
    raise foundation_errors.NotFound


def _saved_answers(
    page: engine.Page, answers: Mapping[str, Any]
) -> dict[str, Sequence[str]]:
    return {f.id: questions.typed(f, answers.get(f.id)) for f in page.fields}


def _new(fields: Sequence[engine.Field], raw: Mapping[str, Sequence[str]]) -> set[str]:
    """Questions that the answers just given bring up: the page didn't show them."""
    if ASKED not in raw:
        return set()
    asked = {*" ".join(raw[ASKED]).split(), *raw}
    return {field.id for field in fields} - asked


def _worded(
    request: HttpRequest,
    writing: case_pages.Writing,
    found: Sequence[engine.Problem],
) -> dict[str, str]:
    fields, today = writing.definition.fields, clock.today(clock.of(request))
    return {
        p.field: problems.sentence(p, fields.get(p.field), case_pages.language(), today)
        for p in found
    }


def _form(
    request: HttpRequest,
    writing: case_pages.Writing,
    page: engine.Page,
    raw: Mapping[str, Sequence[str]],
    errors: Mapping[str, str],
    *,
    is_late: bool = False,
) -> HttpResponse:
    fields = engine.visible_fields(writing.definition, page, writing.answers)
    asked = questions.questions(fields, raw, errors, case_pages.language())
    labels = {q.name: q.label for q in asked}
    open_now = [
        f for f in fields if f.show_if is not None and f.id not in writing.answers
    ]
    context = {
        "writing": writing,
        "page": page,
        "title": page.title.of(case_pages.language()),
        "intro": page.intro.of(case_pages.language()) if page.intro else "",
        "questions": asked,
        "asked": " ".join(labels),
        "errors": [
            (name, problems.named(labels[name], text)) for name, text in errors.items()
        ],
        "is_late": is_late,
        "more": len(open_now) if MORE in request.GET and not errors else 0,
        "place": _place(writing, page),
        "previous": writing.tasks.before(page.id),
        "differing": _differing_rows(request, writing, page),
        "news_to": notice_address.masked(writing.draft)
        if any(field.type == "PHONE" for field in fields)
        else "",
        "defects": [d for d in defects(request, writing) if not d.is_file],
    }
    status = 422 if errors and request.method == "POST" else 200
    return render(request, "applications/citizen/page.html", context, status=status)


def _differing_rows(
    request: HttpRequest, writing: case_pages.Writing, page: engine.Page
) -> list[nik_mismatch.Row]:
    """What differs, told where it was typed a moment ago."""
    if DIFFERS not in request.GET:
        return []
    return nik_mismatch.rows(
        writing.draft.id,
        writing.definition,
        _differing(writing.definition, writing.answers, page),
        case_pages.language(),
    )


def _place(writing: case_pages.Writing, page: engine.Page) -> tuple[int, int]:
    """Which page of how many."""
    keys = [task.key for task in writing.tasks.pages]
    return keys.index(page.id) + 1, len(keys)
