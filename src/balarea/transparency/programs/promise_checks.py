"""Whether a log kept its signed promises, by the entries that a monitor copied.

Somebody who holds a promise puts its file into the monitor's folder `promises`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from balarea.transparency.entries import leaves
from balarea.transparency.programs.mirror import Mirror
from balarea.transparency.programs.monitor_state import State
from balarea.transparency.receipts import promises
from balarea.transparency.receipts.promises import InvalidPromise, LogPromise
from balarea.transparency.tlog.notes import VerifierKey
from balarea.transparency.tlog.tiles import WIDTH

FOLDER = "promises"
FULFILLED = -1
MAX_BYTES = 10_000


@dataclass(frozen=True)
class Moment:
    """How far the log was followed when promises are looked at.

    Args:
        size: entries in the copy.
        cosigned_at: when its checkpoint was cosigned.
        at: now, if the log could be read just now; else 0.
    """

    size: int
    cosigned_at: int
    at: int


def problems(
    folder: Path, key: VerifierKey, mirror: Mirror, state: State, moment: Moment
) -> Iterator[tuple[str, str]]:
    """Code and file of each promise that can't be read or wasn't fulfilled.

    Args:
        folder: with the files of promises.
        key: that signs the promises of this log.
        state: remembers how far each promise was searched.
    """
    for path in sorted(folder.glob("*")) if folder.is_dir() else []:
        try:
            with path.open("rb") as file:
                promise = promises.opened(file.read(MAX_BYTES), key)
        except (OSError, InvalidPromise) as error:
            yield "PROMISE_INVALID", f"{path.name}: {error}"
            continue
        searched = state.promised.get(path.name, 0)
        if searched != FULFILLED:
            searched = _search(promise, mirror, searched, moment.size)
            state.promised[path.name] = searched
        latest = max(moment.cosigned_at, moment.at)
        if searched != FULFILLED and latest > promise.deadline:
            yield "PROMISE_BROKEN", path.name


def _search(promise: LogPromise, mirror: Mirror, start: int, size: int) -> int:
    """Look for the promised leaf from an index on; how far that came."""
    for index in range(start // WIDTH, -(-size // WIDTH)):
        for entry in mirror.entries(index, min(WIDTH, size - index * WIDTH)):
            try:
                leaf = leaves.decode(entry)
            except leaves.InvalidLeaf:
                continue  # a finding of its own
            if promise.is_about(leaf):
                return FULFILLED
    return size
