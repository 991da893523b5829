"""Writing an application: page by page, saved each time, resumable for `DRAFT_DAYS`."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from balarea.applications import errors, models, permissions, queries
from balarea.applications.operations import sealed_contents, steps
from balarea.applications.rules import (
    DRAFT_DAYS,
    MAX_DRAFT_BYTES,
    MAX_DRAFT_DAYS,
    MAX_DRAFTS,
)
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.documents import intake, uploads
from balarea.documents import operations as documents
from balarea.documents import queries as document_queries
from balarea.documents.models import Evidence
from balarea.foundation import (
    clock,
    idempotency,
    ids,
    rate_limits,
    references,
    unit_of_work,
)
from balarea.foundation import errors as foundation_errors
from balarea.foundation.operation import Actor, ActorKind, operation
from balarea.notices import operations as notices
from balarea.people import queries as people
from balarea.vault import operations as vault
from balarea.vault import queries as vault_queries

MAX_CODES_PER_DAY = 10  # messages with the code of a draft, to one contact
DAY = dt.timedelta(days=1)


@operation
def begin(
    *,
    service: str,
    contact: UUID | None = None,
    person: UUID | None = None,
    language: str,
    key: str,
    by: Actor,
    at: dt.datetime,
) -> UUID:
    """Begin a draft of a service or bundle; the same `key` gives the same draft.

    It belongs to a proved `contact`, to a `person` identified at the desk, or to both;
    one of them is required. Messages go to the contact only.

    Raises:
        errors.NotOnline: it is applied for at a desk only.
        errors.NoPaymentOnline: it has a fee, and no payment provider is set.
        errors.TooManyDrafts: the owner has the maximum of open drafts.
    """
    identity = catalogue.form_identity(service)
    definition = catalogue.definition(identity)
    permissions.check_form_fileable(identity)

    case, owner = ids.uuid7(), person or contact
    if owner is None:
        raise foundation_errors.NotFound

    def create() -> None:
        check_draft_limit(owner, at)
        draft = models.Draft(
            id=case,
            service=service,
            agency=definition.agency,
            definition=identity,
            contact=people.contact(contact) if contact else None,
            person=people.person(person) if person else None,
            language=language,
        )
        _add(draft=draft, by=by, at=at)

    answer, _ = idempotency.once(
        namespace=f"begin:{owner}",
        key=key,
        body=service.encode(),
        answer=str(case),
        at=at,
        do=create,
    )
    return UUID(answer)


@operation
def _add(*, draft: models.Draft, by: Actor, at: dt.datetime) -> None:
    draft.reference = references.new()
    draft.begun_at = draft.saved_at = at
    draft.expires_at = at + dt.timedelta(days=DRAFT_DAYS)
    draft.answers = vault.seal(
        case=draft.id, name="answers", content=b"{}", by=by, at=at
    )
    unit_of_work.add(draft)
    steps.log_entry(application=draft, type="DRAFTED", by=by, at=at)


def check_draft_limit(owner: UUID, at: dt.datetime) -> None:
    """Refuse a draft beyond the limit; a lock serializes concurrent ones."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"drafts {owner}"],
        )
    if queries.open_drafts([owner], at).count() >= MAX_DRAFTS:
        raise errors.TooManyDrafts(max=MAX_DRAFTS)


@operation
def lock_draft(
    *, case: UUID, owners: frozenset[UUID], by: Actor, at: dt.datetime
) -> models.Draft:
    """A citizen's own draft that hasn't expired, locked for this transaction."""
    draft = queries.locked_draft(case, owners)
    if draft is None:
        raise foundation_errors.NotFound
    permissions.check_not_expired(draft, at)
    return draft


class SavedPage(NamedTuple):
    """A draft after one of its pages was saved: all that its next page shows.

    `before` are its answers until then, `form` is what was sent with the entries of
    groups numbered anew; `is_finished` is false if an entry was added or removed.
    """

    draft: models.Draft
    before: dict[str, Any]
    answers: dict[str, Any]
    problems: list[engine.Problem]
    form: dict[str, list[str]]
    is_finished: bool


@operation
def save_page(
    *,
    case: UUID,
    owners: frozenset[UUID],
    page: str,
    raw: Mapping[str, Sequence[str]],
    by: Actor,
    at: dt.datetime,
) -> SavedPage:
    """Save the readable answers of one page; the problems are of the others.

    Readable answers are saved even where others have problems, so that valid input
    isn't lost; the page counts as done only without problems. The answers are opened
    once, which leaves one entry in the list of accesses.

    Raises:
        foundation_errors.NotFound: no such draft, or its answers don't ask this page.
        errors.DraftExpired: it has expired.
    """
    draft = lock_draft(case=case, owners=owners, by=by, at=at)
    definition = catalogue.definition(draft.definition)
    before = sealed_contents.open_own_answers(application=draft, by=by, at=at)
    since = queries.filed_first_on(draft)
    pages = engine.visible_pages(definition, before, as_of=since or clock.today(at))
    visible = {item.id: item for item in pages}
    if page not in visible or visible[page].exit is not None:
        raise foundation_errors.NotFound
    fields = visible[page].fields
    form, is_finished = engine.arranged(fields, raw), not engine.is_pressed(fields, raw)
    accepted, problems = engine.check_page(
        definition,
        visible[page],
        form,
        answers=before,
        today=clock.today(at),
        since=since,
    )
    page_fields = {field.id for field in fields}
    answers = {k: v for k, v in before.items() if k not in page_fields} | accepted
    new = steps.to_json(answers)
    vault.replace(
        sealed=draft.answers, case=case, name="answers", content=new, by=by, at=at
    )
    others_done = [p for p in draft.pages_done if p != page]
    is_done = is_finished and not problems
    draft.pages_done = [*others_done, page] if is_done else others_done
    note_saved(draft=draft, by=by, at=at)
    return SavedPage(draft, before, answers, problems, form, is_finished)


@operation
def note_saved(*, draft: models.Draft, by: Actor, at: dt.datetime) -> None:
    if _is_first_save(draft):
        _send_code(draft=draft, by=by, at=at)
    draft.saved_at = at
    draft.saved_by_id = by.id if by.kind == ActorKind.OFFICER else None
    if not draft.is_amendment:
        draft.expires_at = _expires_at(draft, at)
    unit_of_work.change(draft, "pages_done", "saved_at", "saved_by", "expires_at")
    steps.log_entry(application=draft, type="DRAFTED", by=by, at=at)


def _expires_at(draft: models.Draft, at: dt.datetime) -> dt.datetime:
    last = draft.begun_at + dt.timedelta(days=MAX_DRAFT_DAYS)
    return min(at + dt.timedelta(days=DRAFT_DAYS), last)


def _is_first_save(draft: models.Draft) -> bool:
    """Whether nothing of a new draft was saved before."""
    return draft.saved_at == draft.begun_at and not draft.is_amendment


@operation
def _send_code(*, draft: models.Draft, by: Actor, at: dt.datetime) -> None:
    """Send the code by which a draft is resumed, when it is saved first.

    The page shows it too, which is enough for drafts beyond `MAX_CODES_PER_DAY`, and
    for those of a person without a contact.
    """
    contact = draft.contact
    if contact is None:
        return
    try:
        index = vault_queries.blind_index("draft-codes", str(contact.id))
        rate_limits.hit("draft-codes", index, MAX_CODES_PER_DAY, DAY, at)
    except foundation_errors.TooMany:
        return
    definition = catalogue.definition(draft.definition)
    notices.post(
        case=draft.id,
        channel=contact.kind,
        recipient=contact.sealed_id,
        masked=contact.masked,
        kind="DRAFT_SAVED",
        params={
            "code": references.pretty(draft.reference),
            "service": definition.title.of(draft.language),
        },
        language=draft.language,
        by=by,
        at=at,
    )


def attach(
    *,
    case: UUID,
    owners: frozenset[UUID],
    requirement: str,
    name: str,
    content: bytes,
    by: Actor,
    at: dt.datetime,
) -> Evidence:
    """Add one file to a requirement; refused with the reason if it can't be taken.

    Examining a file can take seconds. So it is done between two operations, while
    nothing is locked, and the second repeats the checks of the first.
    """
    size = len(content)
    accepts = _check_upload(
        case=case, owners=owners, requirement=requirement, size=size, by=by, at=at
    )
    accepted = uploads.examine(content, accepts=accepts)
    return _attach(
        case=case,
        owners=owners,
        requirement=requirement,
        name=name,
        accepted=accepted,
        by=by,
        at=at,
    )


@operation
def _check_upload(
    *,
    case: UUID,
    owners: frozenset[UUID],
    requirement: str,
    size: int,
    by: Actor,
    at: dt.datetime,
) -> Collection[str]:
    """The kinds of file that a requirement takes; refused beyond its limits."""
    draft = queries.draft(case, owners)
    if draft is None:
        raise foundation_errors.NotFound
    permissions.check_not_expired(draft, at)
    check_total_size(draft, size, at)
    accepts, max_files = upload_limits(draft, requirement, by, at)
    uploads.free_place(case, requirement, max_files)
    return accepts


@operation
def _attach(
    *,
    case: UUID,
    owners: frozenset[UUID],
    requirement: str,
    name: str,
    accepted: intake.Accepted,
    by: Actor,
    at: dt.datetime,
) -> Evidence:
    draft = lock_draft(case=case, owners=owners, by=by, at=at)
    check_total_size(draft, len(accepted.content) + len(accepted.sent), at)
    _, max_files = upload_limits(draft, requirement, by, at)
    evidence = documents.add_evidence(
        case=case,
        requirement=requirement,
        name=name,
        accepted=accepted,
        max_files=max_files,
        agency=draft.agency,
        service=draft.service,
        by=by,
        at=at,
    )
    note_saved(draft=draft, by=by, at=at)
    return evidence


def upload_limits(
    draft: models.Draft, requirement: str, by: Actor, at: dt.datetime
) -> tuple[Collection[str], int]:
    """The kinds of file that a requirement takes, and how many of them.

    Files found defective stay on record and don't count.
    """
    answers = sealed_contents.open_own_answers(application=draft, by=by, at=at)
    definition = queries.requirement_with_files(draft, answers, requirement, at)
    all_evidence = document_queries.evidence_of(draft.id)
    superseded = sum(item.requirement == requirement for item in all_evidence) - sum(
        item.requirement == requirement for item in queries.current_evidence(draft.id)
    )
    return definition.accepts, definition.max_files + superseded


def check_total_size(draft: models.Draft, size: int, at: dt.datetime) -> None:
    """Refuse a file that exceeds the limit of all drafts of the owner together.

    An amendment is exempt, because it has a deadline that other drafts mustn't
    endanger. Concurrent uploads aren't serialized, so the total can exceed the limit.
    """
    if draft.is_amendment:
        return
    if queries.open_draft_bytes(draft.owners, at) + size > MAX_DRAFT_BYTES:
        raise errors.DraftsTooLarge(max=MAX_DRAFT_BYTES // 1_000_000)


@operation
def detach(
    *,
    case: UUID,
    owners: frozenset[UUID],
    evidence: UUID,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Remove one file from a draft; a file that was filed before is not removed.

    Raises:
        foundation_errors.NotFound: no such draft, or no file that it can lose.
    """
    draft = lock_draft(case=case, owners=owners, by=by, at=at)
    filed = models.Filing.objects.filter(application=case).order_by("-at").first()
    for item in queries.current_evidence(case):
        if item.id == evidence and (filed is None or item.id not in filed.evidence):
            removed = document_queries.evidence(item.id, case=case)
            documents.remove_evidence(evidence=removed, by=by, at=at)
            note_saved(draft=draft, by=by, at=at)
            return
    raise foundation_errors.NotFound
