"""What can be wrong with a definition or with one of its rules."""

from collections.abc import Sequence
from typing import NamedTuple


class Defect(NamedTuple):
    """One thing to mend in a definition: which file or code, where in it, what."""

    source: str
    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.source}: {self.path}: {self.message}"


class RuleError(ValueError):
    """A rule is not an expression of the language of rules."""


class InvalidDefinitions(Exception):
    """Service definitions are refused; every defect is listed at once."""

    def __init__(self, defects: Sequence[Defect]) -> None:
        self.defects = tuple(defects)
        super().__init__("\n".join(str(defect) for defect in self.defects))
