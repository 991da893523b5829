"""Taking in at the front desk: an officer writes and files for whoever stands there.

The same drafts and the same filing as online, with the officer as actor.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from balarea.applications import errors, models, queries
from balarea.applications.operations import (
    bundles,
    drafting,
    filing,
    sealed_contents,
    steps,
)
from balarea.applications.queries import front_desk as desk_queries
from balarea.applications.rules import PAPER_MARKS
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.foundation import clock, unit_of_work
from balarea.foundation.errors import NotFound, NotPermitted
from balarea.foundation.operation import Actor, operation
from balarea.people import errors as people_errors
from balarea.people import queries as people
from balarea.people.operations import persons
from balarea.people.queries import Scope, mandates
from balarea.vault import operations as vault


@operation
def begin(
    *,
    owner: UUID,
    service: str,
    mandate: UUID | None = None,
    language: str,
    key: str,
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> UUID:
    """Begin a draft for a person or a proved contact; the same `key` begins one.

    News goes to the person's first contact, if they have one. Under a `mandate` of
    theirs its representative stands at the desk.

    Raises:
        NotPermitted: the officer doesn't take in this service.
        NotFound: no such owner.
        people.errors.MandateOver: they gave no such mandate, it isn't in force, or it
            doesn't cover the service.
        errors.TooManyDrafts, errors.NotOnline: as online.
    """
    definition = catalogue.definition(catalogue.form_identity(service))
    if not desk_queries.receives(scope, definition.agency, service):
        raise NotPermitted
    who = people.case_owner(owner)
    if who is None:
        raise NotFound
    if mandate is not None and mandate not in {
        one.id for one in desk_queries.mandates_for(who, service, clock.today(at))
    }:
        raise people_errors.MandateOver
    return drafting.begin(
        service=service,
        contact=who.contact.id if who.contact is not None else None,
        person=who.person.id if who.person is not None else None,
        mandate=mandate,
        language=language,
        key=key,
        by=by,
        at=at,
    )


@operation
def save_form(
    *,
    case: UUID,
    raw: Mapping[str, Sequence[str]],
    seen_saved_at: str,
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> desk_queries.SavedForm:
    """Save all questions of a draft at once, as far as they can be read.

    `seen_saved_at` is when the draft was saved last by what the page showed.

    Raises:
        NotFound: no such draft, or of a service that the officer doesn't take in.
        errors.DraftExpired: it has expired.
        errors.SavedMeanwhile: another desk, or the owner, saved other answers since;
            nothing is changed.
    """
    draft = _locked(case, scope, by, at)
    before = sealed_contents.open_own_answers(application=draft, by=by, at=at)
    is_older = bool(seen_saved_at) and seen_saved_at != draft.saved_at.isoformat()
    who, saved_at = desk_queries.last_saved_by(draft), draft.saved_at
    read = desk_queries.read_form(draft, before, raw, at)
    if is_older and read.answers != before:
        raise errors.SavedMeanwhile(who=who, at=saved_at)
    vault.replace(
        sealed=draft.answers,
        case=case,
        name="answers",
        content=steps.to_json(read.answers),
        by=by,
        at=at,
    )
    draft.pages_done = read.pages_done
    drafting.note_saved(draft=draft, by=by, at=at)
    return read


def _locked(case: UUID, scope: Scope, by: Actor, at: dt.datetime) -> models.Draft:
    draft = desk_queries.draft(case, scope)
    if draft is None:
        raise NotFound
    return drafting.lock_draft(case=case, owners=draft.owners, by=by, at=at)


@operation
def mark_papers(
    *,
    case: UUID,
    marks: Mapping[str, Sequence[str]],
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Note which papers lie on the desk: requirement → `PAPER_MARKS`; others stay.

    Raises:
        NotFound: no such draft, or of a service that the officer doesn't take in.
    """
    draft = desk_queries.draft(case, scope)
    if draft is None:
        raise NotFound
    definition = catalogue.definition(draft.definition)
    before = desk_queries.marks(case)
    changed = False
    for requirement in definition.requirements:
        if requirement.id not in marks:
            continue
        given = [one for one in PAPER_MARKS if one in marks.get(requirement.id, ())]
        if given == list(before.get(requirement.id, ())):
            continue
        unit_of_work.add(
            models.SeenPaper(
                case=case,
                requirement=requirement.id,
                marks=given,
                officer=scope.officer,
                at=at,
            )
        )
        changed = True
    if changed:
        steps.log_entry(application=draft, type="PAPERS_SEEN", by=by, at=at)


@operation
def offer(
    *, case: UUID, scope: Scope, by: Actor, at: dt.datetime
) -> desk_queries.Offer:
    """Unanswered questions that the person's card or an earlier case answers.

    Call it after the person said yes. Each source is opened with an access entry.

    Raises:
        NotFound: no such draft, or of a service that the officer doesn't take in.
    """
    draft = desk_queries.draft(case, scope)
    if draft is None:
        raise NotFound
    definition = catalogue.definition(draft.definition)
    answers = sealed_contents.open_own_answers(application=draft, by=by, at=at)
    owner = desk_queries.owner_of(draft)
    offered = _of_card(definition, owner, by, at)
    used = []
    for source in desk_queries.sources(draft, owner):
        same = desk_queries.same_questions(
            definition,
            catalogue.definition(source.definition),
            definition.fields.keys() - offered.keys() - answers.keys(),
        )
        if not same:
            continue
        earlier = sealed_contents.open_own_answers(application=source, by=by, at=at)
        new = {name: earlier[one] for name, one in same.items() if one in earlier}
        if new:
            offered |= new
            used.append((source, source.filed_on))
    fresh = {k: v for k, v in offered.items() if k not in answers}
    return desk_queries.Offer(fresh, tuple(used))


def _of_card(
    definition: engine.Definition, owner: people.CaseOwner, by: Actor, at: dt.datetime
) -> dict[str, Any]:
    if owner.person is None:
        return {}
    identity = persons.open_profile(person=owner.person, by=by, at=at)
    if identity is None:
        return {}
    return desk_queries.identity_answers(
        definition, identity.name, identity.nik, identity.born_on
    )


@operation
def file(
    *,
    case: UUID,
    key: str,
    seen_fingerprint: str,
    is_mismatch_confirmed: bool = False,
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> UUID:
    """File a draft as its owner would: one service, or all that apply of a bundle.

    Refusals are those of `filing.submit` and `bundles.submit`.

    Raises:
        NotFound: of a service that the officer doesn't take in.
        people.errors.MandateOver: it was begun under a mandate that has ended since.
    """
    draft = desk_queries.draft(case, scope)
    row = (
        draft
        or desk_queries.application(case, scope)
        or desk_queries.bundle_filing(case, scope)
    )
    if row is None:
        raise NotFound
    if draft is not None and draft.mandate_id is not None:
        _check_mandate(draft, at)
    is_bundle = isinstance(row, models.BundleFiling) or (
        draft is not None and catalogue.bundle_of(draft.definition) is not None
    )
    if is_bundle:
        return bundles.submit(
            case=case,
            owners=row.owners,
            key=key,
            seen_fingerprint=seen_fingerprint,
            is_mismatch_confirmed=is_mismatch_confirmed,
            by=by,
            at=at,
        )
    return filing.submit(
        case=case,
        owners=row.owners,
        key=key,
        seen_fingerprint=seen_fingerprint,
        is_mismatch_confirmed=is_mismatch_confirmed,
        by=by,
        at=at,
    )


def _check_mandate(draft: models.Draft, at: dt.datetime) -> None:
    """Who stands there may still act for the owner."""
    mandate = mandates.mandate(draft.mandate_id) if draft.mandate_id else None
    if mandate is not None and not mandates.is_in_force(mandate, clock.today(at)):
        raise people_errors.MandateOver


@operation
def tell(
    *, case: UUID, seen_revision: int, scope: Scope, by: Actor, at: dt.datetime
) -> None:
    """Note that somebody without a contact was told how their case stands.

    Raises:
        NotFound: not among the cases to tell of.
        errors.ChangedMeanwhile: the case went on since the page was shown.
    """
    if desk_queries.application(case, scope) is None:
        raise NotFound
    rows = desk_queries.to_tell(scope, clock.today(at)).select_for_update(of=("self",))
    application = rows.filter(id=case).first()
    if application is None:
        raise NotFound
    if application.revision != seen_revision:
        raise errors.ChangedMeanwhile
    unit_of_work.add(
        models.ToldInPerson(
            application=application,
            revision=application.revision,
            officer=scope.officer,
            at=at,
        )
    )
    steps.log_entry(application=application, type="TOLD_IN_PERSON", by=by, at=at)


@operation
def reissue_slip(
    *, case: UUID, scope: Scope, by: Actor, at: dt.datetime
) -> models.Application:
    """Give a case a new tracking secret, because its slip was lost.

    The officer has identified the person. The old secret stops working at once; the
    sealed row of the new one takes its place.

    Raises:
        NotFound: no such application, or of a service that the officer doesn't take in.
    """
    application = desk_queries.application(case, scope)
    if application is None:
        raise NotFound
    rows = models.Application.objects.filter(id=case)
    application = queries.locked_for_step(rows).get()
    secret = steps.new_tracking_secret()
    content = {"reference": application.reference, "secret": secret}
    application.tracking = vault.seal(
        case=case, name="tracking", content=steps.to_json(content), by=by, at=at
    )
    application.tracking_hash = steps.tracking_hash(case, secret)
    unit_of_work.change(application, "tracking", "tracking_hash")
    steps.log_entry(application=application, type="SLIP_REISSUED", by=by, at=at)
    return application
