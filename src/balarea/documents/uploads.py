"""What is brought, before it is kept: is there room for it, and can it be taken."""

from collections.abc import Collection
from uuid import UUID

from balarea.documents import errors, intake, models, queries, rules


def look_at(
    content: bytes, *, accepts: Collection[str] = intake.ALL_KINDS
) -> intake.Accepted:
    """An uploaded file, written anew; a document of our own as it is.

    It can take seconds: nothing that others wait for may be locked meanwhile.

    Raises:
        errors.FileRefused: one of its kinds, with what to do instead.
    """
    ours = queries.by_content(content)
    if ours is not None and intake.Kind.PDF in accepts:
        return intake.Accepted(
            kind=intake.Kind.PDF,
            content=content,
            content_type="application/pdf",
            pages=ours.pages,
            sent_sha256=bytes(ours.sha256 or b""),
        )
    try:
        return intake.check(content, accepts=accepts)
    except intake.Rejected as rejected:
        raise errors.refusal_of(rejected) from None


def check_room(case: UUID, requirement: str, max_files: int) -> int:
    """The lowest free place of the requirement; refused where there is none."""
    rows = models.Evidence.objects.filter(case=case)
    taken = list(rows.values_list("requirement", "place"))
    if len(taken) >= rules.MAX_FILES_OF_CASE:
        raise errors.TooManyFilesOfCase(max=rules.MAX_FILES_OF_CASE)
    places = {place for of, place in taken if of == requirement}
    if len(places) >= max_files:
        raise errors.TooManyFiles(max=max_files)
    return min(set(range(max_files)) - places)
