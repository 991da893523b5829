"""What a citizen's pages share: whose a case is, and headers against copies."""

import functools
import secrets
from collections import Counter
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import get_language

from balarea.applications import permissions, queries
from balarea.applications.operations import sealed_contents
from balarea.applications.presenters import tasks
from balarea.applications.rules import DRAFT_DAYS
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.foundation import clock
from balarea.foundation import errors as foundation_errors
from balarea.people import auth

if TYPE_CHECKING:
    from balarea.applications import models
    from balarea.documents.models import Evidence


def uncached[**P](view: auth.View[P]) -> auth.View[P]:
    """Keep a page out of caches, search engines and other sites' referrers.

    Not `no-referrer`: browsers then send forms with `Origin: null`, which the CSRF
    check refuses.
    """

    @functools.wraps(view)
    def run(
        request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex"
        response.headers.setdefault("Referrer-Policy", "same-origin")
        return response

    return run


class AlreadyFiled(Exception):
    """The draft of a citizen's own case was filed; redirects to the case's page.

    `page` is the name of its address: `case`, or `bundle` if it was filed as one.
    """

    def __init__(self, case: UUID, page: str = "case") -> None:
        self.case, self.page = case, page
        super().__init__(case)


def _redirect_filed[**P](view: auth.View[P]) -> auth.View[P]:
    """Redirect from a page of a draft that was filed to the page of its case."""

    @functools.wraps(view)
    def run(
        request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except AlreadyFiled as filed:
            return redirect(f"applications:{filed.page}", filed.case)

    return run


def citizen_page[**P](view: auth.View[P]) -> auth.View[P]:
    """A page for citizens who are signed in; see `uncached`."""
    return uncached(auth.citizen_required(_redirect_filed(view)))


def language() -> str:
    """The language of this page."""
    return get_language() or "id"


def fresh_key() -> str:
    """An idempotency key for a form."""
    return secrets.token_urlsafe(18)


def case_of(request: HttpRequest, case: UUID) -> "models.Draft | models.Application":
    """A citizen's own case, a draft or filed.

    Raises:
        foundation_errors.NotFound: there is none, or it is another citizen's.
    """
    owners = auth.require_citizen_session(request).owners
    case_row = queries.draft(case, owners) or queries.application(case, owners)
    if case_row is None:
        raise foundation_errors.NotFound
    return case_row


class OpenedDraft(NamedTuple):
    """A draft with its opened answers and everything that its pages show."""

    draft: "models.Draft"
    definition: engine.Definition
    answers: dict[str, Any]
    files: "list[Evidence]"
    problems: list[engine.Problem]
    tasks: tasks.TaskList
    as_of: date  # the day that rules call today

    @property
    def home(self) -> str:
        """The address of the task list."""
        name = "tasks" if self.draft.is_amendment else "case"
        return tasks.address(name, self.draft.id)

    @property
    def is_last_time(self) -> bool:
        """Whether saving extends the draft no longer, because of its age."""
        expires_at, draft = self.draft.expires_at, self.draft
        return expires_at is not None and expires_at < draft.saved_at + timedelta(
            days=DRAFT_DAYS
        )

    @property
    def is_fileable(self) -> bool:
        """Whether it can be filed now; amendments always can: their fee is billed."""
        is_billed = self.definition.is_billed
        return self.draft.is_amendment or catalogue.is_fileable(
            online=True, is_billed=is_billed
        )

    @property
    def is_desk(self) -> bool:
        """Whether it is prepared for a desk, where papers are brought and fees paid."""
        return "SERVE" in self.definition.steps

    @property
    def bundle(self) -> engine.Bundle | None:
        """The bundle that is filled in; None if it is a single service."""
        return catalogue.bundle_of(self.draft.definition)

    @property
    def title(self) -> str:
        return self.definition.title.of(language())


def application_of(request: HttpRequest, case: UUID) -> "models.Application":
    """A citizen's own application.

    Raises:
        foundation_errors.NotFound: there is none, or it is another citizen's.
    """
    owners = auth.require_citizen_session(request).owners
    application = queries.application(case, owners)
    if application is None:
        raise foundation_errors.NotFound
    return application


def draft_of(request: HttpRequest, case: UUID) -> "models.Draft":
    """A citizen's own draft.

    Raises:
        AlreadyFiled: it is the citizen's own, but no draft any more.
        foundation_errors.NotFound: there is none, or it is another citizen's.
    """
    owners = auth.require_citizen_session(request).owners
    draft = queries.draft(case, owners)
    if draft is not None:
        return draft
    if queries.application(case, owners) is not None:
        raise AlreadyFiled(case)
    if queries.bundle_filing(case, owners) is not None:
        raise AlreadyFiled(case, "bundle")
    raise foundation_errors.NotFound


def open_draft(request: HttpRequest, case: UUID) -> OpenedDraft:
    """Open a citizen's own draft; raises as `draft_of`.

    Raises:
        errors.DraftExpired: it was not saved for `rules.DRAFT_DAYS`.
    """
    session, at = auth.require_citizen_session(request), clock.of(request)
    draft = draft_of(request, case)
    permissions.check_not_expired(draft, at)
    answers = sealed_contents.open_own_answers(
        application=draft, by=session.actor, at=at
    )
    return draft_with_answers(draft, answers, at)


def draft_with_answers(
    draft: "models.Draft", answers: dict[str, Any], at: datetime
) -> OpenedDraft:
    """The same of a draft whose answers are open already."""
    definition = catalogue.definition(draft.definition)
    files = queries.current_evidence(draft.id)
    as_of = queries.rules_as_of(draft, at)
    problems = queries.problems(draft, answers, files, clock.today(at))
    counts = Counter(file.requirement for file in files)
    task_list = tasks.task_list(
        draft, definition, answers, counts, problems, language(), as_of=as_of
    )
    return OpenedDraft(draft, definition, answers, files, problems, task_list, as_of)
