"""Filling in a draft: the task list, and one page for each topic."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from balarea.applications import queries
from balarea.applications.operations import drafting, officer_texts
from balarea.applications.presenters import (
    defects,
    exits,
    nik_mismatch,
    problems,
    questions,
    villages,
)
from balarea.applications.views.citizen import (
    bundle_parts,
    case_pages,
    message_address,
)
from balarea.catalogue import definition as engine
from balarea.foundation import clock, references
from balarea.foundation import errors as foundation_errors
from balarea.people import auth, duplicate_submissions, resubmission
from balarea.ui.http_methods import require_http_methods, require_safe

# The hidden field with the ids of the questions that were shown.
SHOWN_QUESTIONS = "_asked"
DIFFERS = "beda"  # in the address: the last answers differ from each other
# Problems that a question can't have caused that the page didn't show.
UNANSWERED = {"REQUIRED", "TOO_FEW_ENTRIES"}
# Problems of what can be saved: named when the page is finished, and not while entries
# are added and removed.
SAVED = UNANSWERED | {"RULE", "TOO_MANY_ENTRIES"}
MORE = "tambahan"  # in the address: the last answers led to further questions


@case_pages.citizen_page
@require_safe
def tasks(request: HttpRequest, case: UUID) -> HttpResponse:
    """The task list of an amendment; a new draft's is at its own address."""
    return task_list(request, case)


def task_list(request: HttpRequest, case: UUID) -> HttpResponse:
    """The task list of a draft."""
    opened = case_pages.open_draft(request, case)
    context = {
        "opened": opened,
        **bundle_parts.applying_part(opened),
        "maybe": bundle_parts.may_follow(opened),
        "reference": references.pretty(opened.draft.reference),
        "defects": open_defects(request, opened),
        "masked": auth.require_citizen_session(request).masked,
        "news_to": message_address.masked(opened.draft),
    }
    return render(request, "applications/citizen/tasks.html", context)


def open_defects(
    request: HttpRequest, opened: case_pages.OpenedDraft
) -> list[defects.Defect]:
    """The defects of the deficiency notice, if this draft is an amendment."""
    deficiency = (
        queries.deficiency_of(opened.draft) if opened.draft.is_amendment else None
    )
    if deficiency is None:
        return []
    session = auth.require_citizen_session(request)
    texts = officer_texts.open_texts(
        application=opened.draft,
        sealed_texts=queries.OfficerRecords(deficiency).sealed_texts,
        purpose="OWN_DATA",
        by=session.actor,
        at=clock.of(request),
    )
    return defects.defects(
        opened.definition,
        texts["deficiency"],
        opened.draft.id,
        case_pages.language(),
    )


@duplicate_submissions.idempotent("the same answers are saved over themselves")
@case_pages.citizen_page
@auth.shows_input_again
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, case: UUID, page: str) -> HttpResponse:
    """One page of questions; each POST saves the readable answers."""
    if request.method == "POST":
        return _save(request, case, page)
    opened = case_pages.open_draft(request, case)
    shown = _shown(opened, page)
    if shown is None:
        return redirect(opened.tasks.exit)
    if shown.exit is not None:
        return _exit(request, opened, shown)
    late = resubmission.take(request, request.path)
    raw = _saved_answers(shown, opened.answers)
    if late:
        raw |= engine.arranged(shown.fields, late)
        opened = _as_typed(opened, shown, raw, clock.today(clock.of(request)))
    since = {} if late else _sentences(request, opened, _problems_since(opened, shown))
    if shown.id not in opened.draft.pages_done and not late:
        raw = message_address.proved(request, opened.draft, shown) | {
            name: typed for name, typed in raw.items() if any(typed)
        }
    return _form(request, opened, shown, raw, since, is_late=bool(late))


def _save(request: HttpRequest, case: UUID, name: str) -> HttpResponse:
    """Save one page; redirect to the next one, or show it again with the problems."""
    raw = {name: request.POST.getlist(name) for name in request.POST}
    session, at = auth.require_citizen_session(request), clock.of(request)
    try:
        saved = drafting.save_page(
            case=case,
            owners=session.owners,
            page=name,
            raw=raw,
            by=session.actor,
            at=at,
        )
    except foundation_errors.NotFound:
        # Raises AlreadyFiled if it was filed.
        tasks = case_pages.open_draft(request, case).tasks
        if tasks.exit:  # answers saved elsewhere have ended the form before this page
            return redirect(tasks.exit)
        raise
    opened = case_pages.draft_with_answers(saved.draft, saved.answers, at)
    [page] = [one for one in opened.definition.pages if one.id == name]
    new = _new(opened, page, saved.form)
    wrong = [p for p in saved.problems if not (p.field in new and p.code in UNANSWERED)]
    if not saved.is_finished:
        wrong = [p for p in wrong if p.code not in SAVED]
    if wrong:
        errors = _sentences(request, opened, wrong)
        return _form(request, opened, page, saved.form, errors)
    if not saved.is_finished:
        return redirect(request.path)  # browsers keep the anchor of the button
    if new:
        return redirect(f"{request.path}?{MORE}=1#{MORE}")
    differing = _differing(opened, saved.answers, page)
    if differing - _differing(opened, saved.before, page):
        return redirect(f"{request.path}?{DIFFERS}=1#{DIFFERS}")
    # Which services apply is shown before anything else of a bundle is asked.
    is_settling = opened.bundle is not None and page is opened.definition.pages[0]
    if "list" in request.POST or is_settling:
        return redirect(opened.home)
    return redirect(opened.tasks.after(name))


def _problems_since(
    opened: case_pages.OpenedDraft, page: engine.Page
) -> list[engine.Problem]:
    """Problems of a finished page that answers on other pages have caused."""
    if page.id not in opened.draft.pages_done:
        return []
    return [p for p in opened.problems if p.page == page.id and p.code != "REQUIRED"]


def _fields(opened: case_pages.OpenedDraft, page: engine.Page) -> list[engine.Field]:
    """The questions of a page that are asked."""
    return engine.visible_fields(
        opened.definition, page, opened.answers, as_of=opened.as_of
    )


def _differing(
    opened: case_pages.OpenedDraft, answers: Mapping[str, Any], page: engine.Page
) -> set[engine.Contradiction]:
    """NIKs and days of birth that differ, if one of them is asked on this page."""
    contradictions = engine.contradictions(
        opened.definition, answers, as_of=opened.as_of
    )
    return {one for one in contradictions if page.id in (one.page, one.birth_page)}


def _exit(
    request: HttpRequest, opened: case_pages.OpenedDraft, page: engine.Page
) -> HttpResponse:
    """Why the form ends here, and the answers that can be changed."""
    context = {
        "opened": opened,
        "exit": exits.exit_shown(
            opened.draft.id,
            opened.definition,
            page,
            opened.answers,
            case_pages.language(),
        ),
        "previous": opened.tasks.before(),
    }
    return render(request, "applications/citizen/exit.html", context)


def _shown(opened: case_pages.OpenedDraft, name: str) -> engine.Page | None:
    """The page, if the answers so far lead to it; None if they end before it."""
    for page in engine.visible_pages(
        opened.definition, opened.answers, as_of=opened.as_of
    ):
        if page.id == name:
            return page
    if opened.tasks.exit and opened.definition.page(name) is not None:
        return None
    raise foundation_errors.NotFound


def _saved_answers(
    page: engine.Page, answers: Mapping[str, Any]
) -> dict[str, Sequence[str]]:
    form: dict[str, Sequence[str]] = {}
    for field in page.fields:
        form |= questions.form_values(field, answers.get(field.id))
    return form


def _new(
    opened: case_pages.OpenedDraft, page: engine.Page, raw: Mapping[str, Sequence[str]]
) -> set[str]:
    """Names of questions that the new answers lead to, which the page didn't show."""
    if SHOWN_QUESTIONS not in raw:
        return set()
    shown = {*" ".join(raw[SHOWN_QUESTIONS]).split(), *raw}
    return {*questions.names(_rows(opened, page, raw, {}))} - shown


type GroupEntries = dict[str, list[engine.ShownEntry]]


def _rows(
    opened: case_pages.OpenedDraft,
    page: engine.Page,
    raw: Mapping[str, Sequence[str]],
    errors: Mapping[str, str],
) -> list[questions.Question]:
    """The questions that the page asks, as far as it is answered."""
    fields = _fields(opened, page)
    group_entries = _group_entries(opened, fields, raw)
    offered = villages.groups(opened.definition, fields, opened.answers)
    language = case_pages.language()
    return questions.questions(fields, raw, errors, language, group_entries, offered)


def _group_entries(
    opened: case_pages.OpenedDraft,
    fields: Sequence[engine.Field],
    raw: Mapping[str, Sequence[str]],
) -> GroupEntries:
    """The entries of each group, as many as the form has or the group needs."""
    return {
        field.id: engine.form_entries(
            opened.definition,
            field,
            opened.answers,
            max(len(engine.listed(field, raw)), engine.least(field)),
            as_of=opened.as_of,
        )
        for field in fields
        if engine.is_group(field)
    }


def _more(
    opened: case_pages.OpenedDraft,
    fields: Sequence[engine.Field],
    group_entries: GroupEntries,
) -> int:
    """How many questions wait for an answer that earlier answers have led to."""
    open_fields = [
        f
        for f in fields
        if f.show_if is not None and opened.answers.get(f.id, []) == []
    ]
    in_entries = [
        f
        for entries in group_entries.values()
        for entry in entries
        for f in entry.fields
        if entry.values and f.show_if is not None and f.id not in entry.values
    ]
    return len(open_fields) + len(in_entries)


def _as_typed(
    opened: case_pages.OpenedDraft,
    page: engine.Page,
    raw: Mapping[str, Sequence[str]],
    today: dt.date,
) -> case_pages.OpenedDraft:
    """The draft as if the page were saved, so that it asks what was asked there."""
    read, _ = engine.check_page(
        opened.definition,
        page,
        raw,
        answers=opened.answers,
        today=today,
        since=opened.as_of,
    )
    return opened._replace(answers=opened.answers | read)


def _sentences(
    request: HttpRequest,
    opened: case_pages.OpenedDraft,
    wrong: Sequence[engine.Problem],
) -> dict[str, str]:
    definition, today = opened.definition, clock.today(clock.of(request))
    return {
        p.field: problems.sentence(
            p, engine.field(definition, p.field), case_pages.language(), today
        )
        for p in wrong
    }


def _form(
    request: HttpRequest,
    opened: case_pages.OpenedDraft,
    page: engine.Page,
    raw: Mapping[str, Sequence[str]],
    errors: Mapping[str, str],
    *,
    is_late: bool = False,
) -> HttpResponse:
    fields, rows = _fields(opened, page), _rows(opened, page, raw, errors)
    context = {
        "opened": opened,
        "page": page,
        "title": page.title.of(case_pages.language()),
        "intro": page.intro.of(case_pages.language()) if page.intro else "",
        "questions": rows,
        "shown_questions": " ".join(questions.names(rows)),
        "has_groups": any(row.group for row in rows),
        "errors": [
            (name, problems.named(_label(opened, name), text))
            for name, text in errors.items()
        ],
        "is_late": is_late,
        "more": _more(opened, fields, _group_entries(opened, fields, raw))
        if MORE in request.GET and not errors
        else 0,
        "place": _place(opened, page),
        "previous": opened.tasks.before(page.id),
        "differing": _differing_rows(request, opened, page),
        "news_to": message_address.masked(opened.draft)
        if any(field.type == "PHONE" for field in fields)
        else "",
        "defects": [d for d in open_defects(request, opened) if not d.is_file],
    }
    status = 422 if errors and request.method == "POST" else 200
    return render(request, "applications/citizen/page.html", context, status=status)


def _label(opened: case_pages.OpenedDraft, name: str) -> str:
    return engine.label(opened.definition, name, case_pages.language())


def _differing_rows(
    request: HttpRequest, opened: case_pages.OpenedDraft, page: engine.Page
) -> list[nik_mismatch.Row]:
    """The contradictions of this page's answers, right after they were saved."""
    if DIFFERS not in request.GET:
        return []
    return nik_mismatch.rows(
        opened.draft.id,
        opened.definition,
        _differing(opened, opened.answers, page),
        case_pages.language(),
    )


def _place(opened: case_pages.OpenedDraft, page: engine.Page) -> tuple[int, int]:
    """The number of the page, and how many pages there are."""
    keys = [task.key for task in opened.tasks.pages]
    return keys.index(page.id) + 1, len(keys)
