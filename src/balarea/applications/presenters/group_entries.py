"""The entries of a group as pages show them."""

import dataclasses
from collections.abc import Sequence
from typing import Any

from balarea.catalogue import definition as engine


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """One entry: what it is called, and its (question, answer) pairs."""

    title: str
    facts: Sequence[tuple[str, str]]


def entries(group: engine.Field, answer: Any, language: str) -> list[Entry]:
    """Every entry that has an answer, in order."""
    called = (group.entry or group.label).of(language)
    shown = engine.entries(group, answer, language)
    return [Entry(f"{called} {place}", facts) for place, facts in enumerate(shown, 1)]
