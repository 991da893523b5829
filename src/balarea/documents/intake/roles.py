"""What each dictionary of a PDF is for, by the path that leads to it.

A key has its meaning only where a reader looks for it: `/AA` on a page is an action,
`/AA` among the fonts of a page is a name that a program chose. An object that is
reached by two paths is checked in both roles.
"""

import enum
from collections.abc import Iterator
from typing import Any

import pikepdf

from balarea.documents.intake import limits
from balarea.documents.intake.outcome import Reason, Rejected


class Role(enum.Enum):
    """`NAMES`: its keys are free names. `STRUCTURE`: its types are free names."""

    ANY = enum.auto()
    TRAILER = enum.auto()
    RESOURCES = enum.auto()
    APPEARANCE = enum.auto()
    STRUCTURE = enum.auto()
    NAMES = enum.auto()


# ISO 32000-1: tables 28, 33 (resources), 57, 70 to 73, 111, 168, 317, 322, 323.
_LEADS: dict[tuple[Role, str], Role] = {
    (Role.TRAILER, "/Info"): Role.NAMES,
    (Role.ANY, "/Dests"): Role.NAMES,
    (Role.ANY, "/CharProcs"): Role.NAMES,
    (Role.ANY, "/Colorants"): Role.NAMES,
    (Role.ANY, "/Solidities"): Role.NAMES,
    (Role.ANY, "/DotGain"): Role.NAMES,
    (Role.ANY, "/PieceInfo"): Role.NAMES,
    (Role.ANY, "/Resources"): Role.RESOURCES,
    (Role.ANY, "/DR"): Role.RESOURCES,
    (Role.ANY, "/AP"): Role.APPEARANCE,
    (Role.ANY, "/StructTreeRoot"): Role.STRUCTURE,
    (Role.STRUCTURE, "/RoleMap"): Role.NAMES,
    (Role.STRUCTURE, "/ClassMap"): Role.NAMES,
    **{
        (Role.RESOURCES, key): Role.NAMES
        for key in (
            "/Font",
            "/XObject",
            "/ExtGState",
            "/ColorSpace",
            "/Pattern",
            "/Shading",
            "/Properties",
        )
    },
    **{(Role.APPEARANCE, key): Role.NAMES for key in ("/N", "/R", "/D")},
    **{
        (Role.STRUCTURE, key): Role.STRUCTURE
        for key in ("/K", "/P", "/ParentTree", "/IDTree", "/Kids", "/Nums", "/Names")
    },
}


def walk(pdf: pikepdf.Pdf) -> Iterator[tuple[Any, Role]]:
    """Each dictionary and stream that a reader can reach, once in each of its roles.

    Raises:
        Rejected: they are nested too deeply.
    """
    seen: set[tuple[tuple[int, int], Role]] = set()
    waiting: list[tuple[Any, Role, int]] = [(pdf.trailer, Role.TRAILER, 0)]
    while waiting:
        thing, role, depth = waiting.pop()
        if depth > limits.MAX_DEPTH:
            raise Rejected(Reason.TOO_COMPLEX)
        if isinstance(thing, pikepdf.Array):
            if _is_new(thing, role, seen):
                # The free names of a dictionary don't extend to the items of an array.
                within = Role.ANY if role is Role.NAMES else role
                waiting.extend(_inner(thing.as_list(), within, depth))
        elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
            if role is Role.NAMES and isinstance(thing, pikepdf.Stream):
                role = Role.ANY
            if _is_new(thing, role, seen):
                yield thing, role
                for key, value in thing.items():
                    leads = _LEADS.get((role, key), Role.ANY)
                    waiting.extend(_inner([value], leads, depth))


def _is_new(
    thing: pikepdf.Object, role: Role, seen: set[tuple[tuple[int, int], Role]]
) -> bool:
    if not thing.is_indirect:
        return True
    if (thing.objgen, role) in seen:
        return False
    seen.add((thing.objgen, role))
    return True


def _inner(values: Any, role: Role, depth: int) -> Iterator[tuple[Any, Role, int]]:
    for value in values:
        if isinstance(value, pikepdf.Object):
            yield value, role, 0 if value.is_indirect else depth + 1
