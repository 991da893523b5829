"""A mall without some agencies: their services aren't loaded, and links to them end.

What a text says of such a service stays, because the law asks for it all the same; only
the link goes, and a document of theirs is uploaded instead of found.
"""

from collections.abc import Collection, Iterator
from typing import Any

import msgspec

from .bundles import BundleSource
from .errors import Defect
from .format import Definition, Requirement


def is_of(code: str | None, absent: Collection[str]) -> bool:
    """Whether a service is one of these agencies'."""
    return code is not None and code.partition("-")[0] in absent


def without(definition: Definition, absent: Collection[str]) -> Definition:
    """The definition without links to services of absent agencies."""
    if not absent:
        return definition
    requirements = tuple(_fulfilled(one, absent) for one in definition.requirements)
    standard = definition.standard
    listed = tuple(_unlinked(one, absent) for one in standard.requirements)
    changed: dict[str, Any] = {
        "requirements": requirements,
        "standard": _replaced(standard, requirements=listed),
        "eligibility": tuple(
            _replaced(one, otherwise=_unlinked(one.otherwise, absent))
            for one in definition.eligibility
        ),
        "pages": tuple(
            _replaced(one, exit=_unlinked(one.exit, absent))
            if one.exit is not None
            else one
            for one in definition.pages
        ),
    }
    if definition.renewal is not None and is_of(definition.renewal.service, absent):
        changed["renewal"] = None
    return _replaced(definition, **changed)


def bundles(
    sources: Collection[BundleSource], absent: Collection[str]
) -> list[BundleSource]:
    """The bundles whose services are all there, without later ones that aren't."""
    return [
        _replaced(
            one,
            later=tuple(later for later in one.later if not is_of(later.code, absent)),
        )
        for one in sources
        if not any(is_of(member.code, absent) for member in one.services)
    ]


def advice_defects(definition: Definition, absent: Collection[str]) -> Iterator[Defect]:
    """Advice of an absent agency: the law wants it, so leaving it out isn't ours."""
    for one in definition.advice:
        if one.agency in absent:
            yield Defect(
                definition.code,
                f"advice.{one.id}",
                f"{one.agency} is absent from this mall: say by an overlay how its"
                " advice is given instead",
            )


def _fulfilled(requirement: Requirement, absent: Collection[str]) -> Requirement:
    issuers = tuple(one for one in requirement.fulfilled_by if not is_of(one, absent))
    if issuers != requirement.fulfilled_by:
        holder = requirement.holder if issuers else None
        requirement = _replaced(requirement, fulfilled_by=issuers, holder=holder)
    return _unlinked(requirement, absent)


def _unlinked[Linked: msgspec.Struct](one: Linked, absent: Collection[str]) -> Linked:
    if is_of(getattr(one, "service", None), absent):
        return _replaced(one, service=None)
    return one


def _replaced[Whole: msgspec.Struct](one: Whole, **changes: Any) -> Whole:
    """The same object where nothing differs, so that caches on it stay."""
    if all(getattr(one, name) == value for name, value in changes.items()):
        return one
    return msgspec.structs.replace(one, **changes)
