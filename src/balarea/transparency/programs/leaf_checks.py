"""What a monitor checks in each new leaf: its schema, and its time."""

from dataclasses import dataclass

from balarea.transparency.entries import leaves

# Between the claimed time and the checkpoints': what the log itself calls late, and
# some seconds for a transaction, a batch and a cosignature.
TOLERANCE = leaves.LATE_AFTER + 30
FIRST_VERSION = 1  # of entries from before there was a published log


@dataclass(frozen=True)
class Window:
    """When the new leaves came into the log, by the witnesses' clocks.

    Args:
        after: an earlier checkpoint, without them, was cosigned then; else 0.
        before: the checkpoint that contains them was cosigned then.
    """

    after: int
    before: int


def problem(entry: bytes, window: Window, version: int) -> tuple[str, int]:
    """The code of what is wrong with a leaf, or an empty text; and its version.

    Args:
        version: the highest of the leaves before; a lower one can't follow.
    """
    try:
        leaf = leaves.decode(entry)
    except leaves.InvalidLeaf:
        return "LEAF_INVALID", version
    if leaf.version < version:
        return "LEAF_INVALID", version
    if leaf.is_late or leaf.version == FIRST_VERSION:
        return "", leaf.version
    if leaf.time < window.after - TOLERANCE:
        return "BACKDATED", leaf.version
    if leaf.time > window.before + TOLERANCE:
        return "FUTURE", leaf.version
    return "", leaf.version
