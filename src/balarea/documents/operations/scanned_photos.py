"""Photos that a phone sends: stored under seal until they are used or removed.

Whether `by` may add to the case, see it or use it is the caller's check.
"""

import datetime as dt
import hashlib
from collections.abc import Sequence
from uuid import UUID

from balarea.documents import intake, models, queries, rules, uploads
from balarea.documents.operations import evidence as files
from balarea.foundation import unit_of_work
from balarea.foundation.operation import Actor, operation
from balarea.transparency import operations as transparency
from balarea.vault import errors as vault_errors
from balarea.vault import operations as vault

# The name in the seal of a photo. Never change it.
_PHOTO = "scanned-photo"


@operation
def add_photo(
    *,
    case: UUID,
    requirement: str,
    accepted: intake.Accepted,
    agency: str = "",
    service: str = "",
    by: Actor,
    at: dt.datetime,
) -> models.ScannedPhoto:
    """Store an examined photo; the same one again returns the row that is there.

    Raises:
        errors.TooManyPhotos: so many or so large ones wait already.
    """
    files.lock_case(case)
    waiting = queries.photos_of(case, requirement)
    for row in waiting:
        if bytes(row.sent_sha256) == accepted.sent_sha256:
            return row
    uploads.check_photo_room(waiting, len(accepted.content))
    sealed = vault.seal(
        case=case, name=_PHOTO, content=accepted.content, is_file=True, by=by, at=at
    )
    photo = unit_of_work.add(
        models.ScannedPhoto(
            case=case,
            requirement=requirement,
            sealed=sealed,
            size=len(accepted.content),
            width=accepted.width,
            height=accepted.height,
            sha256=hashlib.sha256(accepted.content).digest(),
            sent_sha256=accepted.sent_sha256,
            added_at=at,
        )
    )
    _record("PHOTO_ADDED", photo, agency, service, by, at)
    return photo


@operation
def open_photos(
    *,
    photos: Sequence[models.ScannedPhoto],
    case: UUID,
    by: Actor,
    purpose: str,
    at: dt.datetime,
    agency: str = "",
    service: str = "",
) -> list[bytes]:
    """The pictures as JPEG, after one access is on record."""
    contents = vault.open_many(
        items=[(photo.sealed, _PHOTO) for photo in photos],
        case=case,
        by=by,
        purpose=purpose,
        at=at,
        agency=agency,
        service=service,
    )
    for photo, content in zip(photos, contents, strict=True):
        if hashlib.sha256(content).digest() != bytes(photo.sha256):
            raise vault_errors.mismatch(case)
    return contents


@operation
def remove_photo(
    *,
    photo: models.ScannedPhoto,
    agency: str = "",
    service: str = "",
    by: Actor,
    at: dt.datetime,
) -> None:
    """Delete a photo; the log entry of its arrival remains."""
    files.lock_case(photo.case)
    if not models.ScannedPhoto.objects.filter(id=photo.id).exists():
        return
    sealed = photo.sealed
    _record("PHOTO_REMOVED", photo, agency, service, by, at)
    unit_of_work.remove(photo)
    vault.delete_sealed(sealed=sealed, case=photo.case, name=_PHOTO, by=by, at=at)


@operation
def remove_photos(*, case: UUID, by: Actor, at: dt.datetime) -> None:
    """Delete all photos of a case that is discarded."""
    rows = models.ScannedPhoto.objects.filter(case=case)
    for photo in rows.select_related("sealed__key"):
        remove_photo(photo=photo, by=by, at=at)


@operation
def remove_unused(*, limit: int = 100, by: Actor, at: dt.datetime) -> int:
    """Delete photos that nobody used within `UNUSED_PHOTO_LIFE`; returns how many."""
    rows = (
        models.ScannedPhoto.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("sealed__key")
        .filter(sealed__key__wrapped__isnull=False)  # its case wasn't erased
        .filter(added_at__lte=at - rules.UNUSED_PHOTO_LIFE)[:limit]
    )
    for photo in rows:
        remove_photo(photo=photo, by=by, at=at)
    return len(rows)


def _record(
    type: str,
    photo: models.ScannedPhoto,
    agency: str,
    service: str,
    by: Actor,
    at: dt.datetime,
) -> None:
    transparency.record(
        type=type,
        subject=photo.case,
        by=by,
        at=at,
        agency=agency,
        service=service,
        secret=vault.log_secret(case=photo.case, by=by, at=at),
        facts={
            "requirement": photo.requirement,
            "sha256": bytes(photo.sha256).hex(),
            "sent_sha256": bytes(photo.sent_sha256).hex(),
        },
    )
