"""What the pages of an own case have in common: whose it is, and no copy left."""

import functools
import secrets
from collections import Counter
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import get_language

from balarea.applications import errors, queries
from balarea.applications.operations import drafting
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


def unkept[**P](page: auth.View[P]) -> auth.View[P]:
    """No cache keeps the answer, no search engine lists it, no other house hears of it.

    A policy of `no-referrer` would be stricter than forms can bear: browsers then send
    `Origin: null`, which the CSRF check must refuse.
    """

    @functools.wraps(page)
    def run(
        request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        response = page(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex"
        response.headers.setdefault("Referrer-Policy", "same-origin")
        return response

    return run


class Filed(Exception):
    """One's own case, whose draft is filed already: its page says how it goes on."""

    def __init__(self, case: UUID) -> None:
        self.case = case
        super().__init__(case)


def _led[**P](page: auth.View[P]) -> auth.View[P]:
    """Whoever goes back to a page of a draft after filing it is led to the case."""

    @functools.wraps(page)
    def run(
        request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        try:
            return page(request, *args, **kwargs)
        except Filed as filed:
            return redirect("applications:case", filed.case)

    return run


def own[**P](page: auth.View[P]) -> auth.View[P]:
    """A page for whoever proved a contact; see `unkept`."""
    return unkept(auth.citizen_required(_led(page)))


def language() -> str:
    """The language of this page."""
    return get_language() or "id"


def fresh_key() -> str:
    """An idempotency key for a form."""
    return secrets.token_urlsafe(18)


def owned(request: HttpRequest, case: UUID) -> "models.Draft | models.Application":
    """A citizen's own case, whether they still write it or have filed it.

    Raises:
        foundation_errors.NotFound: there is none, or it is another's.
    """
    contacts = auth.require_citizen_session(request).contacts
    found = queries.draft(case, contacts) or queries.application(case, contacts)
    if found is None:
        raise foundation_errors.NotFound
    return found


class Writing(NamedTuple):
    """A draft with everything that its pages show."""

    draft: "models.Draft"
    definition: engine.Definition
    answers: dict[str, Any]
    files: "list[Evidence]"
    problems: list[engine.Problem]
    tasks: tasks.TaskList

    @property
    def home(self) -> str:
        """The address of the task list."""
        name = "tasks" if self.draft.is_amendment else "case"
        return tasks.address(name, self.draft.id)

    @property
    def is_last_time(self) -> bool:
        """Whether the draft is so old that saving keeps it no longer."""
        expires_at, draft = self.draft.expires_at, self.draft
        return expires_at is not None and expires_at < draft.saved_at + timedelta(
            days=DRAFT_DAYS
        )

    @property
    def is_fileable(self) -> bool:
        """Whether it could be filed now; an amendment always can, its fee is billed."""
        fee = self.definition.fee.kind
        return self.draft.is_amendment or catalogue.is_fileable(online=True, fee=fee)

    @property
    def title(self) -> str:
        return self.definition.title.of(language())


def draft_of(request: HttpRequest, case: UUID) -> "models.Draft":
    """A citizen's own draft.

    Raises:
        Filed: it is one's own, and not a draft any more.
        foundation_errors.NotFound: there is none, or it is another's.
    """
    contacts = auth.require_citizen_session(request).contacts
    draft = queries.draft(case, contacts)
    if draft is not None:
        return draft
    if queries.application(case, contacts) is not None:
        raise Filed(case)
    raise foundation_errors.NotFound


def writing(request: HttpRequest, case: UUID) -> Writing:
    """A citizen's own draft, opened; raises as `draft_of`.

    Raises:
        errors.DraftExpired: it waited for more than 30 days.
    """
    session, at = auth.require_citizen_session(request), clock.of(request)
    draft = draft_of(request, case)
    if draft.expires_at is not None and draft.expires_at <= at:
        raise errors.DraftExpired
    answers = drafting.answers_of(draft=draft, by=session.actor, at=at)
    return writing_of(draft, answers, at)


def writing_of(draft: "models.Draft", answers: dict[str, Any], at: datetime) -> Writing:
    """A draft whose answers are open already, with what follows from them."""
    definition = catalogue.definition(draft.definition)
    files = queries.live_evidence(draft.id)
    problems = queries.problems(draft, answers, files, clock.today(at))
    counts = Counter(file.requirement for file in files)
    listed = tasks.task_list(draft, definition, answers, counts, problems, language())
    return Writing(draft, definition, answers, files, problems, listed)
