"""What visits may know of the applications and prepared files that they are about.

`visits` and `applications` are of one layer and never import each other: a visit keeps
an opaque id, and whoever knows applications provides `SubjectCases` in
`config/wiring.py`.
"""

from collections.abc import Collection
from typing import NamedTuple, Protocol
from uuid import UUID


class SubjectCase(NamedTuple):
    """An application or a prepared file, as its owner and their desk name it."""

    id: UUID
    title: str
    service: str
    address: str


class SubjectCases(Protocol):
    """What another app says of cases; each method asks for one purpose only."""

    def own(self, case: UUID, owners: Collection[UUID]) -> SubjectCase | None:
        """The case, if one of these owners has it."""
        ...


class _None:
    def own(self, case: UUID, owners: Collection[UUID]) -> SubjectCase | None:
        return None


_provided: SubjectCases = _None()


def provide(cases: SubjectCases) -> None:
    """Set who answers; called once when Django is ready."""
    global _provided
    _provided = cases


def own_case(text: str, owners: Collection[UUID]) -> SubjectCase | None:
    """The case of an address's `?untuk=`, if one of these owners has it; else None."""
    try:
        case = UUID(text)
    except ValueError:
        return None
    return _provided.own(case, owners) if owners else None
