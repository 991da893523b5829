"""Document numbers: no two services may produce the same number.

Documents are verified by their number, so it must be unique in the mall.
"""

import itertools
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from . import display_texts
from .errors import Defect
from .format import Definition

# Words, digits and placeholders; what stands between them is kept as it is.
_BETWEEN = re.compile(r"([^A-Za-z0-9_{}]+)")
# Possible values of placeholders; {code} and {agency} are filled in before.
_COMES_TO = {
    "{sequence}": re.compile(r"\d{4}|[1-9]\d{4,}"),
    "{year}": re.compile(r"[1-9]\d{3}"),
    "{month}": re.compile("|".join(display_texts.ROMAN)),
}


class Series(NamedTuple):
    """The number format of a service, in its current or an older version."""

    code: str
    agency: str
    number_format: str


def series(definition: Definition) -> Series | None:
    """The number format of a service; None if it issues no documents."""
    if definition.output is None:
        return None
    return Series(definition.code, definition.agency, definition.output.number_format)


def clashes(definitions: Iterable[Definition]) -> Iterator[Defect]:
    """Services whose documents could get the number of another service's document."""
    numbered = [one for one in map(series, definitions) if one is not None]
    parts = [(one.code, _parts(one)) for one in numbered]
    for (first, those), (second, these) in itertools.combinations(sorted(parts), 2):
        if _may_meet(those, these):
            message = f"may give a number of {first}: add {{code}} or a word of its own"
            yield Defect(second, "output.number_format", message)


def may_meet(one: Series, other: Series) -> bool:
    """Whether two formats could give the same number; True in doubt."""
    return _may_meet(_parts(one), _parts(other))


def _parts(one: Series) -> list[str]:
    pattern = one.number_format.replace("{code}", one.code)
    return _BETWEEN.split(pattern.replace("{agency}", one.agency))


def _may_meet(these: list[str], those: list[str]) -> bool:
    return len(these) == len(those) and all(map(_may_be_same, these, those))


def _may_be_same(this: str, that: str) -> bool:
    if this == that:
        return True
    if "{" not in this:
        this, that = that, this
    if "{" not in this:
        return False  # two words
    if this not in _COMES_TO or ("{" in that and that not in _COMES_TO):
        return bool(that)  # adjacent, as in SK{sequence}: could be anything
    if "{" not in that:
        return _COMES_TO[this].fullmatch(that) is not None
    return "{month}" not in {this, that}
