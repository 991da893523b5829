"""A phone as scanner: it sends photos by a link, and its owner uses them as files."""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from balarea.applications import errors, models, permissions, queries
from balarea.applications.operations import drafting, steps
from balarea.applications.queries import scanning
from balarea.applications.rules import SCAN_LINK_LIFE
from balarea.documents import errors as document_errors
from balarea.documents import intake, uploads
from balarea.documents import operations as documents
from balarea.documents import queries as document_queries
from balarea.documents.intake import composing, scans
from balarea.documents.models import ScannedPhoto
from balarea.foundation import errors as foundation_errors
from balarea.foundation import ids, rate_limits, unit_of_work
from balarea.foundation.operation import SYSTEM, Actor, ActorKind, operation
from balarea.transparency import operations as transparency
from balarea.vault import queries as vault
from balarea.vault.rules import owner_purpose

# Photos that one link, and all links of one network, may send in `WINDOW`; a mall's
# desks and visitors share a network. And how often a case may open links in an hour.
WINDOW = dt.timedelta(minutes=10)
MAX_PHOTOS_PER_LINK, MAX_PHOTOS_PER_NETWORK = 80, 400
MAX_WRONG_PER_NETWORK = 60
MAX_LINKS_PER_HOUR = 60
HOUR = dt.timedelta(hours=1)


@operation
def open_link(
    *,
    case: UUID,
    owners: frozenset[UUID],
    requirement: str,
    by: Actor,
    at: dt.datetime,
) -> models.ScanLink:
    """Open a link for one requirement of a draft; the one before it ends.

    Raises:
        foundation_errors.NotFound: no such draft.
        errors.DraftExpired: it has expired.
        errors.UnknownRequirement: it takes no files.
    """
    draft = drafting.lock_draft(case=case, owners=owners, by=by, at=at)
    drafting.upload_limits(draft, requirement, by, at)
    index = vault.blind_index("scan-case", str(case))
    rate_limits.hit("scan-links", index, MAX_LINKS_PER_HOUR, HOUR, at)
    models.ScanLink.objects.filter(case=case, requirement=requirement).delete()
    link = models.ScanLink(
        id=ids.uuid7(),
        case=case,
        requirement=requirement,
        opened_at=at,
        expires_at=at + SCAN_LINK_LIFE,
    )
    link.token_hash = scanning.token_hash(scanning.token_of(link))
    unit_of_work.add(link)
    facts = {"requirement": requirement, "link": str(link.id)}
    steps.log_entry(
        application=draft, type="SCAN_LINK_OPENED", by=by, at=at, facts=facts
    )
    return link


@operation
def end_link(
    *,
    case: UUID,
    owners: frozenset[UUID],
    requirement: str,
    by: Actor,
    at: dt.datetime,
) -> None:
    """End the link of a requirement before its time; nothing if there is none."""
    draft = drafting.lock_draft(case=case, owners=owners, by=by, at=at)
    links = models.ScanLink.objects.filter(case=case, requirement=requirement)
    for link in links:
        _end(link=link, draft=draft, by=by, at=at)


@operation
def _end(
    *, link: models.ScanLink, draft: models.Draft, by: Actor, at: dt.datetime
) -> None:
    facts = {"requirement": link.requirement, "link": str(link.id)}
    steps.log_entry(
        application=draft, type="SCAN_LINK_ENDED", by=by, at=at, facts=facts
    )
    unit_of_work.remove(link)


class OpenLink(NamedTuple):
    """A link that can be used, with the draft that it sends photos to."""

    link: models.ScanLink
    draft: models.Draft

    @property
    def actor(self) -> Actor:
        """Whoever has the link: a visitor, named by it."""
        return Actor(ActorKind.VISITOR, self.link.id)


@operation
def find_link(
    *, token: str, network: str, by: Actor, at: dt.datetime
) -> OpenLink | None:
    """The link of an address; None if it is over, used up by filing, or none of ours.

    It is an answer and no exception, so that the try stays counted.

    Raises:
        foundation.errors.TooMany: after too many wrong ones from a network.
    """
    link = scanning.link_of_token(token, at)
    draft = scanning.draft_of_link(link, at) if link else None
    if link is None or draft is None:
        index = vault.blind_index("network", network)
        rate_limits.hit("scan-wrong", index, MAX_WRONG_PER_NETWORK, WINDOW, at)
        return None
    return OpenLink(link, draft)


def send_photo(
    *, token: str, content: bytes, network: str, at: dt.datetime
) -> ScannedPhoto:
    """Take one photo from a phone; the same one again returns the row that is there.

    Examining it can take seconds, so nothing is locked meanwhile; the second operation
    repeats the checks of the first.

    Raises:
        errors.ScanLinkOver: the link is over, or was none.
        documents.errors.FileRefused: it can't be taken, with the reason.
        foundation.errors.TooMany: too many were sent by this link or network.
    """
    opened = find_link(token=token, network=network, by=SYSTEM, at=at)
    if opened is None:
        raise errors.ScanLinkOver
    by = opened.actor
    _check_photo(token=token, size=len(content), network=network, by=by, at=at)
    accepted = uploads.examine(content, accepts=[intake.Kind.IMAGE])
    return _add_photo(token=token, accepted=accepted, by=by, at=at)


@operation
def _check_photo(
    *, token: str, size: int, network: str, by: Actor, at: dt.datetime
) -> None:
    """Count a photo, and refuse it where there is no room."""
    link = scanning.link_of_token(token, at)
    draft = scanning.draft_of_link(link, at) if link else None
    if link is None or draft is None:
        raise errors.ScanLinkOver
    for counter, key, limit in (
        ("scan-link", str(link.id), MAX_PHOTOS_PER_LINK),
        ("scan-network", network, MAX_PHOTOS_PER_NETWORK),
    ):
        rate_limits.hit(counter, vault.blind_index(counter, key), limit, WINDOW, at)
    drafting.check_total_size(draft, size, at)
    uploads.check_photo_room(document_queries.photos_of(draft.id, link.requirement), 0)


@operation
def _add_photo(
    *, token: str, accepted: intake.Accepted, by: Actor, at: dt.datetime
) -> ScannedPhoto:
    link = scanning.link_of_token(token, at)
    draft = scanning.draft_of_link(link, at, lock=True) if link else None
    if link is None or draft is None:
        raise errors.ScanLinkOver
    return documents.add_photo(
        case=draft.id,
        requirement=link.requirement,
        accepted=accepted,
        agency=draft.agency,
        service=draft.service,
        by=by,
        at=at,
    )


@operation
def remove_photo(
    *,
    case: UUID,
    owners: frozenset[UUID],
    requirement: str,
    photo: UUID,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Delete one photo that waits.

    Raises:
        foundation_errors.NotFound: no such draft or photo.
    """
    draft = drafting.lock_draft(case=case, owners=owners, by=by, at=at)
    row = document_queries.photo(photo, case=case, requirement=requirement)
    documents.remove_photo(
        photo=row, agency=draft.agency, service=draft.service, by=by, at=at
    )


def use_photos(
    *,
    case: UUID,
    owners: frozenset[UUID],
    requirement: str,
    turns: Sequence[tuple[UUID, int]],
    by: Actor,
    at: dt.datetime,
) -> None:
    """Make a file of photos that wait, in this order, each turned clockwise by degrees.

    Where the requirement takes a PDF and it isn't a single photo that may stay a
    picture, they become one PDF; else each becomes a picture. Composing takes seconds
    at most, so it is done between two operations, like the examination of an upload.

    Raises:
        foundation_errors.NotFound: no such draft or photo.
        errors.NoPhotos: none is there.
        documents.errors.FileRefused: there is no room, or it can't be made now.
    """
    pages, as_pdf = _open_photos(
        case=case, owners=owners, requirement=requirement, turns=turns, by=by, at=at
    )
    try:
        accepted = [composing.pdf_of(pages)] if as_pdf else composing.pictures_of(pages)
    except intake.Rejected as rejected:
        raise document_errors.refusal_of(rejected) from None
    _attach_photos(
        case=case,
        owners=owners,
        requirement=requirement,
        photos=[photo for photo, _ in turns],
        accepted=accepted,
        by=by,
        at=at,
    )


@operation
def _open_photos(
    *,
    case: UUID,
    owners: frozenset[UUID],
    requirement: str,
    turns: Sequence[tuple[UUID, int]],
    by: Actor,
    at: dt.datetime,
) -> tuple[list[scans.Page], bool]:
    """The photos to compose, and whether they become a PDF."""
    draft = queries.draft(case, owners)
    if draft is None:
        raise foundation_errors.NotFound
    permissions.check_not_expired(draft, at)
    if not turns:
        raise errors.NoPhotos
    accepts, max_files = drafting.upload_limits(draft, requirement, by, at)
    as_pdf = "PDF" in accepts and (len(turns) > 1 or "IMAGE" not in accepts)
    present = document_queries.counts(case).get(requirement, 0)
    if present + (1 if as_pdf else len(turns)) > max_files:
        raise document_errors.TooManyFiles(max=max_files)
    rows = [
        document_queries.photo(photo, case=case, requirement=requirement)
        for photo, _ in turns
    ]
    contents = documents.open_photos(
        photos=rows,
        case=case,
        by=by,
        purpose=owner_purpose(by.kind),
        at=at,
        agency=draft.agency,
        service=draft.service,
    )
    turned = [
        scans.Page(content, turn)
        for content, (_, turn) in zip(contents, turns, strict=True)
    ]
    return turned, as_pdf


@operation
def _attach_photos(
    *,
    case: UUID,
    owners: frozenset[UUID],
    requirement: str,
    photos: Sequence[UUID],
    accepted: Sequence[intake.Accepted],
    by: Actor,
    at: dt.datetime,
) -> None:
    """Store the composed files, and delete the photos that they were made of."""
    draft = drafting.lock_draft(case=case, owners=owners, by=by, at=at)
    rows = [
        document_queries.photo(photo, case=case, requirement=requirement)
        for photo in photos
    ]
    _, max_files = drafting.upload_limits(draft, requirement, by, at)
    title = scanning.requirement_by_id(draft, requirement).title.of(draft.language)
    for number, one in enumerate(accepted, start=1):
        drafting.check_total_size(draft, len(one.content) + len(one.sent), at)
        count = f" {number}" if len(accepted) > 1 else ""
        documents.add_evidence(
            case=case,
            requirement=requirement,
            name=f"{title}{count}.{'pdf' if one.kind is intake.Kind.PDF else 'jpg'}",
            accepted=one,
            max_files=max_files,
            agency=draft.agency,
            service=draft.service,
            by=by,
            at=at,
        )
    for row in rows:
        documents.remove_photo(
            photo=row, agency=draft.agency, service=draft.service, by=by, at=at
        )
    drafting.note_saved(draft=draft, by=by, at=at)


@operation
def discard(*, draft: models.Draft, by: Actor, at: dt.datetime) -> None:
    """Delete links and photos of a draft that is discarded, before its key goes."""
    for link in models.ScanLink.objects.filter(case=draft.id):
        _end(link=link, draft=draft, by=by, at=at)
    documents.remove_photos(case=draft.id, by=by, at=at)


@operation
def expire(*, limit: int = 100, by: Actor = SYSTEM, at: dt.datetime) -> int:
    """Delete links that are over; returns how many."""
    over = models.ScanLink.objects.select_for_update(skip_locked=True)
    links = over.filter(expires_at__lte=at)[:limit]
    for link in links:
        transparency.record(type="SCAN_LINK_ENDED", subject=link.case, by=by, at=at)
        unit_of_work.remove(link)
    return len(links)
