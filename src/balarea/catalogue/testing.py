"""Sample answers for tests and the demo, from the definitions' own examples."""

import datetime as dt
import functools
from pathlib import Path

from balarea.catalogue import definition as engine
from balarea.catalogue.definition import examples, generated_answers

# The services that tests publish and name; the others are walked in turn.
ARRANGED = (
    *("BPN-001", "DHB-007", "DKC-006", "DKC-012", "DKC-016", "DNK-001", "DPM-001"),
    *("DPM-010", "DPM-025", "DPM-058", "DPM-070", "DSO-001", "KOP-006", "KPP-001"),
    *("POL-001", "DKC-004", "DHB-008", "BPD-011", "DLH-001", "DPM-012"),
)
SERVICES = Path(__file__).parents[3] / "services"
# The examples were written for this day; days near it move with the current date.
WRITTEN_ON, NEAR = dt.date(2026, 11, 24), dt.timedelta(days=400)


@functools.cache
def shipped() -> dict[str, engine.Definition]:
    """The services of the repository by code; loaded once a process."""
    return engine.load_all(SERVICES)


@functools.cache
def online() -> dict[str, engine.Definition]:
    """Those that can be filed."""
    return {code: one for code, one in shipped().items() if one.online}


@functools.cache
def shipped_bundles() -> dict[str, engine.Bundle]:
    """The bundles of the repository by code, compiled once a process."""
    identities = {code: engine.identity(one) for code, one in shipped().items()}
    return {
        source.code: engine.merge_bundle(source, shipped(), identities)
        for source in engine.load_bundles(SERVICES)
    }


def valid_example(definition: engine.Definition) -> engine.Example:
    """The first example that a definition expects no problems with."""
    return next(one for one in definition.tests if not one.expect.problems)


def raw_answers(
    definition: engine.Definition, example: engine.Example, today: dt.date
) -> dict[str, tuple[str, ...]]:
    """An example's answers as a form sends them: field name → values.

    Days within 400 days of `WRITTEN_ON` are moved to the same distance from `today`,
    so that rules such as "in the last month" still hold.
    """
    typed = examples.as_typed(definition, example)
    raw = {name: tuple(values) for name, values in typed.items()}
    for name, values in raw.items():
        if engine.field(definition, name).type == "DATE":
            raw[name] = tuple(_moved(value, today) for value in values)
    for name in raw:
        birth = generated_answers.birth(definition, name)
        if birth in raw:
            [number], [born] = raw[name], raw[birth]
            raw[name] = (generated_answers.born_on(number, born),)
    return raw


def _moved(day: str, today: dt.date) -> str:
    year, month, number = generated_answers.parts_of_day(day)
    written = dt.date(year, month, number)
    if abs(written - WRITTEN_ON) > NEAR:
        return day
    return (today + (written - WRITTEN_ON)).strftime("%d-%m-%Y")
