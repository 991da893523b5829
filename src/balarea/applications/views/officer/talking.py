"""Questions, internal notes and taken notice on an officer's page of a case."""

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from balarea.applications import permissions, talk_rules
from balarea.applications.operations import noting, talking
from balarea.applications.presenters import general_reasons
from balarea.applications.presenters import talk as presenters
from balarea.applications.queries import talk as talk_queries
from balarea.applications.rules import QUEUES
from balarea.applications.views.officer import waiting_lists
from balarea.foundation.errors import NotFound, NotPermitted
from balarea.people import auth
from balarea.ui.http_methods import require_safe

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

    from balarea.applications import models
    from balarea.applications.views.officer.acting import Submission


def part(
    session: auth.OfficerSession, application: "models.Application", at: dt.datetime
) -> dict[str, Any]:
    """The context: what was asked and noted, opened for this officer."""
    scope = session.scope
    opened = talking.open_talk(
        application=application,
        with_notes=permissions.may_read_notes(scope, application),
        purpose=permissions.purpose_of(scope, application),
        by=session.actor,
        at=at,
    )
    notes = presenters.notes(opened.notes, opened.texts)
    return {
        "general": general_reasons.all_options(),
        "talk": presenters.thread(opened.questions, opened.texts, with_names=True),
        "may_ask": talk_rules.may_ask(application.closed_at, at),
        "may_speak": permissions.may_speak(scope, application),
        "speaks_for_person": permissions.may_speak_for_person(scope, application),
        "reads_notes": permissions.may_read_notes(scope, application),
        "notes": notes,
        "note_choices": presenters.note_choices(notes),
        "notice": presenters.notice_of(application),
    }


@require_safe
@never_cache
@auth.officer_required
def questions(request: HttpRequest) -> HttpResponse:
    """What citizens asked and nobody answered, in the officer's services."""
    scope = auth.require_officer_session(request).scope
    if not scope.actions & set(QUEUES):
        raise NotPermitted
    template = "applications/officer/questions.html"
    return waiting_lists.page(
        request, scope, talk_queries.unanswered, presenters.waiting_row, template
    )


def _text(submission: "Submission", name: str) -> str:
    return submission.form.get(name, "")


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


def _ask(submission: "Submission") -> None:
    talking.ask_as_office(
        case=submission.case,
        text=_text(submission, "ask_text"),
        scope=submission.session.scope,
        by=submission.session.actor,
        at=submission.at,
    )


def _ask_for(submission: "Submission") -> None:
    talking.ask_at_desk(
        case=submission.case,
        text=_text(submission, "ask_for_text"),
        scope=submission.session.scope,
        by=submission.session.actor,
        at=submission.at,
    )


def _answer(submission: "Submission") -> None:
    talking.answer_as_office(
        case=submission.case,
        question=_id(_text(submission, "question")),
        text=_text(submission, "answer_text"),
        scope=submission.session.scope,
        by=submission.session.actor,
        at=submission.at,
    )


def _answer_for(submission: "Submission") -> None:
    talking.answer_at_desk(
        case=submission.case,
        question=_id(_text(submission, "question")),
        text=_text(submission, "answer_for_text"),
        scope=submission.session.scope,
        by=submission.session.actor,
        at=submission.at,
    )


def _close(submission: "Submission") -> None:
    talking.close_as_office(
        case=submission.case,
        question=_id(_text(submission, "question")),
        scope=submission.session.scope,
        by=submission.session.actor,
        at=submission.at,
    )


def _add_note(submission: "Submission") -> None:
    corrects = _text(submission, "corrects")
    noting.add_note(
        case=submission.case,
        text=_text(submission, "note_text"),
        corrects=_id(corrects) if corrects else None,
        scope=submission.session.scope,
        by=submission.session.actor,
        at=submission.at,
    )


# Steps of the case's page, for `acting.ACTIONS`; after each the page is shown again.
ACTIONS: dict[str, tuple[Callable[["Submission"], None], "_StrOrPromise"]] = {
    "ask": (_ask, _("Your question is on its way.")),
    "answer": (_answer, _("Your answer is on its way.")),
    "close_question": (_close, _("The question is closed.")),
    "ask_for": (_ask_for, _("The question waits for the office.")),
    "answer_for": (_answer_for, _("The answer is on record.")),
    "add_note": (_add_note, _("The note is on record.")),
}
