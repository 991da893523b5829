"""Errors in a definition or in one of its rules."""

from collections.abc import Sequence
from typing import NamedTuple


class Defect(NamedTuple):
    """One defect of a definition: its file or code, the place, and the message."""

    source: str
    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.source}: {self.path}: {self.message}"


class RuleError(ValueError):
    """A rule is not a valid expression."""


class InvalidDefinitions(Exception):
    """Service definitions are refused; every defect is listed at once."""

    def __init__(self, defects: Sequence[Defect]) -> None:
        self.defects = tuple(defects)
        super().__init__("\n".join(str(defect) for defect in self.defects))
