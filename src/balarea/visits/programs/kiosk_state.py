"""What a kiosk remembers: one file that is replaced as a whole, never edited."""

import dataclasses
import json
from pathlib import Path
from typing import Any

from balarea.transparency.programs import durable_files
from balarea.visits.programs.kiosk_clock import Anchor

STATE = "state.json"
VERSION = 1


class UnreadableState(ValueError):
    """The state file isn't one of this program; the text says what to do."""


@dataclasses.dataclass(frozen=True)
class Lease:
    """A block of numbers that only this kiosk may give out.

    Attributes:
        id: names the block in the mall.
        queue: the queue's code.
        label: what a number begins with, as `B-K1-`.
        first, last: the numbers, both inclusive.
        business_date: ISO date of the day on which they are valid.
        leased_at, issue_until: seconds since 1970; no number is given out after.
    """

    id: str
    queue: str
    label: str
    first: int
    last: int
    business_date: str
    leased_at: int
    issue_until: int


@dataclasses.dataclass
class State:
    """Leases, the last catalogue, how much was uploaded, and the clock's anchor."""

    leases: list[Lease] = dataclasses.field(default_factory=list)
    catalogue: dict[str, Any] = dataclasses.field(default_factory=dict)
    uploaded: int = 0  # bytes of the ticket file that the mall has taken over
    latest: int = 0
    anchor: Anchor | None = None


def read(folder: Path) -> State:
    """The state of a folder; an empty one where there is none.

    Raises `UnreadableState`: numbers must not be given out twice because of it.
    """
    path = folder / STATE
    if not path.exists():
        return State()
    try:
        content = json.loads(path.read_bytes())
        return _of(content[str(VERSION)])
    except (ValueError, KeyError, TypeError) as error:
        raise UnreadableState(
            f"{path} can't be read. Move it away: the mall leases new numbers."
        ) from error


def _of(content: dict[str, Any]) -> State:
    anchor = content["anchor"]
    return State(
        leases=[Lease(**one) for one in content["leases"]],
        catalogue=content["catalogue"],
        uploaded=int(content["uploaded"]),
        latest=int(content["latest"]),
        anchor=Anchor(**anchor) if anchor else None,
    )


def write(folder: Path, state: State) -> None:
    """Replace the state; on return the disk has it."""
    content = {str(VERSION): dataclasses.asdict(state)}
    durable_files.replace(folder / STATE, json.dumps(content).encode())
