"""Districts and villages: the file that lists them, and answers that name one.

`services/places.yaml` is put into the questions that ask for a place while a service is
loaded, so that a published definition holds the names that its citizens chose from
(decision 110).
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from .format import Definition, Field
from .texts import Shape

NAME = "places.yaml"
DIGITS = 10  # of a village's code
_DISTRICT_DIGITS = 6


class District(Shape, frozen=True):
    """A district (kecamatan): `value` is the answer, `code` the ministry's."""

    value: str
    code: str
    name: str
    villages: dict[str, str]


class ExamplePlace(Shape, frozen=True):
    """A district and a village of it, which examples of definitions answer with."""

    district: str
    village: str


class Places(Shape, frozen=True):
    """The file: every district with its villages, by code.

    Without an `example`, examples answer with the first village of the first district.
    """

    districts: tuple[District, ...]
    example: ExamplePlace | None = None


class Elsewhere(NamedTuple):
    """A village that doesn't lie in the district that is answered."""

    village: str
    lies_in: str
    answered: str


def sources(places: Places) -> dict[str, dict[str, Any]]:
    """What `choices_from` of a question puts into it, by the name that it gives."""
    choices = [
        {"value": one.value, "label": {"id": one.name, "en": one.name}}
        for one in places.districts
    ]
    villages = {one.value: one.villages for one in places.districts}
    return {"districts": {"choices": choices}, "villages": {"villages": villages}}


def example_words(places: Places) -> dict[str, str]:
    """What the placeholders of the example place stand for; none without places."""
    if not places.districts:
        return {}
    first = places.districts[0]
    example = places.example or ExamplePlace(
        district=first.value, village=next(iter(first.villages))
    )
    return {"example_district": example.district, "example_village": example.village}


def place_defects(places: Places, region: str = "") -> Iterator[tuple[str, str]]:
    """Codes that aren't the district's own, and names that are empty or doubled.

    `region` is the code in which all districts lie.
    """
    seen: set[str] = set()
    if places.example and places.example.village not in {
        code
        for district in places.districts
        if district.value == places.example.district
        for code in district.villages
    }:
        yield "example", "names no village of its district"
    for district in places.districts:
        if district.value in seen:
            yield district.value, "stands there twice"
        seen.add(district.value)
        if not district.code.startswith(region):
            yield district.value, f"lies in no district of {region}, the mall's region"
        prefix = district.code.replace(".", "")
        if len(prefix) != _DISTRICT_DIGITS or not district.villages:
            yield district.value, "has a code of six digits, and villages"
        for code, name in district.villages.items():
            if not (code.isdigit() and len(code) == DIGITS and code.startswith(prefix)):
                yield f"{district.value}.{code}", f"is no code of {district.code}"
            if not name or name != " ".join(name.split()):
                yield f"{district.value}.{code}", "the name is empty or untidy"
        names = list(district.villages.values())
        if len(set(names)) != len(names):
            yield district.value, "two villages have one name"


def named(field: Field, code: str) -> str:
    """A village with what it is: “Desa Cimuja”; the code where it isn't listed."""
    district = district_of(field, code)
    if district is None:
        return code
    kind = "Kelurahan" if code[_DISTRICT_DIGITS] == "1" else "Desa"
    return f"{kind} {field.villages[district][code]}"


def district_of(field: Field, code: object) -> str | None:
    """The value of the district in which the village lies."""
    for district, villages in field.villages.items():
        if code in villages:
            return district
    return None


def elsewhere(
    definition: Definition, field: Field, answers: Mapping[str, Any]
) -> Elsewhere | None:
    """The contradiction between a village and the district answered before it."""
    if field.within is None or not isinstance(code := answers.get(field.id), str):
        return None
    answered, lies_in = answers.get(field.within), district_of(field, code)
    if answered is None or lies_in is None or answered == lies_in:
        return None
    labels = district_names(definition, field)
    return Elsewhere(
        named(field, code), labels.get(lies_in, lies_in), labels.get(answered, "")
    )


def district_names(definition: Definition, field: Field) -> dict[str, str]:
    """District values by name, from the question that asks for the district."""
    district = definition.fields.get(field.within or "")
    return (
        {c.value: c.label.id for c in district.choices} if district is not None else {}
    )


def village_defects(definition: Definition) -> Iterator[tuple[str, str]]:
    """A `VILLAGE` lies within a `CHOICE` asked before it, of the same districts."""
    earlier: dict[str, Field] = {}
    for field in definition.fields.values():
        path = f"fields.{field.id}"
        if field.type != "VILLAGE":
            if field.within is not None or field.villages:
                yield path, "within and villages belong to VILLAGE"
        else:
            district = earlier.get(field.within or "")
            offered = {c.value for c in district.choices} if district else set()
            if not field.villages or offered != set(field.villages):
                yield path, "lies within a CHOICE before it, which lists its districts"
            codes = [code for one in field.villages.values() for code in one]
            if len(set(codes)) != len(codes):
                yield path, "a village stands in two districts"
        earlier[field.id] = field
