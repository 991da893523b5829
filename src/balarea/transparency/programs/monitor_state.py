"""What a monitor remembers between two rounds: one small file."""

import dataclasses
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from balarea.transparency.programs import durable_files

FILE, MIRROR, EVIDENCE = "state.json", "mirror", "evidence"


class UnusableState(Exception):
    """The file of state isn't what a monitor writes; the message says what to do."""


@dataclass
class State:
    """See `monitor_round.Round` for what each means to a round.

    Args:
        origin: of the log; a folder is for one log.
        note: the last checkpoint that was followed, as it came; empty at first.
        cosigned_at: when its first witness cosigned it, or when it was fetched.
        changed_at: when a checkpoint last came that was cosigned anew.
        reached_at: when the log last answered.
        version: the highest of the leaves so far.
        late: how many leaves were marked as late.
        counts: type of leaf → how many.
        seen: address of a witness → a checkpoint of it that is longer than ours, and
            since when.
        alarms: code of a finding → since when it stands.
        promised: file of a promise → how many entries were searched for its leaf.
        mailed: the codes that the last mail named.
    """

    origin: str = ""
    note: str = ""
    cosigned_at: int = 0
    changed_at: int = 0
    reached_at: int = 0
    version: int = 0
    late: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    seen: dict[str, tuple[str, int]] = field(default_factory=dict)
    alarms: dict[str, int] = field(default_factory=dict)
    promised: dict[str, int] = field(default_factory=dict)
    mailed: list[str] = field(default_factory=list)


def read(folder: Path, origin: str) -> State:
    """The state of this folder; a new one if there is none."""
    path = folder / FILE
    try:
        state = State(**_checked(json.loads(path.read_text(encoding="utf-8"))))
    except FileNotFoundError:
        return State(origin)
    except (OSError, ValueError, TypeError) as error:
        raise UnusableState(
            f"Can't use {path} ({error}): move the folder away, keep its folder of "
            "evidence, and start anew."
        ) from None
    if state.origin != origin:
        raise UnusableState(
            f"{folder} follows another log ({state.origin}): choose another folder."
        )
    return state


def write(folder: Path, state: State) -> None:
    data = json.dumps(dataclasses.asdict(state), ensure_ascii=False, indent=1)
    durable_files.replace(folder / FILE, data.encode())


def _checked(stored: object) -> dict[str, Any]:
    """The fields, each of the type that a new state has there; else ValueError."""
    if not isinstance(stored, dict):
        raise TypeError("not an object")
    initial = dataclasses.asdict(State())
    if set(stored) != set(initial) or any(
        type(stored[name]) is not type(value) for name, value in initial.items()
    ):
        raise ValueError("other fields than a monitor's")
    seen = {
        url: (str(note), int(since)) for url, (note, since) in stored["seen"].items()
    }
    return {**stored, "seen": seen}
