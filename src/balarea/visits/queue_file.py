"""The queues and desks with which a mall begins, from its files.

Each agency has one queue, which all desks of `agencies.yaml` serve; a file that
`mall.yaml` names says it otherwise for some agencies. Managers change them afterwards.
"""

import re
import string
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from balarea.catalogue import definition as engine
from balarea.catalogue.definition import loading
from balarea.foundation import yaml_files
from balarea.foundation.mall import Mall
from balarea.foundation.texts import Shape, Text

MAIN = "mpp"  # the code of the mall's own building
_RANGE = re.compile(r"([A-Z]+)(\d+)(?:-[A-Z]*(\d+))?")
# Letters that are heard and read well, in the order in which queues get them.
_LETTERS = [one for one in string.ascii_uppercase if one not in "IOQ"]


class InvalidQueues(Exception):
    """The file of queues is refused; the text says where and why."""


class QueueRow(Shape, frozen=True):
    """One queue; without `desks` all of the agency serve it."""

    code: str
    name: Text
    prefix: str = ""
    services: tuple[str, ...] = ()
    minutes: int = 10
    quota: int | None = None
    releases: tuple[tuple[str, int], ...] = ()
    breaks: tuple[tuple[str, str], ...] = (("12:00", "13:00"),)
    desks: tuple[str, ...] = ()


class AgencyRow(Shape, frozen=True):
    """The queues of one agency."""

    agency: str
    queues: tuple[QueueRow, ...]


def read(mall: Mall) -> list[AgencyRow]:
    """The queues of each agency of a mall, with desks and prefixes filled in.

    Raises:
        InvalidQueues: the file can't be read, or says something impossible.
    """
    agencies = loading.load_agencies(Path(mall.services), mall)
    given = {row.agency: row for row in _given(mall)}
    if unknown := set(given) - {agency.code for agency in agencies}:
        raise InvalidQueues(f"{mall.queues}: no agency {', '.join(sorted(unknown))}")
    rows = [given.get(agency.code) or _single(agency) for agency in agencies]
    desks = {agency.code: desks_of(agency.desk) for agency in agencies}
    rows = list(_with_prefixes(rows))
    return [
        AgencyRow(
            row.agency,
            tuple(
                msgspec.structs.replace(one, desks=one.desks or desks[row.agency])
                for one in row.queues
            ),
        )
        for row in rows
    ]


def _given(mall: Mall) -> list[AgencyRow]:
    if mall.queues is None:
        return []
    path = Path(mall.queues)
    try:
        tree = yaml_files.parse(path.read_text("utf-8"))
        return msgspec.convert(tree, list[AgencyRow])
    except (OSError, ValueError, msgspec.ValidationError) as error:
        raise InvalidQueues(f"{path}: {error}") from error


def _single(agency: engine.Agency) -> AgencyRow:
    name = Text(id=agency.short_name, en=agency.short_name)
    return AgencyRow(agency.code, (QueueRow(agency.code, name),))


def desks_of(text: str) -> tuple[str, ...]:
    """The desks of a range: `A1-A3` is `A1`, `A2`, `A3`; none of any other text."""
    match = _RANGE.fullmatch(text.replace(" ", "").replace("–", "-"))
    if match is None:
        return ()
    letters, first, last = match.groups()
    numbers = range(int(first), int(last or first) + 1)
    return tuple(f"{letters}{number}" for number in numbers)


def _with_prefixes(rows: Sequence[AgencyRow]) -> Iterator[AgencyRow]:
    """Give each queue without a prefix the next free letter, then pairs of letters."""
    taken = {one.prefix for row in rows for one in row.queues if one.prefix}
    every = [*_LETTERS, *(f"{a}{b}" for a in _LETTERS for b in _LETTERS)]
    free = (letter for letter in every if letter not in taken)
    for row in rows:
        queues = tuple(
            one if one.prefix else msgspec.structs.replace(one, prefix=next(free))
            for one in row.queues
        )
        yield AgencyRow(row.agency, queues)
