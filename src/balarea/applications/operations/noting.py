"""Officers' notes to each other: part of the record, and never a requirement.

The citizen's pages don't show them; the citizen may ask to read them under UU 14/2008
(to be confirmed by a lawyer). A note is never edited: a new one corrects it.
"""

import datetime as dt
from uuid import UUID

from balarea.applications import errors, models, permissions, queries
from balarea.applications.operations import steps
from balarea.applications.queries import talk
from balarea.foundation import errors as foundation_errors
from balarea.foundation import unit_of_work
from balarea.foundation.operation import Actor, operation
from balarea.people.queries import Scope
from balarea.vault import operations as vault


@operation
def add_note(
    *,
    case: UUID,
    text: str,
    corrects: UUID | None = None,
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> models.CaseNote:
    """Add a note to a case; `corrects` is the note of this case that it puts right.

    Raises:
        foundation_errors.NotFound: not within reach, or no such note.
        foundation_errors.NotPermitted: the officer takes no step of this service.
        errors.QuestionEmpty, errors.TextTooLong: the text is none.
    """
    application = queries.case_in_reach(case, scope, lock=True)
    if application is None:
        raise foundation_errors.NotFound
    if not permissions.may_speak(scope, application):
        raise foundation_errors.NotPermitted
    corrected = talk.note(corrects, case=case) if corrects is not None else None
    if corrects is not None and corrected is None:
        raise foundation_errors.NotFound
    content = steps.normalized_text(text)
    if not any(one.isalnum() for one in content):
        raise errors.QuestionEmpty
    row = models.CaseNote(
        application=application,
        text=vault.seal(
            case=case, name=talk.NOTE, content=content.encode(), by=by, at=at
        ),
        corrects=corrected,
        officer=scope.officer,
        at=at,
    )
    unit_of_work.add(row)
    steps.log_entry(application=application, type="NOTE_ADDED", by=by, at=at)
    return row
