"""The leaf of an entry, with the proof that it is in the published log."""

from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from django.conf import settings

from balarea.transparency import queries
from balarea.transparency.publishing.log_files import LogFiles, MissingTile
from balarea.transparency.tlog.tiles import ENTRIES, WIDTH, Tile, entries_of


class ProvenLeaf(NamedTuple):
    """The bytes of a leaf, and its tlog-proof as text."""

    leaf: bytes
    text: str


def proven(entry_id: UUID) -> ProvenLeaf | None:
    """None until a checkpoint covers it that has the cosignatures of the policy."""
    proof = queries.proof_of(entry_id)
    if proof is None:
        return None
    entries = _bundle_of(proof.index)
    place = proof.index % WIDTH
    if len(entries) <= place:
        return None
    return ProvenLeaf(entries[place], proof.format().decode())


def _bundle_of(index: int) -> list[bytes]:
    """The published entries of the bundle that has this index; empty if it is lost."""
    files = LogFiles(Path(settings.BALAREA_LOG_DIR))
    bundle = index // WIDTH
    width = min(WIDTH, files.published_size() - bundle * WIDTH)
    try:
        return entries_of(files.read_tile(Tile(ENTRIES, bundle, width)))
    except (MissingTile, ValueError):
        return []
