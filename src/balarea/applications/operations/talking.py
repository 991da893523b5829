"""Citizen and office ask each other one thing inside a case.

A question stops no deadline and takes no files. What an office writes can't ask for
any: that belongs to the one deficiency notice.
"""

import datetime as dt
from typing import NamedTuple
from uuid import UUID

from balarea.applications import errors, models, permissions, queries, talk_rules
from balarea.applications.operations import file_wording, officer_texts, steps
from balarea.applications.queries import talk
from balarea.applications.talk_rules import Ending, Side
from balarea.foundation import errors as foundation_errors
from balarea.foundation import unit_of_work
from balarea.foundation.operation import Actor, operation
from balarea.people.models import Officer
from balarea.people.queries import Scope
from balarea.vault import operations as vault


class _Speaker(NamedTuple):
    """Who writes for which side; `officer` is empty where the citizen does."""

    side: Side
    officer: Officer | None = None


class OpenedTalk(NamedTuple):
    """Questions and notes of a case, with their texts by the keys of `queries.talk`."""

    questions: list[models.CaseQuestion]
    notes: list[models.CaseNote]
    texts: dict[str, str]


def _locked_own(case: UUID, owners: frozenset[UUID]) -> models.Application:
    rows = queries.applications_of(owners).filter(id=case)
    application = queries.locked_for_step(rows).first()
    if application is None:
        raise foundation_errors.NotFound
    return application


def _locked_by_office(case: UUID, scope: Scope) -> models.Application:
    application = queries.case_in_reach(case, scope, lock=True)
    if application is None:
        raise foundation_errors.NotFound
    if not permissions.may_speak(scope, application):
        raise foundation_errors.NotPermitted
    return application


def _locked_at_desk(case: UUID, scope: Scope) -> models.Application:
    application = queries.case_in_reach(case, scope, lock=True)
    if application is None:
        raise foundation_errors.NotFound
    if not permissions.may_speak_for_person(scope, application):
        raise foundation_errors.NotPermitted
    return application


@operation
def ask_as_citizen(
    *, case: UUID, text: str, owners: frozenset[UUID], by: Actor, at: dt.datetime
) -> models.CaseQuestion:
    """A citizen asks the office, which sees it in its worklist.

    Raises:
        foundation_errors.NotFound: there is no such application of theirs.
        errors.QuestionOpen: they wait for an answer already.
        errors.AskingOver: the case ended too long ago.
        errors.QuestionEmpty, errors.TextTooLong: the text is none.
    """
    application = _locked_own(case, owners)
    speaker = _Speaker(Side.CITIZEN)
    return _ask(application=application, text=text, speaker=speaker, by=by, at=at)


@operation
def ask_at_desk(
    *, case: UUID, text: str, scope: Scope, by: Actor, at: dt.datetime
) -> models.CaseQuestion:
    """An officer asks for somebody who has neither phone nor e-mail with us.

    Raises:
        as `ask_as_citizen`; foundation_errors.NotPermitted: the officer doesn't take in
        for this service, or the person can ask by themselves.
    """
    application = _locked_at_desk(case, scope)
    speaker = _Speaker(Side.CITIZEN, scope.officer)
    return _ask(application=application, text=text, speaker=speaker, by=by, at=at)


@operation
def ask_as_office(
    *, case: UUID, text: str, scope: Scope, by: Actor, at: dt.datetime
) -> models.CaseQuestion:
    """An officer asks the citizen, who is told that there is a question.

    Raises:
        as `ask_as_citizen`; foundation_errors.NotPermitted: the officer takes no step
        of this service; errors.AsksForFile: it asks for a file.
    """
    application = _locked_by_office(case, scope)
    file_wording.check_question(application, text)
    speaker = _Speaker(Side.OFFICE, scope.officer)
    row = _ask(application=application, text=text, speaker=speaker, by=by, at=at)
    steps.notify(application=application, kind="QUESTION", by=by, at=at)
    return row


@operation
def _ask(
    *,
    application: models.Application,
    text: str,
    speaker: _Speaker,
    by: Actor,
    at: dt.datetime,
) -> models.CaseQuestion:
    if not talk_rules.may_ask(application.closed_at, at):
        raise errors.AskingOver(days=talk_rules.ASK_AFTER_CLOSING.days)
    if talk.open_question(application, speaker.side) is not None:
        raise errors.QuestionOpen
    content = _checked(text).encode()
    row = models.CaseQuestion(
        application=application,
        service=application.service,
        side=speaker.side,
        text=vault.seal(
            case=application.id, name=talk.QUESTION, content=content, by=by, at=at
        ),
        author=speaker.officer,
        at=at,
    )
    unit_of_work.add(row)
    _log(application=application, row=row, type="QUESTION_ASKED", by=by, at=at)
    return row


def _checked(text: str) -> str:
    """A text as it is stored; a question may be short.

    Raises:
        errors.QuestionEmpty: it has no letter and no digit.
        errors.TextTooLong: it is longer than the page takes.
    """
    text = steps.normalized_text(text)
    if not any(one.isalnum() for one in text):
        raise errors.QuestionEmpty
    return text


@operation
def _log(
    *,
    application: models.Application,
    row: models.CaseQuestion,
    type: str,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Log it, and let nobody decide on a page that doesn't show it."""
    facts = {"side": str(row.side)}
    steps.log_entry(application=application, type=type, facts=facts, by=by, at=at)
    application.revision += 1
    unit_of_work.change(application, "revision")


@operation
def answer_as_citizen(
    *,
    case: UUID,
    question: UUID,
    text: str,
    owners: frozenset[UUID],
    by: Actor,
    at: dt.datetime,
) -> None:
    """A citizen answers what their office asked.

    Raises:
        foundation_errors.NotFound: there is no such application or question.
        errors.QuestionOver: it was answered or closed.
        errors.QuestionEmpty, errors.TextTooLong: the text is none.
    """
    application = _locked_own(case, owners)
    row = _locked_question(question, application, side=Side.OFFICE)
    speaker = _Speaker(Side.CITIZEN)
    _answer(application=application, row=row, text=text, by_whom=speaker, by=by, at=at)


@operation
def answer_at_desk(
    *, case: UUID, question: UUID, text: str, scope: Scope, by: Actor, at: dt.datetime
) -> None:
    """An officer writes the answer of somebody without phone and e-mail.

    Raises:
        as `answer_as_citizen`, and `ask_at_desk`.
    """
    application = _locked_at_desk(case, scope)
    row = _locked_question(question, application, side=Side.OFFICE)
    speaker = _Speaker(Side.CITIZEN, scope.officer)
    _answer(application=application, row=row, text=text, by_whom=speaker, by=by, at=at)


@operation
def answer_as_office(
    *, case: UUID, question: UUID, text: str, scope: Scope, by: Actor, at: dt.datetime
) -> None:
    """An officer answers what the citizen asked; the citizen is told.

    Raises:
        as `answer_as_citizen`, and `ask_as_office`.
    """
    application = _locked_by_office(case, scope)
    row = _locked_question(question, application, side=Side.CITIZEN)
    file_wording.check_question(application, text)
    speaker = _Speaker(Side.OFFICE, scope.officer)
    _answer(application=application, row=row, text=text, by_whom=speaker, by=by, at=at)
    steps.notify(application=application, kind="REPLY", by=by, at=at)


def _locked_question(
    question: UUID, application: models.Application, *, side: Side
) -> models.CaseQuestion:
    row = talk.locked_question(question, case=application.id)
    if row is None or row.side != side:
        raise foundation_errors.NotFound
    if row.ended_at is not None:
        raise errors.QuestionOver
    return row


@operation
def _answer(
    *,
    application: models.Application,
    row: models.CaseQuestion,
    text: str,
    by_whom: _Speaker,
    by: Actor,
    at: dt.datetime,
) -> None:
    content = _checked(text).encode()
    row.answer = vault.seal(
        case=application.id, name=talk.ANSWER, content=content, by=by, at=at
    )
    row.ending, row.ended_at, row.ended_by = Ending.ANSWERED, at, by_whom.officer
    unit_of_work.change(row, "answer", "ending", "ended_at", "ended_by")
    _log(application=application, row=row, type="QUESTION_ANSWERED", by=by, at=at)


@operation
def close_as_citizen(
    *, case: UUID, question: UUID, owners: frozenset[UUID], by: Actor, at: dt.datetime
) -> None:
    """A citizen takes their question back.

    Raises:
        foundation_errors.NotFound: there is no such application or question.
        errors.QuestionOver: it was answered or closed.
    """
    application = _locked_own(case, owners)
    row = _locked_question(question, application, side=Side.CITIZEN)
    _close(application=application, row=row, officer=None, by=by, at=at)


@operation
def close_as_office(
    *, case: UUID, question: UUID, scope: Scope, by: Actor, at: dt.datetime
) -> None:
    """An officer closes what the office asked; raises as `close_as_citizen`."""
    application = _locked_by_office(case, scope)
    row = _locked_question(question, application, side=Side.OFFICE)
    _close(application=application, row=row, officer=scope.officer, by=by, at=at)


@operation
def _close(
    *,
    application: models.Application,
    row: models.CaseQuestion,
    officer: Officer | None,
    by: Actor,
    at: dt.datetime,
) -> None:
    row.ending, row.ended_at, row.ended_by = Ending.CLOSED, at, officer
    unit_of_work.change(row, "ending", "ended_at", "ended_by")
    _log(application=application, row=row, type="QUESTION_CLOSED", by=by, at=at)


@operation
def open_talk(
    *,
    application: models.Application,
    with_notes: bool = False,
    purpose: str,
    by: Actor,
    at: dt.datetime,
) -> OpenedTalk:
    """What was asked and noted in a case; the access is recorded first.

    `with_notes`: for officers of the case, see `permissions.may_read_notes`.
    """
    questions = talk.questions_of(application.id)
    notes = talk.notes_of(application.id) if with_notes else []
    sealed = talk.sealed_questions(questions) | talk.sealed_notes(notes)
    if not sealed:
        return OpenedTalk(questions, notes, {})
    texts = officer_texts.open_texts(
        application=application, sealed_texts=sealed, purpose=purpose, by=by, at=at
    )
    return OpenedTalk(questions, notes, texts)
