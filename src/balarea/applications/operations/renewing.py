"""Renewing a document: a new application of the same owner with the earlier answers.

It is checked and decided like every other one. Once its document is issued, that takes
the place of the earlier one.
"""

import datetime as dt
from typing import Any
from uuid import UUID

from balarea.applications import errors, models, permissions, queries
from balarea.applications.operations import (
    correcting,
    drafting,
    mandated,
    sealed_contents,
    steps,
)
from balarea.applications.queries import after_issue
from balarea.applications.queries import front_desk as desk_queries
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.documents import queries as documents
from balarea.documents.models import IssuedDocument
from balarea.documents.rules import LinkKind
from balarea.foundation import clock, unit_of_work
from balarea.foundation.errors import NotFound, NotPermitted
from balarea.foundation.operation import SYSTEM, Actor, operation
from balarea.notices import queries as notices
from balarea.people.queries import Scope
from balarea.people.rules import Action
from balarea.vault import operations as vault
from balarea.vault.rules import owner_purpose


@operation
def begin_renewal(
    *, case: UUID, owners: frozenset[UUID], key: str, by: Actor, at: dt.datetime
) -> UUID:
    """Begin a draft that renews the document of a case; returns its case.

    Where the owner has begun one already, that one. Pressing the button is the yes to
    the earlier answers: they are opened with an access entry, sealed anew under the
    draft's key, and each page is still to be confirmed.

    Raises:
        NotFound: it is not theirs.
        errors.CannotRenew: its document doesn't end, isn't in force, or it is too
            early or too late.
        errors.TooManyDrafts, errors.NotOnline: as for any draft.
    """
    rows = queries.applications_of(owners).filter(id=case)
    application = queries.locked_for_step(rows).first()
    if application is None:
        raise NotFound
    return _renew(application=application, owners=owners, key=key, by=by, at=at)


@operation
def begin_renewal_at_desk(
    *, case: UUID, key: str, scope: Scope, by: Actor, at: dt.datetime
) -> UUID:
    """The same for the owner, who stands at a front desk; raises the same.

    The earlier answers are opened to serve at a counter.

    Raises:
        NotPermitted: without the right to take in, also the service that renews it.
    """
    application = queries.case_in_reach(case, scope, lock=True)
    if application is None:
        raise NotFound
    permissions.check_can(scope, Action.RECEIVE, application)
    terms = catalogue.definition(application.definition).renewal
    service = (terms.service if terms else "") or application.service
    agency = catalogue.definition(catalogue.form_identity(service)).agency
    if not desk_queries.receives(scope, agency, service):
        raise NotPermitted
    owners = application.owners
    return _renew(application=application, owners=owners, key=key, by=by, at=at)


@operation
def _renew(
    *,
    application: models.Application,
    owners: frozenset[UUID],
    key: str,
    by: Actor,
    at: dt.datetime,
) -> UUID:
    if begun := after_issue.begun_successor(application, LinkKind.RENEWED, owners):
        return begun
    document = after_issue.current_document(application, clock.today(at))
    definition = catalogue.definition(application.definition)
    renewal = after_issue.renewal_of(definition, document, clock.today(at))
    if renewal is None or not renewal.is_open:
        raise errors.CannotRenew
    draft = _begin(
        application=application,
        service=renewal.service,
        owners=owners,
        key=key,
        by=by,
        at=at,
    )
    earlier = sealed_contents.open_own_answers(application=application, by=by, at=at)
    earlier |= correcting.corrected_values(
        application=application,
        purpose=owner_purpose(by.kind),
        by=by,
        at=at,
    )
    if document is not None and definition.renewal is not None:
        earlier |= preset(definition.renewal, document)
    continue_case(
        draft=draft,
        application=application,
        kind=LinkKind.RENEWED,
        answers=earlier,
        owners=owners,
        by=by,
        at=at,
    )
    return draft


@operation
def _begin(
    *,
    application: models.Application,
    service: str,
    owners: frozenset[UUID],
    key: str,
    by: Actor,
    at: dt.datetime,
) -> UUID:
    """A draft of the same owner, under the mandate of whoever acts for them."""
    if application.mandate_id in owners and application.mandate_id is not None:
        return mandated.begin(
            mandate=application.mandate_id,
            representative=by.id,
            service=service,
            language=application.language,
            key=key,
            by=by,
            at=at,
        )
    is_village = application.village_id in owners
    return drafting.begin(
        service=service,
        contact=application.contact_id,
        person=application.person_id,
        village=application.village_id if is_village else None,
        language=application.language,
        key=key,
        by=by,
        at=at,
    )


def preset(
    term: engine.Renewal | engine.Transfer, document: IssuedDocument
) -> dict[str, str]:
    """Answers that say that a document is renewed or transferred, and which one."""
    number = {term.number_field: document.number} if term.number_field else {}
    return {**term.answers, **number}


@operation
def continue_case(
    *,
    draft: UUID,
    application: models.Application,
    kind: LinkKind,
    answers: dict[str, Any],
    owners: frozenset[UUID],
    by: Actor,
    at: dt.datetime,
) -> None:
    """Note that a new draft continues an application, and fill its answers in."""
    row = queries.locked_draft(draft, owners)
    if row is None or after_issue.succession_of(draft) is not None:
        return
    succession = models.Succession(case=draft, earlier=application, kind=kind, at=at)
    unit_of_work.add(succession)
    definition = catalogue.definition(row.definition)
    before = catalogue.definition(application.definition)
    content = steps.to_json(_answers_for(definition, before, answers, clock.today(at)))
    vault.replace(
        sealed=row.answers, case=draft, name="answers", content=content, by=by, at=at
    )
    facts = {"kind": kind.value}
    steps.log_entry(application=row, type="CONTINUED", by=by, at=at, facts=facts)


def _answers_for(
    definition: engine.Definition,
    before: engine.Definition,
    answers: dict[str, Any],
    today: dt.date,
) -> dict[str, Any]:
    """Those that the same questions of another version or service ask again."""
    same = {
        name: answers[name]
        for name, field in definition.fields.items()
        if name in answers
        and name in before.fields
        and before.fields[name].type == field.type
        and _is_choosable(field, answers[name])
    }
    return dict(engine.visible_answers(definition, same, as_of=today))


def _is_choosable(field: engine.Field, answer: Any) -> bool:
    """Whether a choice is still offered; True for what isn't chosen from a list."""
    if field.type not in {"CHOICE", "CHOICES"}:
        return True
    chosen = answer if isinstance(answer, list) else [answer]
    return set(chosen) <= {choice.value for choice in field.choices}


@operation
def remind_to_renew(*, limit: int = 100, by: Actor = SYSTEM, at: dt.datetime) -> int:
    """Tell holders once that their document ends soon; returns how many.

    From the first day on which it can be renewed. Who has no contact stands in the
    desk's list of people to be told in person.
    """
    today = clock.today(at)
    ending = documents.ending(after_issue.renewal_days(), today)
    waiting = (
        queries.with_step_data(models.Application.objects.filter(ending))
        .select_for_update(skip_locked=True, of=("self",))
        .filter(
            ~notices.is_posted("RENEW_SOON"),
            ~documents.is_suspended(today),
            contact__isnull=False,
            successions__isnull=True,
        )[:limit]
    )
    count = 0
    for application in waiting:
        document = documents.document_of(application.id)
        if document is None or document.valid_until is None:
            continue
        params = {
            "number": document.number,
            "ends_on": document.valid_until.isoformat(),
        }
        kind = "RENEW_SOON"
        steps.notify(application=application, kind=kind, by=by, at=at, params=params)
        count += 1
    return count
