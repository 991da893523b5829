"""Checks of an upload before it is stored: its content, and the number of files."""

from collections.abc import Collection
from uuid import UUID

from balarea.documents import errors, intake, models, queries, rules


def examine(
    content: bytes, *, accepts: Collection[str] = intake.ALL_KINDS
) -> intake.Accepted:
    """The uploaded file, rewritten; a document that we issued as it is.

    It can take seconds: no lock that others wait for may be held meanwhile.

    Raises:
        errors.FileRefused: one of its kinds, with what to do instead.
    """
    issued = queries.by_content(content)
    if issued is not None and intake.Kind.PDF in accepts:
        return intake.Accepted(
            kind=intake.Kind.PDF,
            content=content,
            content_type="application/pdf",
            pages=issued.pages,
            sent_sha256=bytes(issued.sha256 or b""),
        )
    try:
        return intake.check(content, accepts=accepts)
    except intake.Rejected as rejected:
        raise errors.refusal_of(rejected) from None


def free_place(case: UUID, requirement: str, max_files: int) -> int:
    """The lowest free place of the requirement.

    Raises:
        errors.TooManyFiles, errors.TooManyFilesOfCase: there is none.
    """
    rows = models.Evidence.objects.filter(case=case)
    taken = list(rows.values_list("requirement", "place"))
    if len(taken) >= rules.MAX_FILES_OF_CASE:
        raise errors.TooManyFilesOfCase(max=rules.MAX_FILES_OF_CASE)
    places = {place for of, place in taken if of == requirement}
    if len(places) >= max_files:
        raise errors.TooManyFiles(max=max_files)
    return min(set(range(max_files)) - places)


def check_photo_room(waiting: Collection[models.ScannedPhoto], size: int) -> None:
    """Refuse a photo beyond what may wait for one requirement.

    Raises:
        errors.TooManyPhotos: so many or so large ones wait already.
    """
    total = sum(row.size for row in waiting) + size
    if len(waiting) >= rules.MAX_PHOTOS or total > rules.MAX_PHOTO_BYTES:
        raise errors.TooManyPhotos(
            max=rules.MAX_PHOTOS, mb=rules.MAX_PHOTO_BYTES // 1_000_000
        )
