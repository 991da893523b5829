"""What visits may know of the applications and prepared files that they are about.

`visits` and `applications` are of one layer and never import each other: a visit keeps
an opaque id, and whoever knows applications provides `SubjectCases` in
`config/wiring.py`.
"""

from collections.abc import Collection
from typing import NamedTuple, Protocol
from uuid import UUID

from balarea.people.queries import Scope


class SubjectCase(NamedTuple):
    """An application or a prepared file, as its owner and their desk name it."""

    id: UUID
    title: str
    service: str
    address: str


class DeskCase(NamedTuple):
    """An application or a prepared file as an officer may see it at a desk.

    Attributes:
        word, kind: its state in the active language, and how it is drawn.
        address: where it is taken in, read or served.
    """

    id: UUID
    reference: str
    title: str
    word: str
    kind: str
    address: str


class SubjectCases(Protocol):
    """What another app says of cases; each method asks for one purpose only."""

    def own(self, case: UUID, owners: Collection[UUID]) -> SubjectCase | None:
        """The case, if one of these owners has it."""
        ...

    def at_desk(self, owner: UUID, scope: Scope) -> list[DeskCase]:
        """A visitor's cases of those services that this officer takes in or serves."""
        ...


class _None:
    def own(self, case: UUID, owners: Collection[UUID]) -> SubjectCase | None:
        return None

    def at_desk(self, owner: UUID, scope: Scope) -> list[DeskCase]:
        return []


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


def desk_cases(owner: UUID, scope: Scope) -> list[DeskCase]:
    """A visitor's cases that an officer may see at a desk, drafts first."""
    return _provided.at_desk(owner, scope)
