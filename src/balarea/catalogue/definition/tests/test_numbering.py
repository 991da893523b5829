"""No two services ever give their documents the same number."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from balarea.catalogue import definition as definitions
from balarea.catalogue.definition import display_texts, numbering

from . import builders
from .test_loading import folder as folder
from .test_loading import refusal, write

FORMATS = [
    "503/{sequence}/{month}/{year}",
    "{code}/{sequence}/{month}/{year}",
    "{sequence}/{agency}/{year}",
    "{sequence}/TST/{year}",
    "{year}/TST/{sequence}",
    "{sequence}/0001/{year}",
    "{sequence}/V/{year}",
    "{sequence}/{month}/{year}",
    "{sequence}/{year}",
    "{sequence}-{year}",
    "{sequence}{year}",
    "1{sequence}/{year}",
    "{sequence}1/{year}",
    "TST/001/{sequence}/{month}/{year}",
    "TST-{sequence}/{sequence}/{month}/{year}",
    "SK-{sequence}-{month}-{year}",
    "SKV-{sequence}-{year}",
]


def of(code: str, number_format: str) -> definitions.Definition:
    output = {"number_format": number_format}
    return builders.make(code=code, agency=code[:3], output=output)


def may_meet(one: definitions.Definition, other: definitions.Definition) -> bool:
    first, second = numbering.series(one), numbering.series(other)
    assert first is not None
    assert second is not None
    return numbering.may_meet(first, second)


def given_by(definition: definitions.Definition) -> Iterator[str]:
    """A sample of the numbers that a format gives."""
    for sequence in (*range(1, 14), 2026, 2027, 9999, 10001, 10011, 12026, 20261):
        for month in range(1, 13):
            for year in (2026, 2027):
                day = dt.date(year, month, 1)
                yield display_texts.document_number(definition, sequence, day)


def test_whatever_can_be_the_same_number_is_found() -> None:
    firsts = {first: of("TST-001", first) for first in FORMATS}
    seconds = {second: of("OTH-002", second) for second in FORMATS}
    given = {one: set(given_by(firsts[one])) for one in FORMATS}
    for second, other in seconds.items():
        numbers = set(given_by(other))
        for first, one in firsts.items():
            if given[first] & numbers:
                assert may_meet(one, other), (first, second)


@pytest.mark.parametrize(
    ("first", "second", "meet"),
    [
        ("503/{sequence}/{year}", "503/{sequence}/{year}", True),
        ("503/{sequence}/A/{year}", "503/{sequence}/B/{year}", False),
        ("{code}/{sequence}/{year}", "{code}/{sequence}/{year}", False),
        ("{agency}/{sequence}/{year}", "{agency}/{sequence}/{year}", False),
        ("503/{sequence}/{year}", "{sequence}/{sequence}/{year}", False),
        ("1503/{sequence}/{year}", "{sequence}/{sequence}/{year}", True),
        ("{sequence}/V/{year}", "{sequence}/{month}/{year}", True),
        ("{sequence}/W/{year}", "{sequence}/{month}/{year}", False),
        ("{sequence}/{year}", "{sequence}-{year}", False),
        ("{sequence}/{year}", "{year}/{sequence}", True),
        ("A{sequence}/{year}", "A1{sequence}/{year}", True),
    ],
)
def test_patterns_that_can_meet_are_told_from_those_that_can_not(
    first: str, second: str, meet: bool
) -> None:
    one, other = of("TST-001", first), of("OTH-002", second)
    assert may_meet(one, other) is meet
    assert may_meet(other, one) is meet


def test_two_services_of_one_pattern_are_refused(folder: Path) -> None:
    tree = builders.tree() | {"code": "TST-002"}
    tree["standard"] = {"duration": {"value": 2}}
    write(folder / "TST" / "TST-002.yaml", tree)
    message = refusal(folder)
    assert "TST-002: output.number_format: may give a number of TST-001" in message
    assert "add {code}" in message
    tree["output"]["number_format"] = "{code}/{sequence}/{month}/{year}"
    write(folder / "TST" / "TST-002.yaml", tree)
    assert set(definitions.load_all(folder)) == {"TST-001", "TST-002"}
