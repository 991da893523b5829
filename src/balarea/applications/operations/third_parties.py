"""Announcing a complete application, objections of third parties, and answers to them.

What a definition names is public while objections may come in; its applicant is not.
A decision waits until these days are over and every objection has its answer.
"""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from balarea.applications import errors, models, permissions, queries
from balarea.applications.objection_rules import MAX_THIRD_PARTY_FILES
from balarea.applications.operations import objecting, sealed_contents, steps
from balarea.applications.queries import third_parties
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.foundation import calendar, clock, ids, unit_of_work
from balarea.foundation import errors as foundation_errors
from balarea.foundation.operation import Actor, operation
from balarea.notices import operations as notices
from balarea.people import queries as people
from balarea.people.queries import Scope
from balarea.people.rules import Action
from balarea.vault import operations as vault

_TEXT, _ANSWER = "third-party-text", "third-party-answer"  # names in seals


@operation
def announce_if_demanded(
    *, application: models.Application, by: Actor, at: dt.datetime
) -> None:
    """Announce a file that was accepted as complete, where its definition demands it.

    It is announced once, whatever comes later.
    """
    definition = catalogue.definition(application.definition)
    law = definition.announcement
    if law is None or third_parties.announcement_of(application) is not None:
        return
    answers = sealed_contents.open_answers(
        application=application, by=by, at=at, purpose="VERIFY"
    )
    visible = engine.visible_answers(definition, answers, as_of=application.filed_on)
    facts = [
        {
            "label": dict(definition.fields[name].label.texts),
            "value": dict(engine.display(definition.fields[name], visible[name]).texts),
        }
        for name in law.shown
        if visible.get(name) not in (None, [])
    ]
    closes_on = calendar.add_working_days(clock.today(at), law.working_days)
    announcement = models.Announcement(
        application=application,
        service=application.service,
        agency=application.agency,
        facts=facts,
        closes_on=closes_on,
        at=at,
    )
    unit_of_work.add(announcement)
    params = {"closes_on": closes_on.isoformat()}
    steps.log_entry(
        application=application, type="MADE_PUBLIC", by=by, at=at, facts=params
    )
    steps.notify(
        application=application, kind="MADE_PUBLIC", params=params, by=by, at=at
    )


@operation
def object_to(
    *,
    announcement: UUID,
    contact: UUID,
    owners: frozenset[UUID],
    text: str,
    language: str,
    files: Sequence[objecting.NamedFile] = (),
    by: Actor,
    at: dt.datetime,
) -> models.ThirdPartyObjection:
    """Object to an announced application, by a proved contact.

    `announcement` is its public id; `owners` are the ids of whoever objects; `files`
    are names and files, examined by `documents.uploads.examine` before.

    Raises:
        foundation_errors.NotFound: nothing is announced there.
        errors.AnnouncementOver: its days are over.
        errors.OwnApplication: it is their own application.
        errors.ObjectedAlready: this contact has objected.
        errors.ReasonsMissing: the text has too few letters.
        documents.errors.TooManyFiles: more than `MAX_THIRD_PARTY_FILES`.
    """
    application = _open_to(announcement, owners, clock.today(at))
    content, case = steps.checked_reason(text).encode(), ids.uuid7()
    objection = models.ThirdPartyObjection(
        id=case,
        application=application,
        contact_id=contact,
        text=vault.seal(case=case, name=_TEXT, content=content, by=by, at=at),
        language=language,
        at=at,
    )
    unit_of_work.add(objection)
    objecting.attach(
        application=application,
        case=case,
        files=files,
        max_files=MAX_THIRD_PARTY_FILES,
        by=by,
        at=at,
    )
    kind = "THIRD_PARTY_OBJECTED"
    steps.log_entry(application=application, type=kind, by=by, at=at)
    return objection


def _open_to(
    announcement: UUID, owners: frozenset[UUID], today: dt.date
) -> models.Application:
    """The announced application, locked, if these owners may object to it now."""
    row = third_parties.announcement(announcement)
    if row is None:
        raise foundation_errors.NotFound
    rows = models.Application.objects.filter(id=row.application_id)
    application = queries.locked_for_step(rows).get()
    if today > row.closes_on:
        raise errors.AnnouncementOver(last=f"{row.closes_on:%d-%m-%Y}")
    if owners & application.owners:
        raise errors.OwnApplication
    if third_parties.own_third_party_objection(application, owners) is not None:
        raise errors.ObjectedAlready
    return application


@operation
def answer(
    *,
    case: UUID,
    objection: UUID,
    text: str,
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> models.ThirdPartyAnswer:
    """Answer a third party, who is told that there is an answer.

    Raises:
        foundation_errors.NotFound: not within reach of the officer's grants.
        foundation_errors.NotPermitted: without the right to decide.
        errors.ChangedMeanwhile: it is answered.
        errors.ReasonsMissing: the answer has too few letters.
    """
    application = queries.case_in_reach(case, scope, lock=True)
    row = third_parties.third_party_objection(objection, case=case)
    if application is None or row is None:
        raise foundation_errors.NotFound
    permissions.check_can(scope, Action.DECIDE, application)
    if third_parties.answer_of(row) is not None:
        raise errors.ChangedMeanwhile
    content = steps.checked_reason(text).encode()
    answered = models.ThirdPartyAnswer(
        objection=row,
        application=application,
        text=vault.seal(case=row.id, name=_ANSWER, content=content, by=by, at=at),
        officer=scope.officer,
        at=at,
    )
    unit_of_work.add(answered)
    kind = "THIRD_PARTY_ANSWERED"
    steps.log_entry(application=application, type=kind, by=by, at=at)
    _notify(application=application, objection=row, by=by, at=at)
    return answered


@operation
def _notify(
    *,
    application: models.Application,
    objection: models.ThirdPartyObjection,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Tell the third party; nothing of the application but its service."""
    definition = catalogue.definition(application.definition)
    contact = people.contact(objection.contact_id)
    notices.post(
        case=objection.id,
        channel=contact.kind,
        recipient=contact.sealed_id,
        masked=contact.masked,
        kind="TP_ANSWERED",
        params={"service": definition.title.of(objection.language)},
        language=objection.language,
        agency=application.agency,
        service=application.service,
        by=by,
        at=at,
    )


def check_weighed(application: models.Application, at: dt.datetime) -> None:
    """Refuse a decision while third parties may object, or wait for an answer.

    Raises:
        errors.StillAnnounced: its days are not over.
        errors.ThirdPartiesWait: somebody has no answer.
    """
    announcement = third_parties.announcement_of(application)
    if announcement is None:
        return
    if clock.today(at) <= announcement.closes_on:
        raise errors.StillAnnounced(last=f"{announcement.closes_on:%d-%m-%Y}")
    if count := third_parties.unanswered_count(application):
        raise errors.ThirdPartiesWait(count=count)


@operation
def open_texts(
    *,
    application: models.Application,
    objection: models.ThirdPartyObjection,
    purpose: str,
    by: Actor,
    at: dt.datetime,
) -> tuple[str, str]:
    """What a third party wrote, and the answer; the access is recorded first."""
    items = [(objection.text, _TEXT)]
    answered = third_parties.answer_of(objection)
    if answered is not None:
        items.append((answered.text, _ANSWER))
    opened = vault.open_many(
        items=items,
        case=objection.id,
        by=by,
        purpose=purpose,
        at=at,
        agency=application.agency,
        service=application.service,
    )
    text, words = [one.decode() for one in (*opened, b"")][:2]
    return text, words
