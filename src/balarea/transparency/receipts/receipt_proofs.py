"""What a receipt of an entry needs of the published log, and of its policy."""

from collections.abc import Collection
from pathlib import Path
from uuid import UUID

from django.conf import settings

from balarea.transparency import models, queries
from balarea.transparency.entries.commitments import Opening
from balarea.transparency.entry_types import WITH_RECEIPT
from balarea.transparency.publishing.log_files import LogFiles, MissingTile
from balarea.transparency.receipts import receipt_format
from balarea.transparency.tlog import merkle
from balarea.transparency.tlog.errors import TlogError
from balarea.transparency.tlog.policies import Policy
from balarea.transparency.tlog.proofs import LogProof
from balarea.transparency.tlog.tiles import (
    ENTRIES,
    WIDTH,
    Tile,
    TileHashes,
    entries_of,
)


def policy() -> bytes:
    """The witness policy against which receipts of this log are checked.

    The operator's file; without one, the log's own key and no witness. Empty until the
    log has begun.
    """
    if settings.BALAREA_LOG_POLICY:
        return Path(settings.BALAREA_LOG_POLICY).read_bytes()
    keys = queries.log_keys()
    if not keys:
        return b""
    return "".join([*(f"log {key}\n" for key in keys), "quorum none\n"]).encode()


def steps_of(subject: UUID) -> list[models.Entry]:
    """The entries of a case that have a receipt, oldest first."""
    rows = models.Entry.objects.filter(subject=subject, type__in=sorted(WITH_RECEIPT))
    return list(rows.order_by("id"))


def published(entry_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of the entries that the published log has, so that they can be proven."""
    size = models.LogState.objects.values_list("published_size", flat=True).first()
    rows = models.Leaf.objects.filter(entry_id__in=entry_ids, index__lt=size or 0)
    return frozenset(rows.values_list("entry_id", flat=True))


def receipt_of(entry_id: UUID, opening: Opening | None = None) -> bytes | None:
    """The `.tlog-proof` of an entry; None until a cosigned checkpoint covers it.

    It is proven by the first checkpoint that covers it, and comes with the last one
    before, so that the witnesses' times enclose the entry as closely as they can.
    """
    index = queries.index_of(entry_id)
    if index is None:
        return None
    files = LogFiles(Path(settings.BALAREA_LOG_DIR))
    rows = models.Publication.objects
    first = rows.filter(size__gt=index).order_by("size").first()
    before = rows.filter(size__lte=index).order_by("-size").first()
    if first is None or not (_is_accepted(first) and _is_accepted(before)):
        # By another policy than today's.
        first, before = rows.order_by("-size").first(), None
    if first is None:
        return None
    try:
        leaf = _leaf_bytes(files, index, first.size)
        hashes = TileHashes(files.read_tile, first.size)
        path = tuple(merkle.inclusion_proof(index, first.size, hashes))
    except MissingTile:  # the disk lost it; the sequencer's next start repairs it
        return None
    extra = receipt_format.Extra(leaf, opening, bytes(before.note) if before else b"")
    return LogProof(index, path, bytes(first.note), extra.to_bytes()).format()


def _is_accepted(publication: models.Publication | None) -> bool:
    """Whether today's policy accepts a checkpoint that was published."""
    if publication is None:
        return True
    try:
        Policy.parse(policy().decode()).check(bytes(publication.note))
    except TlogError:
        return False
    return True


def _leaf_bytes(files: LogFiles, index: int, size: int) -> bytes:
    """The bytes of a leaf, from its bundle in the log of `size` leaves."""
    number, place = divmod(index, WIDTH)
    width = min(WIDTH, size - number * WIDTH)
    return entries_of(files.read_tile(Tile(ENTRIES, number, width)))[place]
